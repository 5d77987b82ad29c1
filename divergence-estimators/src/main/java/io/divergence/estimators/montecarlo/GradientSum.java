package io.divergence.estimators.montecarlo;

import io.divergence.math.ArrayMath;
import io.divergence.math.RowMatrix;
import java.util.Arrays;

/** The sum of the gradients of several blocks, in their order whoever computed them. One caller, but for the sums of blocks. */
final class GradientSum {
    private final int blocks;
    private final int parameters;
    private final double[] ofBlocks;
    /** One for each worker. */
    private final double[][] partial;
    private double[] gradient;

    GradientSum(int blocks, int workers, int parameters) {
        this.blocks = blocks;
        this.parameters = parameters;
        ofBlocks = new double[blocks > 1 ? Math.multiplyExact(blocks, parameters) : 0];
        partial = new double[blocks > 1 ? workers : 0][parameters];
    }

    /** Takes the array that the result will be written to. */
    void begin(double[] out) {
        gradient = out;
    }

    /** {@return the array that the result will be written to} */
    double[] gradient() {
        return gradient;
    }

    /** {@return zeros to add the gradients of a block's rows to} */
    double[] ofBlock(int worker) {
        Arrays.fill(partial[worker], 0);
        return partial[worker];
    }

    /** Keeps what has been added. */
    void keep(int worker, int block) {
        System.arraycopy(partial[worker], 0, ofBlocks, block * parameters, parameters);
    }

    /** Writes the sum times a factor; whether it is finite. */
    boolean reduce(double factor) {
        System.arraycopy(ofBlocks, 0, gradient, 0, parameters);
        for (int block = 1; block < blocks; block++) {
            int at = block * parameters;
            for (int j = 0; j < parameters; j++) {
                gradient[j] += ofBlocks[at + j];
            }
        }
        RowMatrix.multiply(0, parameters, factor, gradient);
        return ArrayMath.isFinite(parameters, gradient);
    }
}
