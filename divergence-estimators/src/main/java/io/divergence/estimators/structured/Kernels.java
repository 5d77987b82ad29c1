package io.divergence.estimators.structured;

/** Sums of scaled arrays over [from, to): every array from the same index on, without a branch. */
final class Kernels {

    private Kernels() {
    }

    /** out += a0 x0. */
    static void add1(int from, int to, double[] x0, double a0, double[] out) {
        for (int k = from; k < to; k++) {
            out[k] = Math.fma(a0, x0[k], out[k]);
        }
    }

    /** out += a0 x0 + a1 x1 + a2 x2 + a3 x3. */
    static void add4(int from, int to, double[] x0, double[] x1, double[] x2, double[] x3, double a0, double a1, double a2, double a3,
            double[] out) {
        for (int k = from; k < to; k++) {
            out[k] = Math.fma(a0, x0[k], Math.fma(a1, x1[k], Math.fma(a2, x2[k], Math.fma(a3, x3[k], out[k]))));
        }
    }

    /** The same twice: the arrays are read once for two sums. */
    static void add4(int from, int to, double[] x0, double[] x1, double[] x2, double[] x3, double a0, double a1, double a2, double a3,
            double[] out, double b0, double b1, double b2, double b3, double[] second) {
        for (int k = from; k < to; k++) {
            out[k] = Math.fma(a0, x0[k], Math.fma(a1, x1[k], Math.fma(a2, x2[k], Math.fma(a3, x3[k], out[k]))));
            second[k] = Math.fma(b0, x0[k], Math.fma(b1, x1[k], Math.fma(b2, x2[k], Math.fma(b3, x3[k], second[k]))));
        }
    }
}
