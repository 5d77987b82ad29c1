package io.divergence.fit;

/** Sees every step. Called by the thread that runs the fit. */
@FunctionalInterface
public interface FitListener {

    /** Looks at a step. Returns whether to go on; false ends the fit as Cancelled. */
    boolean onStep(FitStep step);
}
