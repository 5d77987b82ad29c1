package io.divergence.estimators.quadrature;

import io.divergence.divergence.Discrepancy;
import io.divergence.divergence.Divergence;
import io.divergence.divergence.Expansion;
import io.divergence.divergence.Renyi;
import io.divergence.estimate.Finiteness;
import io.divergence.target.Tail;
import io.divergence.target.UnivariateShape;

/**
 * Decides from the tails, before anything is integrated, whether a discrepancy is finite. The line is cut at the points where
 * either density is not smooth; towards each of them, and towards both infinities, the integrand q f(p/q) behaves as a sum
 * of terms p^a q^(1-a) (times log(p/q), for the KL divergences); each term of the expansion of f that applies is judged by
 * {@link Tail#integral}.
 */
final class FinitenessRule {

    private FinitenessRule() {
    }

    /** Returns FINITE, or the reason for infinity; FINITE also where nothing is known (see {@link #isSure}). */
    static Finiteness judge(Discrepancy discrepancy, UnivariateShape p, UnivariateShape q) {
        Divergence divergence = baseOf(discrepancy);
        Finiteness worst = judge(divergence, p, q, Double.NEGATIVE_INFINITY, 1);
        worst = worse(worst, judge(divergence, p, q, Double.POSITIVE_INFINITY, -1));
        worst = worse(worst, atBreakPoints(divergence, p, q, p.breakPoints()));
        return worse(worst, atBreakPoints(divergence, p, q, q.breakPoints()));
    }

    private static Finiteness atBreakPoints(Divergence divergence, UnivariateShape p, UnivariateShape q, double[] points) {
        Finiteness worst = Finiteness.FINITE;
        for (double point : points) {
            worst = worse(worst, judge(divergence, p, q, point, 1));
            worst = worse(worst, judge(divergence, p, q, point, -1));
        }
        return worst;
    }

    /** A missing support is the clearer reason. */
    private static Finiteness worse(Finiteness a, Finiteness b) {
        return a == Finiteness.INFINITE_BY_SUPPORT || b == Finiteness.FINITE ? a : b;
    }

    /** Whether the verdict FINITE is a fact: both tails and the expansion of f are known. */
    static boolean isSure(Discrepancy discrepancy, UnivariateShape p, UnivariateShape q) {
        Divergence divergence = baseOf(discrepancy);
        return isKnown(p) && isKnown(q) && divergence.atInfinity().isKnown() && divergence.atZero().isKnown();
    }

    /** Whether f(0) and f*(0) are finite: then the divergence is, whatever p and q are. */
    static boolean isBounded(Discrepancy discrepancy) {
        Divergence divergence = baseOf(discrepancy);
        return !(discrepancy instanceof Renyi) && divergence.atInfinity().isKnown() && divergence.atZero().isKnown()
                && divergence.atZero().terms().stream().noneMatch(term -> isUnbounded(term, true))
                && divergence.atInfinity().terms().stream().noneMatch(term -> isUnbounded(term, false));
    }

    /** Whether a term is infinite in f(0), or in f*(0). */
    private static boolean isUnbounded(Expansion.Term term, boolean atZero) {
        double excess = atZero ? -term.exponent() : term.exponent() - 1;
        return excess > 0 || (excess == 0 && term.linear() != 0);
    }

    private static boolean isKnown(UnivariateShape shape) {
        return shape.lowerTail().kind() != Tail.Kind.UNKNOWN && shape.upperTail().kind() != Tail.Kind.UNKNOWN;
    }

    static Divergence baseOf(Discrepancy discrepancy) {
        return discrepancy instanceof Renyi renyi ? renyi.base() : (Divergence) discrepancy;
    }

    private static Finiteness judge(Divergence divergence, UnivariateShape p, UnivariateShape q, double point, int side) {
        return judge(divergence, p.towards(point, side), q.towards(point, side));
    }

    static Finiteness judge(Divergence divergence, Tail p, Tail q) {
        if (p.kind() == Tail.Kind.UNKNOWN || q.kind() == Tail.Kind.UNKNOWN) {
            return Finiteness.FINITE;
        }
        if (p.kind() == Tail.Kind.NONE || q.kind() == Tail.Kind.NONE) {
            return judgeSupport(divergence, p, q);
        }
        int order = Tail.compare(p, q);
        if (order == 0) {
            // p/q stays between two positive bounds, so that f(p/q) does, and q has a finite integral.
            return Finiteness.FINITE;
        }
        Expansion expansion = order > 0 ? divergence.atInfinity() : divergence.atZero();
        for (Expansion.Term term : expansion.terms()) {
            if (integral(term, p, q) == Tail.Integral.INFINITE) {
                return Finiteness.INFINITE_BY_TAILS;
            }
        }
        return Finiteness.FINITE;
    }

    private static Tail.Integral integral(Expansion.Term term, Tail p, Tail q) {
        double a = term.exponent();
        if (term.linear() != 0 && (a == 1 || a == 0)) {
            // p log p is integrable wherever p is.
            return a == 1 ? Tail.logIntegral(p, q) : Tail.logIntegral(q, p);
        }
        double growth = term.linear() == 0 ? 0 : Math.max(p.leadingPower(), q.leadingPower());
        return Tail.integral(a, p, 1 - a, q, Math.min(growth, Double.MAX_VALUE));
    }

    /** Where one of the two is zero: q f(0) must be finite, or p f(u)/u as u grows. */
    private static Finiteness judgeSupport(Divergence divergence, Tail p, Tail q) {
        if (p.kind() == q.kind()) {
            return Finiteness.FINITE;
        }
        boolean pIsZero = p.kind() == Tail.Kind.NONE;
        Expansion expansion = pIsZero ? divergence.atZero() : divergence.atInfinity();
        return expansion.terms().stream().anyMatch(term -> isUnbounded(term, pIsZero))
                ? Finiteness.INFINITE_BY_SUPPORT : Finiteness.FINITE;
    }
}
