package io.divergence.optimize;

/** An optimizer that keeps an average of its iterates beside the last one. */
public interface AveragingOptimizer extends Optimizer {

    /** Writes the average of the iterates so far; phi itself before there is one. */
    void average(double[] phi, double[] state, double[] out);
}
