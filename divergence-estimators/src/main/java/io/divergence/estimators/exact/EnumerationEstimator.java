package io.divergence.estimators.exact;

import io.divergence.estimate.Execution;
import io.divergence.estimate.GradientEstimator;
import io.divergence.estimate.Objective;
import io.divergence.estimate.Problem;
import io.divergence.family.FiniteFamily;
import io.divergence.math.Checks;
import io.divergence.target.LogDensity;

/**
 * Value and gradient of a discrepancy between distributions on finitely many states z, by summing over all of them:
 *
 * <pre>
 * D      = SUM_z q(z) f(l(z))                          l = log p - log q
 * grad D = SUM_z q(z) h(l(z)) grad_phi log q(z)
 * </pre>
 *
 * <p>and for a Rényi divergence log(SUM p^a q^(1-a))/(b - 1). The errors are those of the rounding, if the family computes log q to rounding.
 *
 * <p>The target's log density is that of a mass function, evaluated once at every state when the estimator is bound, and kept: eight bytes
 * a state. If its normaliser is not known, log Z is the sum of e^(log p~) over the states: all of its mass must lie there. So the value is always
 * the discrepancy itself. If the normaliser is known, what is missing from one lies where q has no mass and enters by its limit, infinite for
 * forward KL.
 *
 * <p>Terms without mass are limits: q f(0) where p is zero, p f*(0) where q is zero. If one is infinite, so is the value, by support. Same bits
 * for any number of threads. Immutable.
 */
public final class EnumerationEstimator implements GradientEstimator {
    private final int stateLimit;

    private EnumerationEstimator(int stateLimit) {
        this.stateLimit = stateLimit;
    }

    /** Returns the estimator for families of at most 1,000,000 states. */
    public static EnumerationEstimator withDefaults() {
        return new EnumerationEstimator(1_000_000);
    }

    /** Returns this estimator for families of at most so many states, at least 1. */
    public EnumerationEstimator withStateLimit(int states) {
        return new EnumerationEstimator(Checks.atLeast("states", states, 1));
    }

    /** {@return the largest number of states} */
    public int stateLimit() {
        return stateLimit;
    }

    /**
     * Binds, and evaluates the target at every state.
     *
     * @throws IllegalArgumentException if the family is not finite or has too many states, if the target has no log density, or if its
     *     normaliser, as it states it, is less than its mass on the states
     */
    @Override
    public Objective bind(Problem problem, Execution execution) {
        Checks.notNull("problem", problem);
        Checks.notNull("execution", execution);
        if (!(problem.family() instanceof FiniteFamily family)) {
            throw Checks.illegal("family", problem.family(), "must have finitely many states; use ScoreEstimator");
        }
        if (!(problem.target() instanceof LogDensity target)) {
            throw Checks.illegal("target", problem.target(), "must have a log density; use DataEstimator for data");
        }
        if (family.states() > stateLimit) {
            throw Checks.illegal("family.states", family.states(), "must be at most " + stateLimit
                    + " to sum over all of them; use ScoreEstimator, which samples, or withStateLimit");
        }
        return new EnumerationObjective(problem, family, StateTable.of(target, family), execution);
    }

    @Override
    public String toString() {
        return "EnumerationEstimator(stateLimit=" + stateLimit + ")";
    }
}
