package io.divergence.estimators.evaluate;

import io.divergence.distribution.Distribution;
import io.divergence.divergence.Discrepancy;
import java.util.Optional;

/** A formula for a discrepancy between two distributions of certain kinds. Immutable and thread-safe. */
@FunctionalInterface
public interface PairRule {

    /** Returns D(p||q), or empty if the rule does not know this discrepancy for these two. */
    Optional<DivergenceValue> evaluate(Discrepancy discrepancy, Distribution p, Distribution q);
}
