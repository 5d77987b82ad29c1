package io.divergence.estimators.automatic;

import io.divergence.math.GammaFunctions;
import io.divergence.math.NormalFunctions;

/**
 * The random stretch s = sqrt(nu/c), c chi-squared of nu degrees of freedom, that makes Student's t distribution mu + s L e of a
 * normal one, as a smooth function of nu and of a standard normal number g: the quantile of c is that of g. Between nodes in g it is
 * interpolated, to about 1e-7. Immutable.
 *
 * @param log log s at the nodes
 * @param slope its derivative by g there
 * @param byDegrees its derivative by log nu, at a fixed g
 */
record RadialScale(double[] log, double[] slope, double[] byDegrees) {
    /** Above these, Student's t distributions are no others than the normal one. */
    static final double MOST_DEGREES = 1e4;
    static final double LEAST_DEGREES = 0.5;
    private static final double FARTHEST = 6;
    private static final int NODES = 121;
    private static final double STEP = 2 * FARTHEST / (NODES - 1);
    private static final int MAX_STEPS = 60;
    private static final double DIFFERENCE = 1e-5;
    private static final double HALF_LOG_TWO_PI = 0.5 * Math.log(2 * Math.PI);

    static RadialScale of(double degrees) {
        double a = 0.5 * degrees;
        RadialScale scale = new RadialScale(new double[NODES], new double[NODES], new double[NODES]);
        int middle = NODES / 2;
        scale.fill(a, middle, 1, firstGuess(a));
        scale.fill(a, middle - 1, -1, scale.logOfHalf(a, middle) + 2 * scale.slope[middle] * STEP);
        return scale;
    }

    /** log(c/2) at a node, from log s. */
    private double logOfHalf(double a, int node) {
        return Math.log(a) - 2 * log[node];
    }

    /** Wilson and Hilferty's median of c/2, as a logarithm. */
    private static double firstGuess(double a) {
        double root = 1 - 1 / (9 * a);
        return a > 0.5 ? Math.log(a) + 3 * Math.log(root) : (Math.log(0.5) + GammaFunctions.logGamma(a + 1)) / a;
    }

    /** Solves P(a, e^w) = Phi(g), a = nu/2, node by node, each from where the one before it points to. */
    private void fill(double a, int from, int by, double guess) {
        double w = guess;
        for (int node = from; node >= 0 && node < NODES; node += by) {
            double g = (node - NODES / 2) * STEP;
            boolean lower = g <= 0;
            double goal = NormalFunctions.logCumulative(lower ? g : -g);
            for (int k = 0; k < MAX_STEPS; k++) {
                double change = (logTail(a, w, lower) - goal) / logTailSlope(a, w, lower);
                w -= Math.max(-2, Math.min(2, change));
                if (Math.abs(change) < 1e-13 * (1 + Math.abs(w))) {
                    break;
                }
            }
            // Phi(g) and P(a, e^w) have the same derivative along the nodes.
            double along = Math.exp(-0.5 * g * g - HALF_LOG_TWO_PI - logDensity(a, w));
            double h = DIFFERENCE * a;
            double byShape = -(logTail(a + h, w, lower) - logTail(a - h, w, lower)) / (2 * h) / logTailSlope(a, w, lower);
            log[node] = 0.5 * (Math.log(a) - w);
            slope[node] = -0.5 * along;
            byDegrees[node] = 0.5 * (1 - a * byShape);
            w += by * STEP * along;
        }
    }

    private static double logTail(double a, double w, boolean lower) {
        double x = Math.exp(w);
        return Math.log(lower ? GammaFunctions.regularizedLower(a, x) : GammaFunctions.regularizedUpper(a, x));
    }

    private static double logTailSlope(double a, double w, boolean lower) {
        double ratio = Math.exp(logDensity(a, w) - logTail(a, w, lower));
        return lower ? ratio : -ratio;
    }

    /** Of log(c/2). */
    private static double logDensity(double a, double w) {
        return a * w - Math.exp(w) - GammaFunctions.logGamma(a);
    }

    private static double place(double g) {
        return (Math.max(-FARTHEST, Math.min(FARTHEST, g)) + FARTHEST) / STEP;
    }

    /** Returns s, by Hermite's cubic. */
    double at(double g) {
        double place = place(g);
        int i = Math.min(NODES - 2, (int) place);
        double t = place - i;
        double rest = 1 - t;
        return Math.exp(rest * rest * ((1 + 2 * t) * log[i] + t * STEP * slope[i])
                + t * t * ((1 + 2 * rest) * log[i + 1] - rest * STEP * slope[i + 1]));
    }

    /** Returns the derivative of log s by log nu. */
    double byDegreesAt(double g) {
        double place = place(g);
        int i = Math.max(1, Math.min(NODES - 3, (int) place));
        double t = place - i;
        // Lagrange's cubic through four nodes.
        return -t * (t - 1) * (t - 2) / 6 * byDegrees[i - 1] + (t + 1) * (t - 1) * (t - 2) / 2 * byDegrees[i]
                - (t + 1) * t * (t - 2) / 2 * byDegrees[i + 1] + (t + 1) * t * (t - 1) / 6 * byDegrees[i + 2];
    }

    /** The log density at the centre of Student's t distribution in D dimensions, or of the normal one, of scale 1. */
    static double logConstant(double degrees, int d) {
        return degrees == Double.POSITIVE_INFINITY ? -d * HALF_LOG_TWO_PI
                : GammaFunctions.logGamma(0.5 * (degrees + d)) - GammaFunctions.logGamma(0.5 * degrees) - 0.5 * d * Math.log(degrees * Math.PI);
    }

    /** The entropy of Student's t distribution in D dimensions, of location 0 and scale 1, less that of the standard normal one. */
    static double excessEntropy(double degrees, int d) {
        double a = 0.5 * degrees;
        double b = a + 0.5 * d;
        return GammaFunctions.logGamma(a) - GammaFunctions.logGamma(b) + 0.5 * d * Math.log(degrees * Math.PI)
                + b * (GammaFunctions.digamma(b) - GammaFunctions.digamma(a)) - d * (HALF_LOG_TWO_PI + 0.5);
    }

    /** The derivative of the entropy by log nu. */
    static double entropyByDegrees(double degrees, int d) {
        double a = 0.5 * degrees;
        double b = a + 0.5 * d;
        return 0.5 * d + a * b * (GammaFunctions.trigamma(b) - GammaFunctions.trigamma(a));
    }

    /**
     * The Fisher information about nu that the scale does not explain: of B = r^2/(nu + r^2), a beta variable of a = D/2 and b = nu/2, the
     * part of log(1 - B)/2 that is not linear in B.
     */
    static double information(double degrees, int d) {
        double a = 0.5 * d;
        double b = 0.5 * degrees;
        double sum = a + b;
        return Math.max(0, 0.25 * (GammaFunctions.trigamma(b) - GammaFunctions.trigamma(sum) - a * (sum + 1) / (b * sum * sum)));
    }
}
