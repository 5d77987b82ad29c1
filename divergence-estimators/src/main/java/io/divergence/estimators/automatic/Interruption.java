package io.divergence.estimators.automatic;

/** Ends the search from wherever it is; what was best so far is kept. */
final class Interruption extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** Why. */
    enum Cause {
        BUDGET, POINTS, TIME, CANCELLED, TARGET_FAILED
    }

    private final Cause why;

    Interruption(Cause why, Throwable cause) {
        super(why.name(), cause, false, false);
        this.why = why;
    }

    Cause why() {
        return why;
    }
}
