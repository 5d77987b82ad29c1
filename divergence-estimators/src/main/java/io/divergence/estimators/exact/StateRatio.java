package io.divergence.estimators.exact;

import io.divergence.divergence.Divergence;
import io.divergence.divergence.Expansion;

/**
 * q f(p/q) and q h(p/q) of one state from log p and log q, by their limits where one of them is zero, and by the expansions of f where one
 * is so small that a factor would leave the range of a double. Each with a bound of its rounding error. The results are fields; one caller.
 */
final class StateRatio {
    private static final double EPS = Math.ulp(1.0);
    /** Beyond this |l| the expansions of f are exact to rounding. */
    private static final double FAR = 50;

    private final Divergence divergence;
    private final Expansion[] generatorEnds;
    private final Expansion[] weightEnds;
    private final double whereQIsZero;
    /** The absolute error of all log p. */
    private final double logErrorP;

    double f;
    double h;
    double fError;
    double hError;
    boolean infinite;
    boolean overflowed;

    StateRatio(Divergence divergence, double logErrorP) {
        this.logErrorP = logErrorP;
        this.divergence = divergence;
        generatorEnds = new Expansion[] {divergence.atZero(), divergence.atInfinity()};
        weightEnds = new Expansion[] {divergence.atZero().scoreWeight(), divergence.atInfinity().scoreWeight()};
        whereQIsZero = massWhereQIsZero(divergence);
    }

    /** q f(p/q) = p f*(q/p), and f*(0) where q is zero. */
    static double massWhereQIsZero(Divergence divergence) {
        return divergence.reversed().generator(Double.NEGATIVE_INFINITY);
    }

    void evaluate(double logP, double logQ) {
        infinite = false;
        overflowed = false;
        double l = logP - logQ;
        if (logQ == Double.NEGATIVE_INFINITY) {
            infinite = logP > Double.NEGATIVE_INFINITY && Double.isInfinite(whereQIsZero);
            boolean isNothing = infinite || logP == Double.NEGATIVE_INFINITY || whereQIsZero == 0;
            set(isNothing ? 0 : Math.exp(logP) * whereQIsZero, 0, 0, isNothing ? 0 : logErrorP + EPS * (2 + Math.abs(logP)));
            return;
        }
        double logError = logErrorP + EPS * (2 + (Double.isInfinite(logP) ? 0 : Math.abs(logP)) + Math.abs(logQ));
        Expansion end = generatorEnds[l > 0 ? 1 : 0];
        if (Math.abs(l) > FAR && !Double.isInfinite(l) && end.isKnown()) {
            f = end.scaled(logP, logQ, 0);
            h = weightEnds[l > 0 ? 1 : 0].scaled(logP, logQ, 0);
            fError = 8 * (Math.abs(f) + Math.abs(h)) * logError;
            hError = fError;
        } else {
            double q = Math.exp(logQ);
            double generator = divergence.generator(l);
            double weight = divergence.scoreWeight(l);
            infinite = l == Double.NEGATIVE_INFINITY && (Double.isInfinite(generator) || Double.isInfinite(weight));
            double slope = Math.abs(generator - weight);
            set(generator * q, weight * q, Double.isInfinite(l) ? 0 : slope * q * logError, logError);
            hError += Double.isInfinite(l) || !divergence.isSmooth() ? 0 : divergence.pathWeight(l) * q * logError;
        }
        overflowed = !infinite && !(Math.abs(f) <= Double.MAX_VALUE && Math.abs(h) <= Double.MAX_VALUE);
    }

    private void set(double value, double weight, double error, double relative) {
        f = value;
        h = weight;
        fError = error + Math.abs(value) * relative;
        hError = error + Math.abs(weight) * relative;
    }
}
