package io.divergence.family;

/** A family that knows its Fisher information F = E_q[score score^T], for the natural gradient. */
public interface FisherGeometry {

    /** Writes F, row-major P x P. */
    void fisher(double[] phi, double[] out);

    /** Writes F^-1 g; out may be g itself. */
    void applyInverseFisher(double[] phi, double[] g, double[] out);
}
