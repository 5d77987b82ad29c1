package io.divergence.transform;

import io.divergence.math.Checks;

/**
 * Row i of the Cholesky factor of a correlation matrix from i canonical partial correlations t_j = tanh(y_j):
 * L_j = t_j P_j and L_i = P_i, with P_j the product of 1/cosh(y_m) over m &lt; j. The row has length 1.
 */
final class PartialCorrelations {

    private PartialCorrelations() {
    }

    /** Writes row i to x[xAt .. xAt + i]; returns its diagonal entry, which may have underflown. */
    static double row(double[] y, int yAt, int i, double[] x, int xAt) {
        double product = 1;
        for (int j = 0; j < i; j++) {
            x[xAt + j] = Math.tanh(y[yAt + j]) * product;
            product /= Math.cosh(y[yAt + j]);
        }
        // Above 0 whatever happens; the caller reports underflow.
        x[xAt + i] = Math.max(product, Double.MIN_VALUE);
        return product;
    }

    /**
     * Replaces a gradient by the entries of row i in out[outAt .. outAt + i) and by its diagonal entry by the gradient by y,
     * plus factor times that of -SUM (power - j) log cosh y_j.
     */
    static void pullback(double[] y, int yAt, int i, double diagonal, double factor, int power, double[] out, int outAt) {
        // SUM over n >= j of g_n L_n/P_j, by a recursion from the end in which nothing over- or underflows.
        double tail = diagonal;
        for (int j = i - 1; j >= 0; j--) {
            double t = Math.tanh(y[yAt + j]);
            double s = 1 / Math.cosh(y[yAt + j]);
            double g = out[outAt + j];
            out[outAt + j] = s * (g * s - t * tail);
            tail = g * t + s * tail;
        }
        double product = 1;
        for (int j = 0; j < i; j++) {
            out[outAt + j] = out[outAt + j] * product - factor * (power - j) * Math.tanh(y[yAt + j]);
            product /= Math.cosh(y[yAt + j]);
        }
    }

    /** Writes the y of row i of a factor, x[xAt .. xAt + i]: sinh y_j is L_j over the length of what comes after. */
    static void invert(double[] x, int xAt, int i, double[] y, int yAt) {
        double tail = x[xAt + i];
        for (int j = i - 1; j >= 0; j--) {
            double value = x[xAt + j];
            double angle = arsinh(value / tail);
            if (!(Math.abs(angle) <= Double.MAX_VALUE)) {
                throw Checks.illegal("x[" + (xAt + j) + "]", value, "is too close to a correlation of 1 or -1 for a finite y");
            }
            y[yAt + j] = angle;
            tail = Math.hypot(tail, value);
        }
    }

    private static double arsinh(double x) {
        double a = Math.abs(x);
        double value = a > 1e8 ? Math.log(a) + Math.log(2) : Math.log1p(a + a * a / (1 + Math.sqrt(1 + a * a)));
        return Math.copySign(value, x);
    }
}
