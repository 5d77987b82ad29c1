package io.divergence.estimate;

/** What an error means. */
public enum ErrorKind {
    /** Only the rounding of the arithmetic: a closed form. */
    ROUNDING,
    /** An upper bound of the absolute error, as far as the tails are known. */
    BOUND,
    /** An estimate of the absolute error. */
    ESTIMATE,
    /** The standard deviation of the estimate over repeated draws. */
    STANDARD_ERROR
}
