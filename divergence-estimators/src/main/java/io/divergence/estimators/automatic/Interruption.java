package io.divergence.estimators.automatic;

/** Ends the search from wherever it is; what was best so far is kept. */
final class Interruption extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** Why. */
    enum Cause {
        BUDGET, POINTS, TIME, CANCELLED, TARGET_FAILED, IMPROPER
    }

    private final Cause why;

    Interruption(Cause why, Throwable cause) {
        super(why.name(), cause, false, false);
        this.why = why;
    }

    /** Ends a search of a target without a finite mass, for a reason in words. */
    static Interruption improper(String reason) {
        return new Interruption(Cause.IMPROPER, new ArithmeticException(reason));
    }

    Cause why() {
        return why;
    }
}
