package io.divergence.target;

import java.util.random.RandomGenerator;

/** A target that can be sampled: data, a simulator, or a distribution. */
public interface SampleSource extends Target {

    /**
     * Draws independent points.
     *
     * @param rng where all randomness comes from; the draws may depend on nothing else
     * @param z row-major K x D; rows [from, to) receive one draw each
     * @param from first row
     * @param to one past the last row
     */
    void sample(RandomGenerator rng, double[] z, int from, int to);
}
