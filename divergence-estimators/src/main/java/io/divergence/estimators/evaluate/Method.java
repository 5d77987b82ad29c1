package io.divergence.estimators.evaluate;

/** How a value was obtained. */
public enum Method {
    /** By a formula. */
    CLOSED_FORM,
    /** By integration over one dimension. */
    QUADRATURE,
    /** By a sum over integers. */
    SUMMATION,
    /** By samples. */
    MONTE_CARLO,
    /** By a guaranteed bound from one side. */
    BOUND
}
