package io.divergence.estimators.evaluate;

import io.divergence.distribution.Distribution;
import io.divergence.distribution.UnivariateDistribution;
import java.util.Optional;

/**
 * KL between distributions of different families as E log p - E log q, each log density a combination of statistics whose
 * expectations under p are known: a sum over families where a table of pairs would be a product. The terms may cancel, in
 * particular where p and q are nearly equal; the error says by how much, and quadrature steps in.
 */
final class MomentFormula implements PairFormula {
    /** The rounding of one part of a sum, relative to the part: what is left when the parts cancel. */
    private static final double ROUNDING = 16 * Term.EPS;

    @Override
    public Optional<Term> kl(Distribution p, Distribution q) {
        if (!(p instanceof UnivariateDistribution from)) {
            return Optional.empty();
        }
        LogDensityTerms ofQ = LogDensityTerms.of(q);
        if (ofQ == null) {
            return Optional.empty();
        }
        Term logP = Expectations.negativeEntropy(from);
        if (logP == null) {
            LogDensityTerms ofP = LogDensityTerms.of(p);
            logP = ofP == null ? null : expectation(from, ofP);
        }
        Term logQ = logP == null ? null : expectation(from, ofQ);
        if (logQ == null) {
            return Optional.empty();
        }
        double value = logP.value() - logQ.value();
        return Optional.of(new Term(value, logP.error() + logQ.error() + Term.EPS * Math.abs(value)));
    }

    private static Term expectation(UnivariateDistribution p, LogDensityTerms terms) {
        double sum = 0;
        double error = 0;
        for (double c : terms.constants()) {
            sum += c;
            error += ROUNDING * Math.abs(c);
        }
        for (LogDensityTerms.Weighted w : terms.terms()) {
            if (w.coefficient() == 0) {
                continue;
            }
            Term t = Expectations.of(p, w.statistic());
            if (t == null) {
                return null;
            }
            double part = w.coefficient() * t.value();
            sum += part;
            error += Math.abs(w.coefficient()) * t.error() + ROUNDING * Math.abs(part);
        }
        return new Term(sum, error);
    }
}
