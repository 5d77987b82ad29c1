package io.divergence.divergence;

/**
 * A number that tells two distributions apart: an f-divergence, or the logarithm of a moment of the density ratio.
 * Immutable and thread-safe.
 */
public sealed interface Discrepancy permits Divergence, Renyi {

    /** {@return the name, such as "forward KL"} */
    String name();

    /** {@return the same with p and q exchanged} */
    Discrepancy reversed();

    /** {@return what becomes of it if p is known up to a constant only} */
    NormalizerEffect normalizerEffect();
}
