package io.divergence.fit;

/** When to stop. The rule is immutable; what it remembers is a plain array, so that a checkpoint can hold it. */
public interface StoppingRule {

    /** {@return the length of the state for n parameters; it starts as zeros} */
    default int stateSize(int n) {
        return 0;
    }

    /**
     * Checks that the rule makes sense for an objective.
     *
     * @param stochastic whether its noise differs from step to step
     * @throws IllegalArgumentException saying what to use instead
     */
    default void require(boolean stochastic) {
    }

    /** Returns why to stop, or null to go on. The first {@link #stateSize} entries of the state belong to this rule. */
    Termination test(FitStep step, double[] state, int offset);
}
