package io.divergence.estimate;

import io.divergence.math.Checks;

/**
 * How an objective is evaluated: the seed of all its randomness and the number of threads. The numbers depend on the
 * seed only.
 *
 * @param seed any number
 * @param threads at least 1
 */
public record Execution(long seed, int threads) {

    /** Checks the arguments. */
    public Execution {
        Checks.atLeast("threads", threads, 1);
    }

    /** Returns the execution on one thread. */
    public static Execution serial(long seed) {
        return new Execution(seed, 1);
    }
}
