package io.divergence.examples;

import io.divergence.target.DifferentiableLogDensity;

/** A way to fit a normal distribution of full rank. */
@FunctionalInterface
interface Route {

    /** Fits from N(start, I) with about so many gradients at most, and tells of its states. */
    void run(DifferentiableLogDensity target, double[] start, long cap, long seed, Trail trail);
}
