package io.divergence.target;

/**
 * A log density that is another one at every step of a fit, such as a sum over some of the data. It is the copy of one worker
 * ({@link LogDensity#boundCopy}) that depends on the step, never the description; before the first {@link #prepare} a copy evaluates
 * what the description does. What it is at a step depends on the step alone: so every worker sees the same, and a fit resumes exactly.
 */
public interface StepDependent {

    /** Becomes the log density of a step, not negative; any step may follow any other. Allocates nothing. */
    void prepare(long step);

    /** {@return whether steps differ: a wrapper says what its target says} */
    default boolean differsByStep() {
        return true;
    }

    /** Prepares the copy of one worker, if it depends on the step. */
    static void prepare(Target copy, long step) {
        if (copy instanceof StepDependent dependent) {
            dependent.prepare(step);
        }
    }

    /** Returns whether the copy of one worker is another log density at another step. */
    static boolean differsByStep(Target copy) {
        return copy instanceof StepDependent dependent && dependent.differsByStep();
    }
}
