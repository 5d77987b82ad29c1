package io.divergence.optimize;

import java.util.Arrays;

/** An optimizer that keeps an average of its iterates beside the last one. */
public interface AveragingOptimizer extends Optimizer {

    /** {@return the rule that moves the iterates, whose state comes first} */
    Optimizer inner();

    /** Writes the average of the iterates so far; phi itself before there is one. */
    void average(double[] phi, double[] state, double[] out);

    @Override
    default boolean needsPlainGradient() {
        return inner().needsPlainGradient();
    }

    @Override
    default void init(double[] phi, double[] state) {
        Arrays.fill(state, 0, stateSize(phi.length), 0);
        inner().init(phi, state);
    }
}
