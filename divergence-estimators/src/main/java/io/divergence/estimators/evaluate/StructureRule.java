package io.divergence.estimators.evaluate;

import io.divergence.distribution.Distribution;
import io.divergence.distribution.Multinomial;
import io.divergence.distribution.ProductDistribution;
import io.divergence.distribution.TransformedDistribution;
import io.divergence.divergence.Discrepancy;
import io.divergence.divergence.Divergences;
import io.divergence.estimate.ErrorKind;
import io.divergence.estimate.Finiteness;
import java.util.List;
import java.util.Optional;

/**
 * Divergences between distributions that are made of others, through those: no divergence changes under a bijection; KL of
 * independent parts adds up, and so does the logarithm of the moments of p/q, of which chi^2, Hellinger, alpha and Rényi
 * divergences are functions; a multinomial distribution is n categorical ones.
 */
final class StructureRule implements PairRule {
    private final DivergenceEvaluator evaluator;

    StructureRule(DivergenceEvaluator evaluator) {
        this.evaluator = evaluator;
    }

    @Override
    public Optional<DivergenceValue> evaluate(Discrepancy discrepancy, Distribution p, Distribution q) {
        if (p instanceof TransformedDistribution a && q instanceof TransformedDistribution b && a.map().equals(b.map())) {
            return Optional.of(evaluator.evaluate(discrepancy, a.base(), b.base()));
        }
        if (!haveSameParts(p, q)) {
            return Optional.empty();
        }
        Sums sums = new Sums();
        return new FormulaRule(sums).evaluate(discrepancy, p, q).map(sums::withProvenance);
    }

    /** The independent parts of a distribution; none if it is not made of parts. */
    private static List<Distribution> parts(Distribution d) {
        if (d instanceof ProductDistribution product) {
            return product.factors();
        }
        return d instanceof Multinomial multinomial ? List.of(multinomial.categories()) : List.of();
    }

    private static boolean haveSameParts(Distribution p, Distribution q) {
        List<Distribution> a = parts(p);
        List<Distribution> b = parts(q);
        boolean same = !a.isEmpty() && a.size() == b.size() && p.getClass() == q.getClass() && repeats(p) == repeats(q);
        for (int i = 0; same && i < a.size(); i++) {
            same = a.get(i).dimension() == b.get(i).dimension();
        }
        return same;
    }

    /** How often the parts occur. */
    private static long repeats(Distribution d) {
        return d instanceof Multinomial multinomial ? multinomial.n() : 1;
    }

    /** The sums over the parts, and by what way they were obtained. */
    private final class Sums implements PairFormula {
        private Method method = Method.CLOSED_FORM;
        private ErrorKind errorKind = ErrorKind.ROUNDING;
        private Finiteness reason = Finiteness.FINITE;
        private long evaluations;
        private boolean within = true;

        @Override
        public Optional<Term> kl(Distribution p, Distribution q) {
            return sum(Divergences.forwardKl(), p, q, 1);
        }

        /** log INT p^a q^(1-a) = (a - 1) R_a(p||q), or -a R_(1-a)(q||p) for negative a. */
        @Override
        public Optional<Term> logMoment(double a, Distribution p, Distribution q) {
            return a > 0 ? sum(Divergences.renyi(a), p, q, a - 1) : sum(Divergences.renyi(1 - a), q, p, -a);
        }

        private Optional<Term> sum(Discrepancy discrepancy, Distribution p, Distribution q, double factor) {
            List<Distribution> ofP = parts(p);
            List<Distribution> ofQ = parts(q);
            double sum = 0;
            double error = 0;
            for (int i = 0; i < ofP.size(); i++) {
                DivergenceValue value = evaluator.evaluate(discrepancy, ofP.get(i), ofQ.get(i));
                note(value);
                if (value.isInfinite()) {
                    // A moment of an order below one is zero then, and its logarithm minus infinity.
                    return Optional.of(factor > 0 ? Term.INFINITE : new Term(Double.NEGATIVE_INFINITY, 0));
                }
                sum += value.value();
                error += value.error();
            }
            double times = repeats(p) * factor;
            return Optional.of(new Term(times * sum, Math.abs(times) * (error + Term.EPS * ofP.size() * sum)));
        }

        private void note(DivergenceValue value) {
            method = value.method().compareTo(method) > 0 ? value.method() : method;
            errorKind = value.errorKind().compareTo(errorKind) > 0 ? value.errorKind() : errorKind;
            reason = value.isInfinite() ? value.finiteness() : reason;
            evaluations += value.evaluations();
            within &= value.withinTolerance();
        }

        DivergenceValue withProvenance(DivergenceValue v) {
            Finiteness finiteness = Double.isInfinite(v.value()) && reason != Finiteness.FINITE ? reason : v.finiteness();
            return new DivergenceValue(v.name(), v.value(), v.error(), errorKind, method, finiteness, evaluations,
                    within && v.withinTolerance());
        }
    }
}
