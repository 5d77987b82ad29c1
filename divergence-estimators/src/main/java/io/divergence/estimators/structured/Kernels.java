package io.divergence.estimators.structured;

/**
 * Elementwise sums of arrays: every array from the same index on, without a branch, and no more arrays in a loop than the compiler still
 * turns into vector instructions.
 */
final class Kernels {

    private Kernels() {
    }

    /** out += a0 x0 in [from, to). */
    static void add1(int from, int to, double[] x0, double a0, double[] out) {
        for (int k = from; k < to; k++) {
            out[k] = Math.fma(a0, x0[k], out[k]);
        }
    }

    /** out += a0 x0 + a1 x1 + a2 x2 + a3 x3. */
    static void add4(int n, double[] x0, double[] x1, double[] x2, double[] x3, double a0, double a1, double a2, double a3, double[] out) {
        for (int k = 0; k < n; k++) {
            out[k] = Math.fma(a0, x0[k], Math.fma(a1, x1[k], Math.fma(a2, x2[k], Math.fma(a3, x3[k], out[k]))));
        }
    }

    /** The same twice: the arrays are read once for two sums. */
    static void add4(int n, double[] x0, double[] x1, double[] x2, double[] x3, double a0, double a1, double a2, double a3, double[] out,
            double b0, double b1, double b2, double b3, double[] second) {
        for (int k = 0; k < n; k++) {
            out[k] = Math.fma(a0, x0[k], Math.fma(a1, x1[k], Math.fma(a2, x2[k], Math.fma(a3, x3[k], out[k]))));
            second[k] = Math.fma(b0, x0[k], Math.fma(b1, x1[k], Math.fma(b2, x2[k], Math.fma(b3, x3[k], second[k]))));
        }
    }

    /** The same for few entries: of one method for both, the compiler would make loops that suit neither. */
    static void addShort4(int n, double[] x0, double[] x1, double[] x2, double[] x3, double a0, double a1, double a2, double a3, double[] out,
            double b0, double b1, double b2, double b3, double[] second) {
        for (int k = 0; k < n; k++) {
            out[k] = Math.fma(a0, x0[k], Math.fma(a1, x1[k], Math.fma(a2, x2[k], Math.fma(a3, x3[k], out[k]))));
            second[k] = Math.fma(b0, x0[k], Math.fma(b1, x1[k], Math.fma(b2, x2[k], Math.fma(b3, x3[k], second[k]))));
        }
    }

    /** out += a0 x0^2. */
    static void addSquares(int n, double[] x0, double a0, double[] out) {
        for (int k = 0; k < n; k++) {
            out[k] = Math.fma(a0 * x0[k], x0[k], out[k]);
        }
    }

    /** out += x0^2 + x1^2. */
    static void addSquares2(int n, double[] x0, double[] x1, double[] out) {
        for (int k = 0; k < n; k++) {
            out[k] = Math.fma(x0[k], x0[k], Math.fma(x1[k], x1[k], out[k]));
        }
    }

    /** out += a0 x0^2 + a1 x1^2 + a2 x2^2 + a3 x3^2. */
    static void addSquares4(int n, double[] x0, double[] x1, double[] x2, double[] x3, double a0, double a1, double a2, double a3,
            double[] out) {
        for (int k = 0; k < n; k++) {
            out[k] = Math.fma(a0 * x0[k], x0[k], Math.fma(a1 * x1[k], x1[k], Math.fma(a2 * x2[k], x2[k], Math.fma(a3 * x3[k], x3[k], out[k]))));
        }
    }

    /** out = x y. */
    static void multiply(int n, double[] x, double[] y, double[] out) {
        for (int k = 0; k < n; k++) {
            out[k] = x[k] * y[k];
        }
    }

    /** Replaces entries by their square roots. */
    static void root(int n, double[] x) {
        for (int k = 0; k < n; k++) {
            x[k] = Math.sqrt(x[k]);
        }
    }
}
