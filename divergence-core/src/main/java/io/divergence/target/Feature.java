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

    /** Returns a feature of which location and scale may have left the range of a double: they are taken back into it. */
    public static Feature clamped(double location, double scale) {
        double x = Double.isNaN(location) ? 0 : Math.max(-1e300, Math.min(1e300, location));
        double s = Double.isNaN(scale) ? 1e300 : Math.max(1e-300, Math.min(1e300, scale));
        return new Feature(x, s);
    }
}
