package io.divergence.distribution;

import io.divergence.math.Exponentials;
import io.divergence.math.GammaFunctions;
import java.util.random.RandomGenerator;

/**
 * Masses of counting distributions in the saddle-point form: a deviance and Stirling remainders instead of differences of large
 * log-gammas, so that few digits are lost however large the counts are; and inverse-transform draws from the mode.
 *
 * <p>Reference: C. Loader, Fast and accurate computation of binomial probabilities, 2000.
 */
final class Counts {
    private static final double HALF_LOG_TWO_PI = Normal.HALF_LOG_TWO_PI;

    private Counts() {
    }

    /** x log(x/m) + m - x: how far a count is from its mean, in nats. */
    static double deviance(double x, double m) {
        if (x == 0) {
            return m;
        }
        double y = (x - m) / m;
        return m * Exponentials.entropyRemainder(y);
    }

    /** log(m^k e^-m/k!). */
    static double logPoisson(long k, double m) {
        if (k < 0) {
            return Double.NEGATIVE_INFINITY;
        }
        if (k == 0) {
            return -m;
        }
        return -deviance(k, m) - 0.5 * Math.log(k) - HALF_LOG_TWO_PI - GammaFunctions.stirlingRemainder(k);
    }

    /** log(s^s e^-s/Gamma(s)): the density of log x at its mode, for a standard gamma variate x of shape s. */
    static double logGammaPeak(double s) {
        return s < 1e-2
                ? s * Math.log(s) - s - GammaFunctions.logGamma(s)
                : 0.5 * Math.log(s) - HALF_LOG_TWO_PI - GammaFunctions.stirlingRemainder(s);
    }

    /** log((a/n)^a (b/n)^b/B(a, b)), n = a + b: the density of the log odds of a beta variate at its mode. */
    static double logBetaPeak(double a, double b) {
        return 0.5 * (Math.log(a) + Math.log(b / (a + b))) - HALF_LOG_TWO_PI + GammaFunctions.stirlingRemainder(a + b)
                - GammaFunctions.stirlingRemainder(a) - GammaFunctions.stirlingRemainder(b);
    }

    /** log(C(k + rest, k) p^k q^rest), q = 1 - p, k and rest as real numbers. */
    static double logBinomial(double k, double rest, double p, double q) {
        if (k == 0) {
            return rest == 0 ? 0 : rest * (p < 0.5 ? Math.log1p(-p) : Math.log(q));
        }
        if (rest == 0) {
            return k * Math.log(p);
        }
        double n = k + rest;
        return -deviance(k, n * p) - deviance(rest, n * q) + 0.5 * (Math.log(n / k) - Math.log(rest)) - HALF_LOG_TWO_PI
                + GammaFunctions.stirlingRemainder(n) - GammaFunctions.stirlingRemainder(k) - GammaFunctions.stirlingRemainder(rest);
    }

    /** A draw by walking out from the mode in both directions: the expected number of steps is a few standard deviations. */
    static long draw(LatticeDistribution d, RandomGenerator rng) {
        double u = rng.nextDouble();
        long up = d.mode();
        long down = up - 1;
        boolean more = true;
        while (more) {
            more = false;
            if (up <= d.upper() && up >= d.mode()) {
                double mass = d.mass(up);
                u -= mass;
                if (u < 0) {
                    return up;
                }
                up++;
                more = mass > 0;
            }
            if (down >= d.lower()) {
                double mass = d.mass(down);
                u -= mass;
                if (u < 0) {
                    return down;
                }
                down--;
                more |= mass > 0;
            }
        }
        // All mass was used up by rounding.
        return d.mode();
    }
}
