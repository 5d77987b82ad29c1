package io.divergence.estimators.evaluate;

import io.divergence.distribution.Categorical;
import io.divergence.distribution.Distribution;
import io.divergence.divergence.Discrepancy;
import io.divergence.divergence.Divergence;
import io.divergence.divergence.Renyi;
import io.divergence.estimate.Finiteness;
import io.divergence.math.CompensatedSum;
import java.util.Optional;

/**
 * Any divergence between two lists of probabilities, SUM q_i f(p_i/q_i), with the log ratio as log(1 + y), y = (p_i - q_i)/q_i from
 * the weights as they were given: near p = q nothing is lost. Zero probabilities are exact.
 */
final class CategoricalRule implements PairRule {

    @Override
    public Optional<DivergenceValue> evaluate(Discrepancy discrepancy, Distribution p, Distribution q) {
        if (!(p instanceof Categorical a) || !(q instanceof Categorical b)) {
            return Optional.empty();
        }
        int n = Math.max(a.size(), b.size());
        Divergence divergence = discrepancy instanceof Renyi renyi ? renyi.base() : (Divergence) discrepancy;
        CompensatedSum sum = new CompensatedSum();
        double error = 0;
        for (int i = 0; i < n; i++) {
            double q1 = i < b.size() ? Math.exp(b.logMass(i)) : 0;
            double p1 = i < a.size() ? Math.exp(a.logMass(i)) : 0;
            double term;
            double bound;
            if (q1 == 0) {
                term = p1 == 0 ? 0 : p1 * divergence.reversed().generator(Double.NEGATIVE_INFINITY);
                bound = 8 * Term.EPS * term;
            } else {
                double y = p1 == 0 ? -1 : a.excess(b, i);
                // A ratio near zero is lost beside 1.
                double l = Math.abs(y) <= 0.5 ? Math.log1p(y) : p1 == 0 ? Double.NEGATIVE_INFINITY : a.logMass(i) - b.logMass(i);
                term = q1 * divergence.generator(l);
                double slope = Double.isInfinite(l) ? 0 : q1 * Math.abs(divergence.slope(l) * l);
                bound = 8 * Term.EPS * (term + slope);
            }
            if (Double.isInfinite(term)) {
                return Optional.of(DivergenceValue.infinite(discrepancy.name(), Finiteness.INFINITE_BY_SUPPORT, Method.CLOSED_FORM));
            }
            sum.add(term);
            error += bound;
        }
        return Optional.of(value(discrepancy, sum.value(), error));
    }

    private static DivergenceValue value(Discrepancy discrepancy, double sum, double error) {
        if (!(discrepancy instanceof Renyi renyi)) {
            return DivergenceValue.closed(discrepancy.name(), sum, error);
        }
        double c = renyi.momentFactor();
        double moment = 1 + c * sum;
        if (!(moment > 16 * Term.EPS)) {
            return DivergenceValue.infinite(discrepancy.name(), Finiteness.INFINITE_BY_SUPPORT, Method.CLOSED_FORM);
        }
        double value = Math.max(0, Math.log1p(c * sum) / renyi.divisor());
        return DivergenceValue.closed(discrepancy.name(), value, Math.abs(c / moment / renyi.divisor()) * error + 4 * Term.EPS * value);
    }
}
