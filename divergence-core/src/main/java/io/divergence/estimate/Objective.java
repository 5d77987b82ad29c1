package io.divergence.estimate;

import java.util.Optional;

/**
 * A bound evaluator: value and gradient at phi. One caller. It is a pure function of (step, phi): the same step means
 * the same noise, whatever was evaluated before.
 */
public interface Objective extends AutoCloseable {

    /** {@return the number of parameters P} */
    int parameterCount();

    /**
     * Evaluates value, gradient and their errors.
     *
     * @param step addresses the noise; an exact objective ignores it
     * @param phi the parameters, valid for the family; not written, nor read after the call
     * @param out receives everything
     */
    void evaluate(long step, double[] phi, GradientEstimate out);

    /**
     * Evaluates the same for a caller that keeps phi as it is: what is left to be computed later, of out or of {@link #samples()}, may be
     * computed from phi itself, of which no copy is made. The caller may change phi only when it has asked for all that it wants to know of
     * this evaluation, {@link #close()} included where the loop ends; what it asks for after a change is undefined. By default
     * {@link #evaluate}.
     *
     * @param step addresses the noise; an exact objective ignores it
     * @param phi the parameters, valid for the family; not written
     * @param out receives everything; always the same one
     */
    default void evaluateInPlace(long step, double[] phi, GradientEstimate out) {
        evaluate(step, phi, out);
    }

    /** {@return whether the noise of different steps differs: false for closed forms and quadrature} */
    default boolean isStochastic() {
        return false;
    }

    /** {@return the samples of the last evaluation, if there are any} */
    default Optional<SampleView> samples() {
        return Optional.empty();
    }

    /** Ends the threads that belong to this objective, if any. */
    @Override
    default void close() {
    }
}
