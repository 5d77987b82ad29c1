package io.divergence.math;

/** Combinations of exponentials and logarithms that would cancel if they were computed term by term. */
public final class Exponentials {
    private static final double[] BERNOULLI_OVER_FACTORIAL = {
        1.0 / 12.0, -1.0 / 720.0, 1.0 / 30240.0, -1.0 / 1209600.0, 1.0 / 47900160.0, -691.0 / 1307674368000.0,
        1.0 / 74724249600.0, -3617.0 / 10670622842880000.0, 43867.0 / 5109094217170944000.0,
        -174611.0 / 802857662698291200000.0, 77683.0 / 14101100039391805440000.0};

    private Exponentials() {
    }

    /** Returns e^x - 1 - x, to full relative precision. */
    public static double expm1MinusX(double x) {
        if (Math.abs(x) > 0.6) {
            return Math.expm1(x) - x;
        }
        // x^2/2 (1 + x/3 (1 + x/4 (1 + ...))): the term of order 18 is below 1e-16 of the sum for |x| <= 0.6.
        double sum = 1;
        for (int n = 18; n >= 3; n--) {
            sum = 1 + sum * x / n;
        }
        return 0.5 * x * x * sum;
    }

    /** Returns x - log(1 + x) for x &gt; -1, to full relative precision. */
    public static double xMinusLog1p(double x) {
        if (!(Math.abs(x) <= 0.5)) {
            return x - Math.log1p(x);
        }
        // log(1 + x) = 2 artanh y with y = x/(2 + x), and x - 2 y = x y: nothing cancels.
        double y = x / (2 + x);
        double square = y * y;
        double sum = 0;
        for (int n = 33; n >= 3; n -= 2) {
            sum = 1.0 / n + square * sum;
        }
        return x * y - 2 * y * square * sum;
    }

    /** Returns log cosh x, to full relative precision. */
    public static double logCosh(double x) {
        double y = Math.abs(x);
        if (y > 20) {
            return y - Math.log(2) + Math.log1p(Math.exp(-2 * y));
        }
        double s = Math.sinh(0.5 * y);
        return Math.log1p(2 * s * s);
    }

    /** Returns log((1 + e^l)/2), to full relative precision. */
    public static double logMeanWithOne(double l) {
        return l > 30 ? l - Math.log(2) + Math.log1p(Math.exp(-l)) : Math.log1p(0.5 * Math.expm1(l));
    }

    /** Returns (1 + x) log(1 + x) - x &gt;= 0 for x &gt; -1, to full relative precision. */
    public static double entropyRemainder(double x) {
        if (Math.abs(x) > 0.3) {
            return x == -1 ? 1 : (1 + x) * Math.log1p(x) - x;
        }
        // (1 + x)(x - r) - x = x^2 - (1 + x) r with r = x - log(1 + x), about x^2/2: half of a square is taken from a square.
        return x * x - (1 + x) * xMinusLog1p(x);
    }

    /** Returns log(1 - e^-x) for x &gt; 0. */
    public static double log1mExp(double x) {
        return x < 0.6931471805599453 ? Math.log(-Math.expm1(-x)) : Math.log1p(-Math.exp(-x));
    }

    /** Returns log(1 + e^x). */
    public static double log1pExp(double x) {
        // log1p by log, which is several times faster, and what the rounding of 1 + e has left out.
        double e = Math.exp(-Math.abs(x));
        double u = 1 + e;
        return Math.max(x, 0) + (Math.log(u) + (e - (u - 1)) / u);
    }

    /** Returns log((e^x - 1)/x), 0 at x = 0. */
    public static double logExpm1OverX(double x) {
        double half = 0.5 * Math.abs(x);
        if (half > 20) {
            return Math.max(x, 0) + log1mExp(2 * half) - Math.log(2 * half);
        }
        // (e^x - 1)/x = e^(x/2) sinh(x/2)/(x/2); log(sinh t/t) by the series of sinh t/t - 1.
        return 0.5 * x + Math.log1p(sinhcMinus1(half));
    }

    /** Returns the derivative of {@link #logExpm1OverX}, 1/(1 - e^-x) - 1/x, 1/2 at x = 0. */
    public static double logExpm1OverXDerivative(double x) {
        double y = Math.abs(x);
        double centred = y < 1 ? y * bernoulliSeries(y * y) : -1 / Math.expm1(-y) - 1 / y - 0.5;
        return 0.5 + Math.copySign(centred, x);
    }

    /** SUM B_2k square^(k - 1)/(2k)!, B_2k the Bernoulli numbers. */
    private static double bernoulliSeries(double square) {
        double sum = 0;
        for (int k = BERNOULLI_OVER_FACTORIAL.length - 1; k >= 0; k--) {
            sum = BERNOULLI_OVER_FACTORIAL[k] + sum * square;
        }
        return sum;
    }

    /** Returns the second derivative of {@link #logExpm1OverX}, 1/x^2 - 1/(4 sinh(x/2)^2) &gt; 0, 1/12 at x = 0. */
    public static double logExpm1OverXSecondDerivative(double x) {
        double y = Math.abs(x);
        if (y < 1) {
            // SUM B_2k (2k - 1) x^(2k - 2)/(2k)!, B_2k the Bernoulli numbers.
            double square = y * y;
            double[] c = {1.0 / 12, -1.0 / 240, 1.0 / 6048, -1.0 / 172800, 1.0 / 5322240, -691.0 / 118879488000.0, 1.0 / 5748019200.0,
                -3617.0 / 711374856192000.0, 43867.0 / 300534953951232000.0, -174611.0 / 42255666457804800000.0};
            double sum = 0;
            for (int k = c.length - 1; k >= 0; k--) {
                sum = c[k] + sum * square;
            }
            return sum;
        }
        double half = Math.sinh(0.5 * Math.min(y, 1400));
        return 1 / y / y - 0.25 / half / half;
    }

    /**
     * Returns F(t + h) - F(t) - h F'(t) &gt;= 0 for F = {@link #logExpm1OverX}, to full relative precision: the integral of
     * (h - s) F''(t + s) over panels within which F'' is smooth to rounding.
     */
    public static double logExpm1OverXRemainder(double t, double h) {
        return Remainders.ofSmooth(Exponentials::logExpm1OverXSecondDerivative, t, h);
    }

    private static double sinhcMinus1(double t) {
        if (t > 2) {
            return Math.sinh(t) / t - 1;
        }
        double square = t * t;
        double sum = 0;
        for (int n = 14; n >= 1; n--) {
            sum = square / (2.0 * n * (2 * n + 1)) * (1 + sum);
        }
        return sum;
    }

    /** Returns x log y, and 0 for x = 0 whatever y is. */
    public static double xLogY(double x, double y) {
        return x == 0 ? 0 : x * Math.log(y);
    }
}
