package io.divergence.target;

/** The first two moments of a one-dimensional distribution or data set. */
public interface Moments {

    /** {@return the mean; NaN if it does not exist} */
    double mean();

    /** {@return the variance; positive infinity if the integral diverges, NaN if there is no mean} */
    double variance();
}
