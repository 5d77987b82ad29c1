package io.divergence.estimators.montecarlo;

/** Where log Z of the target comes from. */
public enum Normalization {
    /**
     * Known if the target knows it. Otherwise reverse KL and the Rényi divergences take the log density as it is, which
     * shifts the value only, and all others are self-normalised.
     */
    AUTOMATIC,
    /** Estimated from the same samples, log Z = log mean u: consistent, with a bias of order 1/K. */
    SELF_NORMALIZED
}
