package io.divergence.math;

/**
 * The modified Bessel function I0 in log space, as the normaliser of the von Mises distribution, to full double precision.
 *
 * <p>Reference: NIST Digital Library of Mathematical Functions, 10.25, 10.31 (products) and 10.40 (asymptotic series).
 */
public final class BesselFunctions {
    private static final double FAR = 40;
    private static final int TERMS = 60;
    /** a_n = (1 3 5 ... (2n - 1))^2/(n! 8^n): I0(k) = e^k/sqrt(2 pi k) SUM a_n k^-n. */
    private static final double[] ASYMPTOTIC = new double[TERMS];

    static {
        ASYMPTOTIC[0] = 1;
        for (int n = 1; n < TERMS; n++) {
            double odd = 2.0 * n - 1;
            ASYMPTOTIC[n] = ASYMPTOTIC[n - 1] * odd * odd / (8.0 * n);
        }
    }

    private BesselFunctions() {
    }

    /** Returns log(e^-k I0(k)) for k &gt;= 0. */
    public static double logScaledI0(double k) {
        return k > FAR ? Math.log1p(asymptotic(k, 0) - 1) - 0.5 * Math.log(2 * Math.PI * k) : logI0(k) - k;
    }

    /** Returns log I0(k) for k &gt;= 0. */
    public static double logI0(double k) {
        if (k > FAR) {
            return k + logScaledI0(k);
        }
        double y = 0.25 * k * k;
        double term = 1;
        double sum = 0;
        for (int n = 1; n < 200; n++) {
            term *= y / ((double) n * n);
            sum += term;
            if (term < 1e-18 * sum) {
                break;
            }
        }
        return Math.log1p(sum);
    }

    /** Returns the mean resultant length I1(k)/I0(k), the derivative of log I0. */
    public static double ratio(double k) {
        if (k > FAR) {
            return 1 - 0.5 / k + asymptotic(k, 1) / asymptotic(k, 0);
        }
        double y = 0.25 * k * k;
        double term0 = 1;
        double term1 = 0.5 * k;
        double sum0 = 1;
        double sum1 = term1;
        for (int n = 1; n < 200 && term0 > 1e-18 * sum0; n++) {
            term0 *= y / ((double) n * n);
            term1 *= y / (n * (n + 1.0));
            sum0 += term0;
            sum1 += term1;
        }
        return sum1 / sum0;
    }

    /**
     * Returns the second derivative of log I0, the variance of cos x under the von Mises distribution: a ratio of two series of
     * positive terms, (2m)!/(m!)^4 (k/2)^2m, in the numerator over 2 (m + 1)^2.
     */
    public static double secondLogDerivative(double k) {
        if (k > FAR) {
            double s = asymptotic(k, 0);
            double first = asymptotic(k, 1) / s;
            return 0.5 / k / k + asymptotic(k, 2) / s - first * first;
        }
        double y = 0.25 * k * k;
        double term = 1;
        double top = 0.5;
        double bottom = 1;
        for (int m = 1; m < 400; m++) {
            term *= y * (2.0 * m) * (2.0 * m - 1) / ((double) m * m * m * m);
            top += term / (2.0 * (m + 1) * (m + 1));
            bottom += term;
            if (term < 1e-18 * bottom) {
                break;
            }
        }
        return top / bottom;
    }

    /**
     * Returns log I0(b) - log I0(a) - h I1(a)/I0(a) &gt;= 0 for a, b &gt;= 0, b = a + h, to full relative precision: all three are
     * given, since any of them may be rounded from the others.
     */
    public static double logI0Remainder(double a, double h, double b) {
        // The second derivative is smooth at zero: panels may grow from one away from it.
        return Remainders.of(x -> secondLogDerivative(x - 1), a + 1, h, b + 1);
    }

    /** The series of I0 e^-k sqrt(2 pi k), or its first or second derivative. */
    private static double asymptotic(double k, int derivative) {
        double sum = 0;
        double power = 1;
        double last = Double.POSITIVE_INFINITY;
        for (int n = 0; n < TERMS; n++) {
            double factor = derivative == 0 ? 1 : derivative == 1 ? -n / k : n * (n + 1.0) / k / k;
            double term = ASYMPTOTIC[n] * power;
            if (term > last) {
                break;
            }
            sum += term * factor;
            last = term;
            power /= k;
        }
        return sum;
    }
}
