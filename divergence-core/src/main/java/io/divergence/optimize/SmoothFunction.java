package io.divergence.optimize;

/** A function of n variables with its gradient, to be minimised. */
@FunctionalInterface
public interface SmoothFunction {

    /**
     * Returns the value at x and writes the gradient. A value that is not finite stands for a point outside of the domain: the
     * gradient is not looked at. So does a gradient that is not finite.
     */
    double at(double[] x, double[] gradient);
}
