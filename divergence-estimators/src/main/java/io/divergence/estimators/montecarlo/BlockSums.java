package io.divergence.estimators.montecarlo;

import io.divergence.math.ArrayMath;

/** Sums over the rows of each block, and then over the blocks, always in their order: the bits do not depend on who works on which. */
final class BlockSums {
    private BlockSums() {
    }

    /**
     * Returns the sum of the entries [from, to), which are a block.
     *
     * @param scratch of the length of a block, another array
     */
    static double of(int from, int to, double[] x, double[] scratch) {
        if (from == 0) {
            return ArrayMath.sum(to, x);
        }
        System.arraycopy(x, from, scratch, 0, to - from);
        return ArrayMath.sum(to - from, scratch);
    }

    /** {@return the sum of what belongs to the blocks, one after the other} */
    static double inOrder(double[] ofBlocks) {
        double sum = ofBlocks[0];
        for (int block = 1; block < ofBlocks.length; block++) {
            sum += ofBlocks[block];
        }
        return sum;
    }
}
