package io.divergence.distribution;

/**
 * The terms 2^(c - e^2) of mixtures of normals, e the distance from a component's mean in multiples of its scale, as mantissas 2^r with
 * |r| &lt;= 1/2 and exponents k. The mantissas are computed by vector instructions; they and the powers 2^k, which take bit operations that
 * the compiler leaves scalar, are put together where they are added up, so that nothing is stored in between. Stateless.
 */
final class NormalTerms {
    /** Adding it rounds to a whole number, whose low bits with the bias of an exponent are then those of the sum. */
    static final double SHIFT = 0x1.8p52 + 1023;
    static final double MINUS_LOG2_E = -1 / Math.log(2);

    /** The least exponent of two, within the range of normal numbers: what is smaller counts for nothing in a sum above the least. */
    static final double LEAST = -1021;

    private NormalTerms() {
    }

    /** The exponent of a term. NaN stays NaN. */
    static double exponent(double e, double constant) {
        return Math.max(Math.fma(-e, e, constant), LEAST);
    }

    /**
     * 2^(t - k), k the whole number next to t, which has been shifted; by a polynomial of degree 11 in pairs of terms, pairs of pairs and
     * so on: its operations do not wait for each other as those of Horner's scheme do.
     */
    static double mantissa(double t, double shifted) {
        double r = t - (shifted - SHIFT);
        double r2 = r * r;
        double r4 = r2 * r2;
        double p0 = Math.fma(r, 0.6931471805599453, 1);
        double p2 = Math.fma(r, 0.0555041086648216, 0.24022650695910097);
        double p4 = Math.fma(r, 0.0013333558146416936, 0.009618129107606888);
        double p6 = Math.fma(r, 1.525273382983612e-05, 0.0001540353044173605);
        double p8 = Math.fma(r, 1.0178062445845774e-07, 1.321544258792169e-06);
        double p10 = Math.fma(r, 4.4549605981865186e-10, 7.072585949269223e-09);
        double high = Math.fma(r4, Math.fma(r2, p10, p8), Math.fma(r2, p6, p4));
        return Math.fma(r4, high, Math.fma(r2, p2, p0));
    }

    /** 2^k of a k that has been shifted. */
    static double power(double shifted) {
        return Double.longBitsToDouble(Double.doubleToRawLongBits(shifted) << 52);
    }

    /** Writes the exponents t of a component's terms. */
    static void exponents(int rows, double[] x, double mean, double scale, double constant, double[] t) {
        for (int k = 0; k < rows; k++) {
            t[k] = exponent((x[k] - mean) * scale, constant);
        }
    }

    /** The same of the terms over e^logScale. */
    static void exponents(int rows, double[] x, double[] logScale, double mean, double scale, double constant, double[] t) {
        for (int k = 0; k < rows; k++) {
            t[k] = exponent((x[k] - mean) * scale, Math.fma(logScale[k], MINUS_LOG2_E, constant));
        }
    }

    /** Writes mantissas and shifted exponents. A loop of its own: with the comparison of the exponents the two take longer. */
    static void split(int rows, double[] t, double[] mantissas, double[] shifts) {
        for (int k = 0; k < rows; k++) {
            double shifted = t[k] + SHIFT;
            mantissas[k] = mantissa(t[k], shifted);
            shifts[k] = shifted;
        }
    }

    /** Writes the terms of one component. */
    static void first(int rows, double[] a, double[] shifts, double[] out) {
        for (int k = 0; k < rows; k++) {
            out[k] = a[k] * power(shifts[k]);
        }
    }

    /** Adds the terms of two components, of the first before those of the second. */
    static void add(int rows, double[] a, double[] shifts, double[] b, double[] shifts2, double[] out) {
        for (int k = 0; k < rows; k++) {
            out[k] = Math.fma(b[k], power(shifts2[k]), Math.fma(a[k], power(shifts[k]), out[k]));
        }
    }

    /** Turns shifted exponents into powers of two. */
    static void powers(int rows, double[] shifts, double[] out) {
        for (int k = 0; k < rows; k++) {
            out[k] = power(shifts[k]);
        }
    }

    /** Writes the terms of one component, and those times the derivatives (m - x)/s^2. */
    static void firstBoth(int rows, double[] x, double mean, double precision, double[] a, double[] powers, double[] out, double[] slope) {
        for (int k = 0; k < rows; k++) {
            double term = a[k] * powers[k];
            out[k] = term;
            slope[k] = term * ((mean - x[k]) * precision);
        }
    }

    /** Adds the terms of one component, and those times the derivatives (m - x)/s^2. */
    static void addBoth(int rows, double[] x, double mean, double precision, double[] a, double[] powers, double[] out, double[] slope) {
        for (int k = 0; k < rows; k++) {
            double term = a[k] * powers[k];
            out[k] += term;
            slope[k] = Math.fma(term, (mean - x[k]) * precision, slope[k]);
        }
    }
}
