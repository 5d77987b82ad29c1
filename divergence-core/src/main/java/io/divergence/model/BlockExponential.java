package io.divergence.model;

/**
 * e^x of many numbers, in two loops: arithmetic only, which becomes vector instructions, then the scaling by a power of two. To 2 ulp
 * for x in [-708, 708]; beyond, as if x were at the end of that interval.
 */
final class BlockExponential {
    private static final double LIMIT = 708;
    private static final double LOG2_E = 1.4426950408889634;
    private static final double LN2 = Math.log(2);
    private static final double LN2_HIGH = 0x1.62e42fefa0000p-1;
    private static final double LN2_LOW = 0x1.cf79abc9e3b3ap-40;
    /** Adding it rounds to an integer, which is then in the last bits. */
    private static final double SHIFTER = 0x1.8p52;

    private BlockExponential() {
    }

    /** Writes e^x[i] to out[i], i in [0, n); scratch is written to. All three arrays differ, or x is out. */
    static void exp(int n, double[] x, double[] out, double[] scratch) {
        for (int i = 0; i < n; i++) {
            double t = Math.max(-LIMIT, Math.min(LIMIT, x[i]));
            double shifted = Math.fma(t, LOG2_E, SHIFTER);
            double k = shifted - SHIFTER;
            double r = Math.fma(k, -LN2_LOW, Math.fma(k, -LN2_HIGH, t));
            double p = 1.0 / 6227020800.0;
            p = Math.fma(p, r, 1.0 / 479001600.0);
            p = Math.fma(p, r, 1.0 / 39916800.0);
            p = Math.fma(p, r, 1.0 / 3628800.0);
            p = Math.fma(p, r, 1.0 / 362880.0);
            p = Math.fma(p, r, 1.0 / 40320.0);
            p = Math.fma(p, r, 1.0 / 5040.0);
            p = Math.fma(p, r, 1.0 / 720.0);
            p = Math.fma(p, r, 1.0 / 120.0);
            p = Math.fma(p, r, 1.0 / 24.0);
            p = Math.fma(p, r, 1.0 / 6.0);
            p = Math.fma(p, r, 0.5);
            p = Math.fma(p, r, 1.0);
            out[i] = Math.fma(p, r, 1.0);
            scratch[i] = shifted;
        }
        for (int i = 0; i < n; i++) {
            out[i] *= Double.longBitsToDouble((Double.doubleToRawLongBits(scratch[i]) + 1023) << 52);
        }
    }

    /**
     * Of margins m and e^-|m|: log(1/(1 + e^-m)) and its two derivatives. Short loops without a branch, each of which becomes vector
     * instructions.
     *
     * @param e e^-|m|; receives 1/(1 + e^m)
     * @param m the margins; receives the logarithm
     * @param curvature receives the second derivative
     */
    static void logistic(int n, double[] e, double[] m, double[] curvature) {
        for (int i = 0; i < n; i++) {
            curvature[i] = 1 / (1 + e[i]);
        }
        for (int i = 0; i < n; i++) {
            m[i] = 0.5 * (m[i] - Math.abs(m[i])) - log1p(e[i]);
        }
        for (int i = 0; i < n; i++) {
            // 1 where the margin is positive, else 0; at 0 the logarithm is -log 2, and both cases are the same.
            double right = Math.max(0, Math.min(1, (m[i] + LN2) * 1e300));
            double small = e[i];
            double inverse = curvature[i];
            e[i] = (right * small + (1 - right)) * inverse;
            curvature[i] = -small * inverse * inverse;
        }
    }

    /** Returns log(1 + x) for x in [0, 1], to 4 ulp: 2 artanh(x/(2 + x)), without a branch. */
    static double log1p(double x) {
        double z = x / (2 + x);
        double s = z * z;
        double p = 1.0 / 33;
        p = Math.fma(p, s, 1.0 / 31);
        p = Math.fma(p, s, 1.0 / 29);
        p = Math.fma(p, s, 1.0 / 27);
        p = Math.fma(p, s, 1.0 / 25);
        p = Math.fma(p, s, 1.0 / 23);
        p = Math.fma(p, s, 1.0 / 21);
        p = Math.fma(p, s, 1.0 / 19);
        p = Math.fma(p, s, 1.0 / 17);
        p = Math.fma(p, s, 1.0 / 15);
        p = Math.fma(p, s, 1.0 / 13);
        p = Math.fma(p, s, 1.0 / 11);
        p = Math.fma(p, s, 1.0 / 9);
        p = Math.fma(p, s, 1.0 / 7);
        p = Math.fma(p, s, 1.0 / 5);
        p = Math.fma(p, s, 1.0 / 3);
        return Math.fma(p * s, z, z) * 2;
    }
}
