package io.divergence.estimators.automatic;

/** Sees the states that the search of an automatic fit takes, on the thread that runs the fit. */
@FunctionalInterface
public interface AutomaticListener {

    /**
     * Looks at a state z = mean + L e, e ~ N(0, I), on R^D, the unconstrained space.
     *
     * @param gradients that the search has used so far
     * @param mean of length D; the listener's own
     * @param factor L, row-major D x D and not always triangular, or its diagonal alone if the fit is mean-field; the listener's own
     */
    void onState(long gradients, double[] mean, double[] factor);
}
