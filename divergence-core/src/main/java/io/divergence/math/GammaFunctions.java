package io.divergence.math;

import org.apache.commons.math3.special.Gamma;

/**
 * The logarithm of the gamma function, its derivatives and their differences, to full double precision. (The digamma and
 * trigamma functions of commons-math3 are good to 1e-9 and 3e-12 only.)
 *
 * <p>Reference: NIST Digital Library of Mathematical Functions, 5.5 and 5.11.
 */
public final class GammaFunctions {
    /** The asymptotic series below are exact to rounding from here on. */
    private static final double FAR = 12;
    /** B_2k / 2k. */
    private static final double[] DIGAMMA = {1.0 / 12, -1.0 / 120, 1.0 / 252, -1.0 / 240, 1.0 / 132, -691.0 / 32760, 1.0 / 12,
        -3617.0 / 8160};
    /** B_2k. */
    private static final double[] BERNOULLI = {1.0 / 6, -1.0 / 30, 1.0 / 42, -1.0 / 30, 5.0 / 66, -691.0 / 2730, 7.0 / 6,
        -3617.0 / 510};
    /** B_2k / (2k (2k - 1)). */
    private static final double[] STIRLING = {1.0 / 12, -1.0 / 360, 1.0 / 1260, -1.0 / 1680, 1.0 / 1188, -691.0 / 360360,
        1.0 / 156, -3617.0 / 122400};
    private static final double HALF_LOG_TWO_PI = 0.918938533204672741780329736406;

    private static final double EULER = 0.577215664901532860606512090082;

    private GammaFunctions() {
    }

    /** Returns log Gamma(x) for x &gt; 0. */
    public static double logGamma(double x) {
        if (x >= FAR) {
            return (x - 0.5) * Math.log(x) - x + HALF_LOG_TWO_PI + stirlingSeries(x);
        }
        if (!(x > 0)) {
            return Double.NaN;
        }
        if (x < 0.5) {
            return logGammaOnePlus(x) - Math.log(x);
        }
        // Gamma(x) = (x - 1) ... (x - n) Gamma(x - n), down to between 1/2 and 5/2.
        double product = 1;
        double rest = x;
        while (rest > 2.5) {
            rest--;
            product *= rest;
        }
        return logGammaOnePlus(rest - 1) + Math.log(product);
    }

    /** log Gamma(1 + x) for x from -1/2 to 3/2, where commons-math3's own allocates. */
    private static double logGammaOnePlus(double x) {
        return -Math.log1p(Gamma.invGamma1pm1(x));
    }

    /** Returns Stirling's remainder log Gamma(x) - (x - 1/2) log x + x - log(2 pi)/2 for x &gt; 0. */
    public static double stirlingRemainder(double x) {
        if (x >= FAR) {
            return stirlingSeries(x);
        }
        if (x < 1e-2) {
            return logGamma(x) - (x - 0.5) * Math.log(x) + x - HALF_LOG_TWO_PI;
        }
        // mu(x) = mu(x + 1) + (x + 1/2) log(1 + 1/x) - 1: each term by the series of its positive parts.
        double sum = 0;
        double y = x;
        for (; y < FAR; y++) {
            sum += stirlingStep(y);
        }
        return sum + stirlingSeries(y);
    }

    /** (y + 1/2) log(1 + 1/y) - 1 = SUM_k 1/((2k + 1)(2y + 1)^2k). */
    private static double stirlingStep(double y) {
        double square = 1 / ((2 * y + 1) * (2 * y + 1));
        if (y < 1) {
            return (y + 0.5) * Math.log1p(1 / y) - 1;
        }
        double sum = 0;
        for (int k = 16; k >= 1; k--) {
            sum = square * (1.0 / (2 * k + 1) + sum);
        }
        return sum;
    }

    private static double stirlingSeries(double x) {
        double square = 1 / x / x;
        double sum = 0;
        for (int k = STIRLING.length - 1; k >= 0; k--) {
            sum = STIRLING[k] + sum * square;
        }
        return sum / x;
    }

    /** Returns the digamma function, the derivative of log Gamma, for x &gt; 0; its error is absolute near the zero 1.46163. */
    public static double digamma(double x) {
        double sum = 0;
        double y = x;
        // The smallest terms first.
        if (y < FAR) {
            int n = (int) Math.ceil(FAR - y);
            y = x + n;
            for (int k = n - 1; k >= 0; k--) {
                sum += 1 / (x + k);
            }
        }
        double square = 1 / y / y;
        double series = 0;
        for (int k = DIGAMMA.length - 1; k >= 0; k--) {
            series = square * (DIGAMMA[k] + series);
        }
        return Math.log(y) - 0.5 / y - series - sum;
    }

    /** Returns the trigamma function, the second derivative of log Gamma, for x &gt; 0. */
    public static double trigamma(double x) {
        return 1 / x + trigammaExcess(x);
    }

    /** Returns trigamma(x) - 1/x = 1/(2 x^2) + ... &gt; 0 for x &gt; 0, without cancellation. */
    public static double trigammaExcess(double x) {
        double sum = 0;
        double y = x;
        for (; y < FAR; y++) {
            sum += 1 / (y * y * (y + 1));
        }
        double square = 1 / y / y;
        double series = 0;
        for (int k = BERNOULLI.length - 1; k >= 0; k--) {
            series = BERNOULLI[k] + square * series;
        }
        return sum + 0.5 * square + square / y * series;
    }

    /** Returns log Gamma(a + h) - log Gamma(a) - h digamma(a) &gt;= 0 for a &gt; 0, a + h &gt; 0, to full relative precision. */
    public static double logGammaRemainder(double a, double h) {
        return Remainders.of(GammaFunctions::trigamma, a, h, a + h);
    }

    /**
     * Returns the same of log Gamma(x) - x log x + x: what is left of it beside the entropy of a Poisson process, of order
     * h^2/(2 a)^2 for large a.
     */
    public static double logGammaExcessRemainder(double a, double h) {
        return logGammaExcessRemainder(a, h, a + h);
    }

    /** Returns the same where b = a + h is known better than by this sum. */
    public static double logGammaExcessRemainder(double a, double h, double b) {
        return Remainders.of(GammaFunctions::trigammaExcess, a, h, b);
    }

    /** Returns the remainder at a of log Gamma(x) - y log y + y, y = x + shift, shift &gt;= 0: positive as well. */
    public static double shiftedLogGammaExcessRemainder(double a, double shift, double h) {
        return Remainders.of(x -> trigammaExcess(x) + shift / (x * (x + shift)), a, h, a + h);
    }

    /**
     * Returns the exponential integral E1(e^y), the integral of e^-t/t from e^y: by its series, or by its continued fraction.
     *
     * <p>Source: NIST Digital Library of Mathematical Functions, 6.6.2 and 6.9.1.
     */
    public static double exponentialIntegralOfExp(double y) {
        double z = Math.exp(y);
        if (z <= 1) {
            double sum = 0;
            double term = 1;
            for (int k = 1; k < 30; k++) {
                term *= -z / k;
                sum -= term / k;
            }
            return sum - y - EULER;
        }
        // e^-z/(z + 1 - 1/(z + 3 - 4/(z + 5 - ...))), from the far end.
        double tail = 0;
        for (int k = 120; k >= 1; k--) {
            tail = (double) k * k / (z + 2 * k + 1 - tail);
        }
        return Math.exp(-z) / (z + 1 - tail);
    }

    /** Returns P(X &lt;= x) for a standard gamma variable of a shape. */
    public static double regularizedLower(double shape, double x) {
        return x == Double.POSITIVE_INFINITY ? 1 : Gamma.regularizedGammaP(shape, x, 1e-15, Integer.MAX_VALUE);
    }

    /** Returns P(X &gt; x) for a standard gamma variable of a shape. */
    public static double regularizedUpper(double shape, double x) {
        return x == Double.POSITIVE_INFINITY ? 0 : Gamma.regularizedGammaQ(shape, x, 1e-15, Integer.MAX_VALUE);
    }

    /** Returns log B(a, b) = log Gamma(a) + log Gamma(b) - log Gamma(a + b) for a, b &gt; 0. */
    public static double logBeta(double a, double b) {
        double small = Math.min(a, b);
        double large = Math.max(a, b);
        if (large < FAR) {
            return logGamma(small) + (logGamma(large) - logGamma(small + large));
        }
        double ratio = small / large;
        double tail = stirlingSeries(large) - stirlingSeries(small + large);
        if (small < FAR) {
            // log Gamma(large) - log Gamma(large + small) by Stirling's series, without the large terms.
            return logGamma(small) + small - small * Math.log(small + large)
                    - (large - 0.5) * Math.log1p(ratio) + tail;
        }
        return HALF_LOG_TWO_PI - 0.5 * Math.log(large) + (small - 0.5) * Math.log(ratio / (1 + ratio))
                - large * Math.log1p(ratio) + stirlingSeries(small) + tail;
    }

    /** Returns the logarithm of the multivariate gamma function, d (d - 1)/4 log pi + SUM_i log Gamma(a + (1 - i)/2), i = 1..d. */
    public static double logMultivariateGamma(int d, double a) {
        double sum = 0.25 * d * (d - 1) * Math.log(Math.PI);
        for (int i = 0; i < d; i++) {
            sum += logGamma(a - 0.5 * i);
        }
        return sum;
    }

    /** Returns the derivative of {@link #logMultivariateGamma} by a. */
    public static double multivariateDigamma(int d, double a) {
        double sum = 0;
        for (int i = 0; i < d; i++) {
            sum += digamma(a - 0.5 * i);
        }
        return sum;
    }
}
