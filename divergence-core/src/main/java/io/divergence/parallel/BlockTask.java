package io.divergence.parallel;

/** The work on one block. */
@FunctionalInterface
public interface BlockTask {
    /**
     * Does the work on one block. Each worker runs on one thread at a time and may own scratch space.
     *
     * @param worker index of the worker, from 0
     * @param block index of the block, from 0
     */
    void run(int worker, int block);
}
