package io.divergence.target;

/** Terms by a user's function of one row and one point. It owns the point that it hands over: one copy per worker. */
final class PointTerms implements DataTerms {
    private final int rows;
    private final Term term;
    private final TermGradient termGradient;
    private final double[] point;
    private final double[] slope;

    PointTerms(int dimension, int rows, Term term, TermGradient termGradient) {
        this.rows = rows;
        this.term = term;
        this.termGradient = termGradient;
        point = new double[dimension];
        slope = new double[dimension];
    }

    @Override
    public int rows() {
        return rows;
    }

    @Override
    public int dimension() {
        return point.length;
    }

    @Override
    public boolean isDifferentiable() {
        return termGradient != null;
    }

    @Override
    public DataTerms boundCopy() {
        return new PointTerms(point.length, rows, term, termGradient);
    }

    @Override
    public void add(int[] list, int from, int to, double scale, double[] z, int zFrom, int zTo, double[] out, double[] gradient) {
        int d = point.length;
        for (int k = zFrom; k < zTo; k++) {
            System.arraycopy(z, k * d, point, 0, d);
            double sum = 0;
            for (int i = from; i < to; i++) {
                sum += term.at(list[i], point);
                if (gradient != null) {
                    addSlope(list[i], scale, gradient, k * d);
                }
            }
            out[k] += scale * sum;
        }
    }

    private void addSlope(int row, double scale, double[] gradient, int at) {
        termGradient.at(row, point, slope);
        for (int i = 0; i < slope.length; i++) {
            gradient[at + i] += scale * slope[i];
        }
    }
}
