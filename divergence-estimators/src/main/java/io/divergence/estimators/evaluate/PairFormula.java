package io.divergence.estimators.evaluate;

import io.divergence.distribution.Distribution;
import java.util.Optional;

/** KL and the moments of the density ratio by formula, from which all KL, alpha and Rényi divergences follow. */
interface PairFormula {

    /** Returns KL(p||q). */
    default Optional<Term> kl(Distribution p, Distribution q) {
        return Optional.empty();
    }

    /** Returns log INT p^a q^(1-a), a neither 0 nor 1; positive infinity if the integral is infinite. */
    default Optional<Term> logMoment(double a, Distribution p, Distribution q) {
        return Optional.empty();
    }
}
