package io.divergence.optimize;

/**
 * A rule that remembers moments, vectors as long as phi, and a few numbers. Its state is the moments one after the other, then the numbers;
 * who keeps each moment in an array of its own gets the same bits sooner, since only then the compiler turns the step into vector
 * instructions.
 */
public interface MomentOptimizer extends Optimizer {

    /** {@return the number of moments} */
    int moments();

    /**
     * Takes the step of {@link #step(long, double[], double[], double[])}.
     *
     * @param moments the first {@link #moments()} vectors of the state, each of length n
     * @param numbers the rest of the state
     */
    void step(long step, double[] gradient, double[] phi, double[][] moments, double[] numbers);
}
