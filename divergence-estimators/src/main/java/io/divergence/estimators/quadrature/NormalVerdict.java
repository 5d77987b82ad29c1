package io.divergence.estimators.quadrature;

import io.divergence.distribution.Mixture;
import io.divergence.distribution.Normal;
import io.divergence.divergence.Discrepancy;
import io.divergence.divergence.Divergence;
import io.divergence.divergence.Expansion;
import io.divergence.target.Target;

/**
 * Whether a discrepancy between a mixture of normals and a normal q is finite, where that is plain from the standard deviation of q
 * alone: p^a q^(1-a) falls off for every exponent a of f if a/s^2 + (1 - a)/sd^2 is positive for the largest and the smallest of
 * them, s the largest standard deviation in p. Where it is not plain, {@link FinitenessRule} decides. Immutable.
 */
final class NormalVerdict {
    /** How far from the edge it is plain, relative to the terms. */
    private static final double CLEAR = 1e-9;

    private final double precision;
    private final double largest;
    private final double smallest;
    private final boolean known;

    private NormalVerdict(double precision, double largest, double smallest, boolean known) {
        this.precision = precision;
        this.largest = largest;
        this.smallest = smallest;
        this.known = known;
    }

    /** Whether a target is a normal distribution or a mixture of them. */
    static boolean isOfNormals(Target target) {
        return target instanceof Normal || target instanceof Mixture mixture && mixture.isOfNormals();
    }

    /** Returns the verdict on a target, which knows nothing unless the target is of normals. */
    static NormalVerdict of(Discrepancy discrepancy, Target target) {
        Divergence divergence = FinitenessRule.baseOf(discrepancy);
        boolean known = isOfNormals(target) && divergence.atInfinity().isKnown() && divergence.atZero().isKnown();
        if (!known) {
            return new NormalVerdict(0, 0, 0, false);
        }
        double largest = 1;
        double smallest = 0;
        // Where p is the heavier one only the expansion of f towards infinity counts, and only that towards zero where q is.
        for (Expansion.Term term : divergence.atInfinity().terms()) {
            largest = Math.max(largest, term.exponent());
        }
        for (Expansion.Term term : divergence.atZero().terms()) {
            smallest = Math.min(smallest, term.exponent());
        }
        return new NormalVerdict(1 / square(largestSd(target)), largest, smallest, true);
    }

    private static double largestSd(Target target) {
        if (target instanceof Normal normal) {
            return normal.sd();
        }
        Mixture mixture = (Mixture) target;
        double sd = 0;
        for (int i = 0; i < mixture.size(); i++) {
            sd = Math.max(sd, ((Normal) mixture.component(i)).sd());
        }
        return sd;
    }

    private static double square(double x) {
        return x * x;
    }

    /** Whether the value is finite for every q of this standard deviation, without any doubt. */
    boolean isSurelyFinite(double sd) {
        double own = 1 / square(sd);
        return known && clearance(largest, own) > CLEAR && clearance(smallest, own) > CLEAR;
    }

    /** Whether the value is infinite for every q of this standard deviation, without any doubt. */
    boolean isSurelyInfinite(double sd) {
        double own = 1 / square(sd);
        return known && (clearance(largest, own) < -CLEAR || clearance(smallest, own) < -CLEAR);
    }

    /** The precision of p^a q^(1-a) in units of its terms. */
    private double clearance(double a, double own) {
        return (a * precision + (1 - a) * own) / (Math.abs(a) * precision + Math.abs(1 - a) * own);
    }

    /** The largest exponent of f towards infinity, at least one. */
    double largestExponent() {
        return largest;
    }

    /** The smallest exponent of f towards zero, at most zero. */
    double smallestExponent() {
        return smallest;
    }
}
