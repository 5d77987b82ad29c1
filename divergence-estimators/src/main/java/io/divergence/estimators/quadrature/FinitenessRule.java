package io.divergence.estimators.quadrature;

import io.divergence.divergence.Discrepancy;
import io.divergence.divergence.Divergence;
import io.divergence.divergence.Expansion;
import io.divergence.divergence.Renyi;
import io.divergence.estimate.Finiteness;
import io.divergence.target.Tail;
import io.divergence.target.UnivariateShape;

/**
 * Decides from the tails, before anything is integrated, whether a discrepancy is finite. The integrand q f(p/q)
 * behaves as a sum of terms p^a q^(1-a) (times log(p/q), for the KL divergences); each term of the expansion of f that
 * applies at an end is judged by {@link Tail#integral}.
 */
final class FinitenessRule {

    private FinitenessRule() {
    }

    /** Returns FINITE, or the reason for infinity; FINITE also where nothing is known (see {@link #isSure}). */
    static Finiteness judge(Discrepancy discrepancy, UnivariateShape p, UnivariateShape q) {
        Divergence divergence = baseOf(discrepancy);
        Finiteness lower = judge(divergence, p.lowerTail(), q.lowerTail());
        return lower != Finiteness.FINITE ? lower : judge(divergence, p.upperTail(), q.upperTail());
    }

    /** Whether the verdict FINITE is a fact: both tails and the expansion of f are known. */
    static boolean isSure(Discrepancy discrepancy, UnivariateShape p, UnivariateShape q) {
        Divergence divergence = baseOf(discrepancy);
        return p.lowerTail().kind() != Tail.Kind.UNKNOWN && p.upperTail().kind() != Tail.Kind.UNKNOWN
                && q.lowerTail().kind() != Tail.Kind.UNKNOWN && q.upperTail().kind() != Tail.Kind.UNKNOWN
                && divergence.atInfinity().isKnown() && divergence.atZero().isKnown();
    }

    static Divergence baseOf(Discrepancy discrepancy) {
        return discrepancy instanceof Renyi renyi ? renyi.base() : (Divergence) discrepancy;
    }

    private static Finiteness judge(Divergence divergence, Tail p, Tail q) {
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
        double growth = Math.max(p.leadingPower(), q.leadingPower());
        for (Expansion.Term term : expansion.terms()) {
            double a = term.exponent();
            double extra = term.linear() == 0 ? 0 : growth;
            if (Tail.integral(a, p, 1 - a, q, extra) == Tail.Integral.INFINITE) {
                return Finiteness.INFINITE_BY_TAILS;
            }
        }
        return Finiteness.FINITE;
    }

    /** Where one of the two is zero: q f(0) must be finite, or p f(u)/u as u grows. */
    private static Finiteness judgeSupport(Divergence divergence, Tail p, Tail q) {
        if (p.kind() == q.kind()) {
            return Finiteness.FINITE;
        }
        boolean pIsZero = p.kind() == Tail.Kind.NONE;
        Expansion expansion = pIsZero ? divergence.atZero() : divergence.atInfinity();
        for (Expansion.Term term : expansion.terms()) {
            double excess = pIsZero ? -term.exponent() : term.exponent() - 1;
            if (excess > 0 || (excess == 0 && term.linear() != 0)) {
                return Finiteness.INFINITE_BY_SUPPORT;
            }
        }
        return Finiteness.FINITE;
    }
}
