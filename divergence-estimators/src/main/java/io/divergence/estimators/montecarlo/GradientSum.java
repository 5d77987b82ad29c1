package io.divergence.estimators.montecarlo;

import io.divergence.math.ArrayMath;
import io.divergence.math.RowMatrix;
import java.util.Arrays;

/**
 * The mean of multipliers times the directions of all rows: of a single block at once, of several by their sums, in their order whoever computed
 * them. One caller, but for the sums of blocks.
 */
final class GradientSum {
    private final SampledObjective objective;
    private final int blocks;
    private final int parameters;
    /** A - b of each row, where it is one for all entries of the gradient. */
    private final double[] multipliers;
    private final double[] ofBlocks;
    private final WorkerRows partial;
    private double[] gradient;
    /** Whether the gradient of a single block is finite. */
    private boolean isBlockFinite;

    GradientSum(SampledObjective objective) {
        this.objective = objective;
        Contributions contributions = objective.contributions;
        blocks = contributions.isPlain() ? objective.blocks : 1;
        parameters = objective.parameters;
        multipliers = contributions.isWithoutBaseline() ? contributions.coefficients()
                : new double[contributions.isPlain() ? objective.samples : 0];
        ofBlocks = new double[blocks > 1 ? Math.multiplyExact(blocks, parameters) : 0];
        partial = new WorkerRows(blocks > 1 ? objective.workers : 0, parameters);
    }

    /** Takes the array that the result will be written to. */
    void begin(double[] out) {
        gradient = out;
    }

    /** {@return A - b of each row, live} Where there are no baselines, they are the coefficients. */
    double[] multipliers() {
        return multipliers;
    }

    /** Adds the rows of a block, whose multipliers have been written; any worker. */
    void add(int worker, int block) {
        if (blocks == 1) {
            isBlockFinite = objective.setDirections(multipliers, objective.sign() / objective.samples, gradient);
            return;
        }
        double[] sum = partial.of(worker);
        Arrays.fill(sum, 0);
        objective.addDirections(worker, block * SampledObjective.BLOCK, objective.end(block), multipliers, sum);
        System.arraycopy(sum, 0, ofBlocks, block * parameters, parameters);
    }

    /** Writes the mean over all rows, which that of a single block is already; whether it is finite. */
    boolean reduce() {
        if (blocks == 1) {
            return isBlockFinite;
        }
        System.arraycopy(ofBlocks, 0, gradient, 0, parameters);
        for (int block = 1; block < blocks; block++) {
            int at = block * parameters;
            for (int j = 0; j < parameters; j++) {
                gradient[j] += ofBlocks[at + j];
            }
        }
        RowMatrix.multiply(0, parameters, objective.sign() / objective.samples, gradient);
        return ArrayMath.isFinite(parameters, gradient);
    }
}
