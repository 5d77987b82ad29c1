package io.divergence.fit;

import io.divergence.estimate.GradientEstimate;

/** A step as listeners and stopping rules see it: a live view, valid during the call only. */
public interface FitStep {

    /** {@return the number of steps taken before, from 0} */
    long step();

    /** {@return the parameters, live, not to be written} */
    double[] phi();

    /** {@return value and gradient at phi, live} */
    GradientEstimate estimate();

    /** {@return the seconds since the run began} */
    double seconds();
}
