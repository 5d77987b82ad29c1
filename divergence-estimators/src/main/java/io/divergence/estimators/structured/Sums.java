package io.divergence.estimators.structured;

/** Sums over arrays with four accumulators: a single one would wait for each addition before the next. */
final class Sums {

    private Sums() {
    }

    static double dot(int n, double[] x, double[] y) {
        double a = 0;
        double b = 0;
        double c = 0;
        double e = 0;
        int i = 0;
        for (; i + 3 < n; i += 4) {
            a = Math.fma(x[i], y[i], a);
            b = Math.fma(x[i + 1], y[i + 1], b);
            c = Math.fma(x[i + 2], y[i + 2], c);
            e = Math.fma(x[i + 3], y[i + 3], e);
        }
        for (; i < n; i++) {
            a = Math.fma(x[i], y[i], a);
        }
        return (a + b) + (c + e);
    }

    /** SUM w_i x_i^2. */
    static double weightedSquares(int n, double[] x, double[] w) {
        double a = 0;
        double b = 0;
        double c = 0;
        double e = 0;
        int i = 0;
        for (; i + 3 < n; i += 4) {
            a = Math.fma(x[i] * x[i], w[i], a);
            b = Math.fma(x[i + 1] * x[i + 1], w[i + 1], b);
            c = Math.fma(x[i + 2] * x[i + 2], w[i + 2], c);
            e = Math.fma(x[i + 3] * x[i + 3], w[i + 3], e);
        }
        for (; i < n; i++) {
            a = Math.fma(x[i] * x[i], w[i], a);
        }
        return (a + b) + (c + e);
    }
}
