package io.divergence.optimize;

/** Turns a gradient into a better direction, such as the natural gradient. */
@FunctionalInterface
public interface Preconditioner {

    /** Writes the direction; out may be g itself. */
    void apply(double[] phi, double[] g, double[] out);
}
