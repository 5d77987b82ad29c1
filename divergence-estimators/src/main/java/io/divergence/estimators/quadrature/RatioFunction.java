package io.divergence.estimators.quadrature;

import io.divergence.divergence.Divergence;
import io.divergence.divergence.Expansion;

/**
 * q f(p/q) and q h(p/q) at one point from log p and log q, scaled so that neither leaves the range of a double, each with
 * a bound of its rounding error from those of the two log densities. The results are fields; one caller.
 */
final class RatioFunction {
    private static final double EPS = Math.ulp(1.0);
    /** Beyond this |l| the expansions of f are exact to rounding. */
    private static final double FAR = 50;
    /** A thousand times the largest double: what |log q| is taken to be where it has left the range of a double. An estimate. */
    private static final double LOG_MAX = Math.log(Double.MAX_VALUE) + Math.log(1000);

    /** The part of l that its error may be without a second order. */
    private static final double FLAT = 1e-9;

    private final Divergence divergence;
    private final boolean shifted;
    private final boolean withWeight;
    private final Expansion[] generatorEnds;
    private final Expansion[] weightEnds;
    private final double[] leading;
    private final double whereQIsZero;

    double f;
    double h;
    double fError;
    double hError;
    private boolean infinite;
    private boolean overflowed;
    private boolean lost;

    /**
     * Creates the function.
     *
     * @param shifted whether f and h are both -l: reverse KL of an unnormalised target
     * @param withWeight whether the error of h is asked for
     */
    RatioFunction(Divergence divergence, boolean shifted, boolean withWeight) {
        this.divergence = divergence;
        this.withWeight = withWeight;
        this.shifted = shifted;
        generatorEnds = new Expansion[] {divergence.atZero(), divergence.atInfinity()};
        weightEnds = new Expansion[] {divergence.atZero().scoreWeight(), divergence.atInfinity().scoreWeight()};
        leading = new double[] {leading(generatorEnds[0], -1), leading(generatorEnds[1], +1)};
        // q f(p/q) = p f*(q/p), and f*(0) where q is zero.
        whereQIsZero = divergence.reversed().generator(Double.NEGATIVE_INFINITY);
    }

    /** The exponent that dominates towards an end: the largest for u to infinity, the smallest for u to zero. */
    static double leading(Expansion expansion, int sign) {
        double leading = Double.NEGATIVE_INFINITY;
        for (Expansion.Term term : expansion.terms()) {
            leading = Math.max(leading, sign * term.exponent());
        }
        return sign * leading;
    }

    void start() {
        infinite = false;
        overflowed = false;
        lost = false;
    }

    /** Whether f(p/q) was infinite where there is mass. */
    boolean isInfinite() {
        return infinite;
    }

    /** Whether p had a tail where log q had left the range of a double, so that the error is an estimate. */
    boolean isLost() {
        return lost;
    }

    /** Whether a divergence without expansions left the range of a double. */
    boolean isOverflowed() {
        return overflowed;
    }

    /** The logarithm of q f, or with the weight of q (f + |h|). */
    double logSize(double logP, double logQ) {
        if (logQ == Double.NEGATIVE_INFINITY) {
            return logP == Double.NEGATIVE_INFINITY || whereQIsZero == 0 || shifted
                    ? Double.NEGATIVE_INFINITY : logP + Math.log(Math.min(whereQIsZero, Double.MAX_VALUE));
        }
        double l = logP - logQ;
        int end = l > 0 ? 1 : 0;
        if (shifted && Math.abs(l) > FAR) {
            return logQ + Math.log(Math.min(Math.abs(l), Double.MAX_VALUE));
        }
        if (Math.abs(l) <= FAR || !generatorEnds[end].isKnown() || Double.isInfinite(l)) {
            double size = shifted ? Math.abs(l) : divergence.generator(l) + (withWeight ? Math.abs(divergence.scoreWeight(l)) : 0);
            return logQ + Math.log(Math.min(size, Double.MAX_VALUE));
        }
        double largest = Double.NEGATIVE_INFINITY;
        for (Expansion.Term term : generatorEnds[end].terms()) {
            double a = term.exponent();
            // p^a q^(1-a) by its two factors: a l + log q would lose log p beside a huge log q.
            double power = (a == 0 ? 0 : a * logP) + (a == 1 ? 0 : (1 - a) * logQ);
            largest = Math.max(largest, power + Math.log(Math.abs(term.constant()) + Math.abs(term.linear() * l)));
        }
        return largest;
    }

    /**
     * Evaluates at a point.
     *
     * @param logFactor what the results are multiplied by, as a logarithm
     * @param logErrorP the absolute error of logP
     * @param logErrorQ the absolute error of logQ
     */
    void evaluate(double logP, double logQ, double logFactor, double logErrorP, double logErrorQ) {
        double l = logP - logQ;
        int end = l > 0 ? 1 : 0;
        double logWeight = logQ + logFactor;
        double logError = logErrorP + logErrorQ;
        double weightError = EPS * (4 + 1.5 * Math.abs(logWeight) + Math.abs(logFactor));
        if (logQ == Double.NEGATIVE_INFINITY) {
            onlyP(logP, logFactor, logErrorP);
        } else if (shifted) {
            double w = Math.exp(logWeight);
            infinite |= l == Double.NEGATIVE_INFINITY;
            f = w == 0 ? 0 : -l * w;
            h = f;
            fError = w * logError + Math.abs(f) * weightError;
            hError = fError;
        } else if (Math.abs(l) > FAR && !Double.isInfinite(l) && generatorEnds[end].isKnown()) {
            f = generatorEnds[end].scaled(logP, logQ, logFactor);
            h = weightEnds[end].scaled(logP, logQ, logFactor);
            // The leading term is p^a q^(1-a): for a = 1 the large error of log q, far from its mean, drops out.
            double a = leading[end];
            double error = Math.abs(a) * logErrorP + Math.abs(1 - a) * logErrorQ
                    + EPS * (8 + Math.abs(a * logP) + Math.abs((1 - a) * logQ) + Math.abs(logFactor));
            fError = (Math.abs(f) + Math.abs(h)) * error;
            hError = fError;
        } else {
            near(l, Math.exp(logWeight), logError, weightError);
        }
    }

    private void near(double l, double w, double logError, double weightError) {
        double generator = divergence.generator(l);
        double weight = divergence.scoreWeight(l);
        if (Double.isInfinite(generator) || Double.isInfinite(weight)) {
            infinite |= Double.isInfinite(l);
            overflowed |= !Double.isInfinite(l);
            generator = 0;
            weight = 0;
        }
        f = generator * w;
        h = weight * w;
        // f = h + u f'.
        double slope = Double.isInfinite(l) ? 0 : Math.abs(generator - weight) * w;
        // The second derivative by l adds to the error only where l is hardly known.
        boolean isFlat = !withWeight && logError < FLAT * Math.abs(l);
        double curve = isFlat || Double.isInfinite(l) || !divergence.isSmooth() ? 0 : divergence.pathWeight(l) * w;
        // The second order counts where l is as small as its error.
        fError = (slope + curve * logError) * logError + Math.abs(f) * weightError;
        hError = curve * logError + Math.abs(h) * weightError;
    }

    /** Where q has no mass: p f*(0), and no gradient. */
    private void onlyP(double logP, double logFactor, double logErrorP) {
        double mass = logP == Double.NEGATIVE_INFINITY || shifted ? 0 : Math.exp(logP + logFactor);
        infinite |= mass > 0 && Double.isInfinite(whereQIsZero);
        f = mass == 0 || Double.isInfinite(whereQIsZero) ? 0 : mass * whereQIsZero;
        // Far out in a tail of p that is heavy beside log q, which has left the range of a double before the mass is zero.
        boolean isLost = mass == 0 && Double.isInfinite(whereQIsZero) && !shifted && logP > Double.NEGATIVE_INFINITY;
        lost |= isLost;
        fError = isLost ? Math.exp(logP + logFactor + LOG_MAX) : f == 0 ? 0 : f * (logErrorP + EPS * (4 + 1.5 * Math.abs(logP + logFactor)));
        h = 0;
        hError = 0;
    }
}
