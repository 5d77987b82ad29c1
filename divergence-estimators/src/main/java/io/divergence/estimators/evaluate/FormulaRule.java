package io.divergence.estimators.evaluate;

import io.divergence.distribution.Distribution;
import io.divergence.divergence.AlphaDivergence;
import io.divergence.divergence.Discrepancy;
import io.divergence.divergence.Divergences;
import io.divergence.divergence.Renyi;
import io.divergence.estimate.Finiteness;
import java.util.Optional;

/** A rule by a formula: KL of both directions, Jeffreys, and everything that is a function of one moment of p/q. */
record FormulaRule(PairFormula formula) implements PairRule {

    @Override
    public Optional<DivergenceValue> evaluate(Discrepancy discrepancy, Distribution p, Distribution q) {
        return term(discrepancy, p, q).filter(FormulaRule::isUsable).map(t -> toValue(discrepancy, t));
    }

    /** A formula whose terms overflow against each other says nothing. */
    private static boolean isUsable(Term t) {
        return !Double.isNaN(t.value()) && !Double.isNaN(t.error());
    }

    private Optional<Term> term(Discrepancy discrepancy, Distribution p, Distribution q) {
        if (discrepancy instanceof AlphaDivergence alpha) {
            double a = alpha.exponent();
            if (a == 1 || a == 0) {
                return (a == 1 ? formula.kl(p, q) : formula.kl(q, p)).map(t -> t.times(alpha.factor()));
            }
            return formula.logMoment(a, p, q).map(t -> power(alpha, t));
        }
        if (discrepancy instanceof Renyi renyi) {
            return formula.logMoment(renyi.exponent(), p, q).map(t -> t.times(1 / renyi.divisor()));
        }
        if (discrepancy.equals(Divergences.jeffreys())) {
            Optional<Term> back = formula.kl(q, p);
            return formula.kl(p, q).flatMap(t -> back.map(t::plus));
        }
        return Optional.empty();
    }

    /** factor (E u^a - 1)/(a (a - 1)). */
    private static Term power(AlphaDivergence alpha, Term log) {
        if (log.isInfinite()) {
            return log;
        }
        double a = alpha.exponent();
        double scale = alpha.factor() / (a * (a - 1));
        double value = scale * Math.expm1(log.value());
        return new Term(value, Math.abs(scale) * Math.exp(log.value()) * log.error() + 4 * Term.EPS * Math.abs(value));
    }

    private static DivergenceValue toValue(Discrepancy discrepancy, Term t) {
        if (t.isInfinite()) {
            return DivergenceValue.infinite(discrepancy.name(), Finiteness.INFINITE_BY_TAILS, Method.CLOSED_FORM);
        }
        return DivergenceValue.closed(discrepancy.name(), Math.max(0, t.value()), t.error());
    }
}
