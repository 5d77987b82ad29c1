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

    /** The same in [from, to). */
    static void addRange4(int from, int to, double[] x0, double[] x1, double[] x2, double[] x3, double a0, double a1, double a2, double a3,
            double[] out) {
        for (int k = from; k < to; k++) {
            out[k] = Math.fma(a0, x0[k], Math.fma(a1, x1[k], Math.fma(a2, x2[k], Math.fma(a3, x3[k], out[k]))));
        }
    }

    /** out += a0 x0 + a1 x1 + a2 x2, and so on: the arrays are read once for three sums. */
    static void add3(int n, double[] x0, double[] x1, double[] x2, double a0, double a1, double a2, double[] out, double b0, double b1, double b2,
            double[] second, double c0, double c1, double c2, double[] third) {
        for (int k = 0; k < n; k++) {
            double p = x0[k];
            double q = x1[k];
            double r = x2[k];
            double a = Math.fma(a2, r, Math.fma(a1, q, Math.fma(a0, p, out[k])));
            double b = Math.fma(b2, r, Math.fma(b1, q, Math.fma(b0, p, second[k])));
            double c = Math.fma(c2, r, Math.fma(c1, q, Math.fma(c0, p, third[k])));
            out[k] = a;
            second[k] = b;
            third[k] = c;
        }
    }

    /**
     * The like of two arrays for four sums of few entries: of one method for long arrays as well, the compiler would make loops that suit
     * neither.
     */
    static void addShort2(int n, double[] x0, double[] x1, double a0, double a1, double[] out, double b0, double b1, double[] second,
            double c0, double c1, double[] third, double e0, double e1, double[] fourth) {
        for (int k = 0; k < n; k++) {
            double p = x0[k];
            double q = x1[k];
            double a = Math.fma(a1, q, Math.fma(a0, p, out[k]));
            double b = Math.fma(b1, q, Math.fma(b0, p, second[k]));
            double c = Math.fma(c1, q, Math.fma(c0, p, third[k]));
            double e = Math.fma(e1, q, Math.fma(e0, p, fourth[k]));
            out[k] = a;
            second[k] = b;
            third[k] = c;
            fourth[k] = e;
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
