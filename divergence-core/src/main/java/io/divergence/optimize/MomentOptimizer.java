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
     * Begins a step: brings the numbers to it, before the entries are moved by {@link #move}.
     *
     * @param numbers the state after the moments
     */
    void begin(long step, double[] numbers);

    /**
     * Moves the entries [from, to) of phi. When all have been moved, in any ranges, the step is that of
     * {@link #step(long, double[], double[], double[])}, bit for bit; ranges that fit into a cache can be looked at before and after.
     *
     * @param gradient of length n; scratch from its entry from to its entry to
     * @param phi of length n
     * @param moments the first {@link #moments()} vectors of the state, each of length n
     * @param numbers the rest of the state, of this step
     */
    void move(long step, int from, int to, double[] gradient, double[] phi, double[][] moments, double[] numbers);

    /**
     * Takes the whole step.
     *
     * @param moments the first {@link #moments()} vectors of the state, each of length n
     * @param numbers the rest of the state
     */
    default void step(long step, double[] gradient, double[] phi, double[][] moments, double[] numbers) {
        begin(step, numbers);
        move(step, 0, phi.length, gradient, phi, moments, numbers);
    }
}
