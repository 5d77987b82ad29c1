package io.divergence.estimate;

/** A way to get the value and gradient of a discrepancy. A description: immutable and thread-safe. */
public interface GradientEstimator {

    /**
     * Binds to a problem: checks that everything needed is there, and allocates all scratch space.
     *
     * @return an evaluator for one caller, to be closed
     * @throws IllegalArgumentException if the problem lacks a capability, saying which, and what to use instead
     */
    Objective bind(Problem problem, Execution execution);
}
