package io.divergence.target;

import io.divergence.math.Checks;

/**
 * A place at which a one-dimensional density changes, and over what distance: the mean and standard deviation of a
 * component, the location and scale of a peak. Quadrature puts its nodes by these.
 *
 * @param location where
 * @param scale over what distance, positive
 */
public record Feature(double location, double scale) {

    /** Checks the arguments. */
    public Feature {
        Checks.finite("location", location);
        Checks.positive("scale", scale);
    }
}
