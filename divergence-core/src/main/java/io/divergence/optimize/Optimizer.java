package io.divergence.optimize;

/**
 * A first-order rule that turns a gradient into a step. The optimizer itself is immutable; what it remembers between
 * steps is a plain array, so that a checkpoint is plain arrays and a step allocates nothing.
 */
public interface Optimizer {

    /** {@return the length of the state for n parameters} */
    int stateSize(int n);

    /** Writes the state before the first step. */
    void init(double[] phi, double[] state);

    /**
     * Takes one step downhill.
     *
     * @param step from 0
     * @param gradient of length n; scratch: it may be overwritten, as clipping does
     * @param phi of length n; moved
     * @param state of length {@link #stateSize(int)} or more, of which the first so many entries belong to this rule
     */
    void step(long step, double[] gradient, double[] phi, double[] state);

    /**
     * {@return whether the gradient has to be that of the objective itself, neither clipped nor the natural gradient} A
     * decorator passes on what its inner rule says, or refuses it.
     */
    default boolean needsPlainGradient() {
        return false;
    }
}
