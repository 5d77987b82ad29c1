package io.divergence.optimize;

/** Euclidean norms that neither overflow nor underflow on the way. */
final class EuclideanNorm {

    private EuclideanNorm() {
    }

    /** Returns |x|. */
    static double of(double[] x) {
        double sum = 0;
        for (double value : x) {
            sum += value * value;
        }
        if (isSafe(sum)) {
            return Math.sqrt(sum);
        }
        double norm = 0;
        for (double value : x) {
            norm = Math.hypot(norm, value);
        }
        return norm;
    }

    /** Returns |x - y|, y being the first entries of an array. */
    static double between(double[] x, double[] y) {
        double sum = 0;
        for (int i = 0; i < x.length; i++) {
            sum += (x[i] - y[i]) * (x[i] - y[i]);
        }
        if (isSafe(sum)) {
            return Math.sqrt(sum);
        }
        double norm = 0;
        for (int i = 0; i < x.length; i++) {
            norm = Math.hypot(norm, x[i] - y[i]);
        }
        return norm;
    }

    /** Whether squares kept their digits; NaN is as good as it gets. */
    static boolean isSafe(double sumOfSquares) {
        return !(sumOfSquares < 1e-270 || sumOfSquares > Double.MAX_VALUE);
    }
}
