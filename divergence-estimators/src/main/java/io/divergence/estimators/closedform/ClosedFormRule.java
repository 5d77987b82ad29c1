package io.divergence.estimators.closedform;

import io.divergence.estimate.Objective;
import io.divergence.estimate.Problem;
import java.util.Optional;

/** A formula for some problems. Immutable. */
@FunctionalInterface
public interface ClosedFormRule {

    /** Returns an evaluator, or empty if the rule does not apply. */
    Optional<Objective> bind(Problem problem);
}
