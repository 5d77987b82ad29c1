package io.divergence.model;

/** Independent standard Cauchy coordinates: log p(x) = -SUM log(pi (1 + x_i^2)). */
final class CauchyModel extends NormalizedModel {
    /** From here on 1 + x^2 is x^2 in double precision, and before x^2 overflows. */
    private static final double FAR = 1e9;

    CauchyModel(int dimension) {
        super(dimension, 0);
    }

    @Override
    double evaluate(double[] z, int at, double[] gradient, double[] scratch) {
        int d = dimension();
        double sum = d * Math.log(Math.PI);
        for (int i = at; i < at + d; i++) {
            double x = z[i];
            boolean far = Math.abs(x) > FAR;
            sum += far ? 2 * Math.log(Math.abs(x)) : Math.log1p(x * x);
            if (gradient != null) {
                gradient[i] = far ? -2 / x : -2 * x / (1 + x * x);
            }
        }
        return -sum;
    }

    @Override
    public String toString() {
        return "cauchy(" + dimension() + ")";
    }
}
