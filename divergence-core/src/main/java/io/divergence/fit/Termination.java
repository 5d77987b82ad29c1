package io.divergence.fit;

/** Why a fit ended, in words. */
public sealed interface Termination {

    /** {@return the reason in words} */
    String words();

    /**
     * A rule says that the optimum is reached.
     *
     * @param words which rule, with its numbers
     */
    record Converged(String words) implements Termination {
    }

    /**
     * The budget of steps or time is used up.
     *
     * @param words which budget
     */
    record Exhausted(String words) implements Termination {
    }

    /**
     * The fit cannot go on: a parameter left its domain, the value became infinite, the target returned NaN or threw.
     *
     * @param words what happened, where and at which step
     * @param step the step
     * @param cause what was thrown, or null
     */
    record Diverged(String words, long step, Throwable cause) implements Termination {
    }

    /**
     * The thread was interrupted, or a listener asked for the end.
     *
     * @param words who asked
     */
    record Cancelled(String words) implements Termination {
    }
}
