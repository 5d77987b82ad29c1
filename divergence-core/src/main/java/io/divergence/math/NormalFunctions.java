package io.divergence.math;

/** The standard normal distribution function in both tails and in log space, without allocation. */
public final class NormalFunctions {
    private static final double HALF_LOG_TWO_PI = 0.918938533204672741780329736406;
    private static final double INVERSE_SQRT_TWO_PI = 0.398942280401432677939946059934;
    /** Nodes and weights of the Gauss-Legendre rule with five points. */
    private static final double[] NODES = {0, 0.538469310105683091036314420700, 0.906179845938663992797626878299};
    private static final double[] WEIGHTS = {0.568888888888888888888888888889, 0.478628670499366468041291514836,
        0.236926885056189087514264040720};
    /** The continued fraction of Mills' ratio converges quickly from here on. */
    private static final double FAR = 4;

    private NormalFunctions() {
    }

    /** Returns Phi(x). */
    public static double cumulative(double x) {
        return x > 0 ? 1 - cumulative(-x) : INVERSE_SQRT_TWO_PI * Math.exp(-0.5 * x * x) * MillsRatio.of(-x);
    }

    /** Returns log Phi(x): no underflow as x falls, and no rounding to zero as it grows. */
    public static double logCumulative(double x) {
        if (x < -FAR) {
            return -0.5 * x * x - HALF_LOG_TWO_PI + Math.log(mills(-x));
        }
        return x > 0 ? Math.log1p(-cumulative(-x)) : Math.log(cumulative(x));
    }

    /** Returns phi(x)/(1 - Phi(x)), the inverse of Mills' ratio. */
    public static double hazard(double x) {
        return x > FAR ? 1 / mills(x) : Math.exp(-0.5 * x * x - HALF_LOG_TWO_PI - logCumulative(-x));
    }

    /** Returns log(Phi(b) - Phi(a)) for a &lt; b, in the tail where both are small. */
    public static double logDifference(double a, double b) {
        if (a > 0) {
            return logDifference(-b, -a);
        }
        if (b <= 0) {
            double high = logCumulative(b);
            if (Double.isInfinite(a) || Double.isInfinite(high)) {
                return high;
            }
            double gap = logCumulative(a) - high;
            return gap > -1e-3 ? logNarrow(a, b) : high + Math.log1p(-Math.exp(gap));
        }
        return Math.log1p(-cumulative(a) - cumulative(-b));
    }

    /** Returns log((Phi(b) - Phi(a))/phi(a)) for 0 &lt;= a &lt; b: what is left of the difference when the height at a is taken out. */
    public static double logDifferenceOverDensity(double a, double b) {
        double width = b - a;
        if (width * Math.max(1, a) < 1e-3) {
            // INT e^(-a t - t^2/2) dt over [0, width], by a series in the small width.
            double x = a * width;
            return Math.log(width) + Math.log1p(-x / 2 + x * x / 6 - x * x * x / 24 - width * width / 6 * (1 - 0.75 * x));
        }
        double far = Double.isInfinite(b) ? 0 : millsRatio(b) * Math.exp(-0.5 * width * (a + b));
        return Math.log(millsRatio(a) - far);
    }

    /** Returns Mills' ratio (1 - Phi(x))/phi(x) for x &gt;= 0. */
    public static double millsRatio(double x) {
        return MillsRatio.of(x);
    }

    /** The integral of phi from a to b close by, by Gauss-Legendre with five points about the middle. */
    private static double logNarrow(double a, double b) {
        double mid = 0.5 * (a + b);
        double half = 0.5 * (b - a);
        double sum = WEIGHTS[0];
        for (int i = 1; i < 3; i++) {
            double e = half * NODES[i];
            // phi(mid + e)/phi(mid), for both signs.
            sum += 2 * WEIGHTS[i] * Math.exp(-0.5 * e * e) * Math.cosh(mid * e);
        }
        return Math.log(half * sum) - 0.5 * mid * mid - HALF_LOG_TWO_PI;
    }

    /** (1 - Phi(x))/phi(x) for x above 4: the continued fraction 1/(x + 1/(x + 2/(x + ...))) from its end. */
    private static double mills(double x) {
        double tail = x;
        for (int n = 60; n >= 1; n--) {
            tail = x + n / tail;
        }
        return 1 / tail;
    }
}
