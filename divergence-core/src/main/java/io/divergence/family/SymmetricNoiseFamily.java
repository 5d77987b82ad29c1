package io.divergence.family;

/**
 * A family whose members are affine in a noise of zero mean and symmetric density, z = mu + S e: the points of a step may be chosen
 * in pairs e and -e, and where the noise is standard normal by quasi-random points or with matched second moments. Its entropy is
 * that of the noise plus log |S|.
 */
public interface SymmetricNoiseFamily extends ReparameterizedFamily {

    /** {@return whether the noise is standard normal} */
    boolean hasGaussianNoise();

    /** {@return the entropy, in nats} */
    double entropy(double[] phi);

    /** Adds a factor times the gradient of the entropy by phi to out, of length P. */
    void addEntropyGradient(double[] phi, double factor, double[] out);
}
