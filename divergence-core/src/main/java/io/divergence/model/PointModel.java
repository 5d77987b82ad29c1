package io.divergence.model;

/** A model that is evaluated one point at a time. */
abstract class PointModel extends Model {
    private final int dimension;
    private final int scratchLength;

    PointModel(int dimension, int scratchLength) {
        this.dimension = dimension;
        this.scratchLength = scratchLength;
    }

    /**
     * Returns the log density at the point that starts at z[at], and writes its gradient, if that is not null, to where it starts
     * at gradient[at].
     */
    abstract double evaluate(double[] z, int at, double[] gradient, double[] scratch);

    @Override
    final void evaluate(double[] z, int from, int to, double[] out, double[] gradient, double[] scratch) {
        for (int k = from; k < to; k++) {
            out[k] = evaluate(z, k * dimension, gradient, scratch);
        }
    }

    @Override
    final int scratchLength() {
        return scratchLength;
    }

    @Override
    public final int dimension() {
        return dimension;
    }
}
