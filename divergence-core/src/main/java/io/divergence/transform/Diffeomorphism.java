package io.divergence.transform;

import io.divergence.target.Support;

/**
 * A transform of R^D that is one to one onto an open set of R^D, and whose Jacobian can be solved with in closed form: so densities can be
 * differentiated in the space of x as well. Elementwise maps, ordered vectors, and blocks of these.
 */
public interface Diffeomorphism extends Transform {

    /**
     * Writes the gradient by x of a function whose gradient by y is g, less factor * log |det J|:
     * (dx/dy)^-T (g - factor * grad log |det J|).
     *
     * @param y the point is y[yAt .. yAt + D)
     * @param yAt where y starts
     * @param g g[gAt .. gAt + D) is a gradient by y
     * @param gAt where g starts
     * @param factor of the gradient of log |det J|: 1 for log densities, 0 for plain functions
     * @param out out[outAt .. outAt + D) receives the gradient by x; it may be g itself, at the same place
     * @param outAt where the gradient by x starts
     */
    void solve(double[] y, int yAt, double[] g, int gAt, double factor, double[] out, int outAt);

    /** {@return the smallest box that holds the image} */
    Support image();
}
