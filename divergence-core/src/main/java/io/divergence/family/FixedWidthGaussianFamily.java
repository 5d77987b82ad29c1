package io.divergence.family;

import io.divergence.distribution.Normal;
import io.divergence.math.Checks;
import java.util.random.RandomGenerator;

/** The normal distributions of one fixed standard deviation: phi = (mu). Stateless. */
public final class FixedWidthGaussianFamily implements SymmetricNoiseFamily, FisherGeometry, LocationScaleFamily {
    private static final ParameterLayout LAYOUT = ParameterLayout.of(ParameterLayout.Entry.real("mu"));

    private final double sigma;

    private FixedWidthGaussianFamily(double sigma) {
        this.sigma = sigma;
    }

    /** Returns the family of a standard deviation. */
    public static FixedWidthGaussianFamily of(double sigma) {
        return new FixedWidthGaussianFamily(Checks.positive("sigma", sigma));
    }

    @Override
    public int dimension() {
        return 1;
    }

    @Override
    public ParameterLayout layout() {
        return LAYOUT;
    }

    @Override
    public double location(double[] phi) {
        return phi[0];
    }

    @Override
    public double scale(double[] phi) {
        return sigma;
    }

    /** Writes the mean; the standard deviation must be the family's own. */
    @Override
    public void parameters(double mean, double sd, double[] phi) {
        Checks.finite("mean", mean);
        if (sd != sigma) {
            throw Checks.illegal("sd", sd, "must be the family's own, " + sigma);
        }
        phi[0] = mean;
    }

    @Override
    public void gradient(double[] phi, double byMean, double bySd, double[] out) {
        out[0] = byMean;
    }

    @Override
    public Normal at(double[] phi) {
        layout().check(phi);
        return Normal.of(phi[0], sigma);
    }

    @Override
    public int noiseDimension() {
        return 1;
    }

    @Override
    public void sampleNoise(RandomGenerator rng, double[] noise, int from, int to) {
        for (int k = from; k < to; k++) {
            noise[k] = rng.nextGaussian();
        }
    }

    @Override
    public void sample(double[] phi, RandomGenerator rng, double[] z, int from, int to) {
        sampleNoise(rng, z, from, to);
        transform(phi, z, z, from, to);
    }

    @Override
    public void transform(double[] phi, double[] noise, double[] z, int from, int to) {
        for (int k = from; k < to; k++) {
            z[k] = phi[0] + sigma * noise[k];
        }
    }

    @Override
    public void logDensity(double[] phi, double[] z, int from, int to, double[] out) {
        double constant = -Math.log(sigma) - Normal.HALF_LOG_TWO_PI;
        for (int k = from; k < to; k++) {
            double e = (z[k] - phi[0]) / sigma;
            out[k] = constant - 0.5 * e * e;
        }
    }

    @Override
    public void logDensityGradient(double[] phi, double[] z, int from, int to, double[] out) {
        for (int k = from; k < to; k++) {
            out[k] = (phi[0] - z[k]) / sigma / sigma;
        }
    }

    @Override
    public void score(double[] phi, double[] z, int row, double[] out) {
        out[0] = (z[row] - phi[0]) / sigma / sigma;
    }

    @Override
    public void pullback(double[] phi, double[] noise, double[] z, int row, double[] c, double[] out) {
        out[0] = c[row];
    }

    @Override
    public void fisher(double[] phi, double[] out) {
        out[0] = 1 / (sigma * sigma);
    }

    @Override
    public void applyInverseFisher(double[] phi, double[] g, double[] out) {
        out[0] = g[0] * sigma * sigma;
    }

    @Override
    public boolean hasGaussianNoise() {
        return true;
    }

    @Override
    public double entropy(double[] phi) {
        return Normal.HALF_LOG_TWO_PI + 0.5 + Math.log(sigma);
    }

    /** Adds nothing: the width is fixed, and with it the entropy. */
    @Override
    public void addEntropyGradient(double[] phi, double factor, double[] out) {
    }

    @Override
    public String toString() {
        return "FixedWidthGaussianFamily(sigma=" + sigma + ")";
    }
}
