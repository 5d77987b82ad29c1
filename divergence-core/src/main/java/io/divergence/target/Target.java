package io.divergence.target;

/**
 * What a distribution is fitted to. A target is a description: immutable and thread-safe, unless it hands out
 * copies of its own for each worker (see {@link LogDensity#boundCopy()}).
 */
public interface Target {

    /** {@return the dimension D of the space, at least 1} */
    int dimension();

    /** {@return where the target may have mass; all of R^D unless overridden} */
    default Support support() {
        return Support.reals(dimension());
    }
}
