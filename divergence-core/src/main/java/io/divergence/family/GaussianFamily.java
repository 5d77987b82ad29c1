package io.divergence.family;

import io.divergence.distribution.Normal;
import io.divergence.math.Checks;
import java.util.random.RandomGenerator;

/**
 * The one-dimensional normal distributions in one of five parameterisations. With e = (z - mu)/sigma the score is
 * (e/sigma, (e^2 - 1)/sigma) in (mu, sigma), and follows in the others by the Jacobian; the Fisher information is
 * J^T diag(1/sigma^2, 2/sigma^2) J. Stateless.
 */
public final class GaussianFamily implements SymmetricNoiseFamily, FisherGeometry, LocationScaleFamily {
    private final GaussianParameters parameters;

    private GaussianFamily(GaussianParameters parameters) {
        this.parameters = parameters;
    }

    /** Returns the family in the given parameterisation. */
    public static GaussianFamily of(GaussianParameters parameters) {
        return new GaussianFamily(Checks.notNull("parameters", parameters));
    }

    /** Returns the family with phi = (mu, sigma). */
    public static GaussianFamily meanSigma() {
        return of(GaussianParameters.MEAN_SIGMA);
    }

    /** Returns the family with phi = (mu, sigma^2). */
    public static GaussianFamily meanVariance() {
        return of(GaussianParameters.MEAN_VARIANCE);
    }

    /** Returns the family with phi = (mu, log sigma). */
    public static GaussianFamily meanLogSigma() {
        return of(GaussianParameters.MEAN_LOG_SIGMA);
    }

    /** Returns the family with phi = (mu, tau = 1/sigma^2). */
    public static GaussianFamily meanPrecision() {
        return of(GaussianParameters.MEAN_PRECISION);
    }

    /** Returns the family with the natural parameters (mu/sigma^2, -1/(2 sigma^2)). */
    public static GaussianFamily natural() {
        return of(GaussianParameters.NATURAL);
    }

    /** {@return the parameterisation} */
    public GaussianParameters parameterization() {
        return parameters;
    }

    @Override
    public int dimension() {
        return 1;
    }

    @Override
    public ParameterLayout layout() {
        return parameters.layout();
    }

    /** {@return whether phi lies in its domain and stands for a standard deviation in the range of a double} */
    @Override
    public boolean isValid(double[] phi) {
        if (!SymmetricNoiseFamily.super.isValid(phi)) {
            return false;
        }
        double sigma = scale(phi);
        return sigma > 0 && sigma <= Double.MAX_VALUE && Math.abs(location(phi)) <= Double.MAX_VALUE;
    }

    @Override
    public double location(double[] phi) {
        return parameters.mean(phi[0], phi[1]);
    }

    @Override
    public double scale(double[] phi) {
        return parameters.sigma(phi[1]);
    }

    @Override
    public void parameters(double mean, double sd, double[] phi) {
        Checks.finite("mean", mean);
        Checks.positive("sd", sd);
        phi[0] = parameters.first(mean, sd);
        phi[1] = parameters.second(sd);
    }

    @Override
    public void gradient(double[] phi, double byMean, double bySd, double[] out) {
        double second = parameters.meanSlopeSecond(phi[0], phi[1]);
        double value = parameters.sigmaSlope(phi[1]) * bySd;
        out[1] = second == 0 ? value : second * byMean + value;
        out[0] = parameters.meanSlopeFirst(phi[0], phi[1]) * byMean;
    }

    @Override
    public Normal at(double[] phi) {
        layout().check(phi);
        return Normal.of(location(phi), scale(phi));
    }

    @Override
    public int noiseDimension() {
        return 1;
    }

    @Override
    public void sampleNoise(RandomGenerator rng, double[] noise, int from, int to) {
        StandardNoise.fillGaussian(rng, noise, from, to);
    }

    @Override
    public void sample(double[] phi, RandomGenerator rng, double[] z, int from, int to) {
        sampleNoise(rng, z, from, to);
        transform(phi, z, z, from, to);
    }

    @Override
    public void transform(double[] phi, double[] noise, double[] z, int from, int to) {
        double mean = location(phi);
        double sigma = scale(phi);
        for (int k = from; k < to; k++) {
            z[k] = mean + sigma * noise[k];
        }
    }

    @Override
    public void logDensity(double[] phi, double[] z, int from, int to, double[] out) {
        double mean = location(phi);
        double sigma = scale(phi);
        double constant = -Math.log(sigma) - Normal.HALF_LOG_TWO_PI;
        for (int k = from; k < to; k++) {
            double e = (z[k] - mean) / sigma;
            out[k] = constant - 0.5 * e * e;
        }
    }

    @Override
    public void logDensityGradient(double[] phi, double[] z, int from, int to, double[] out) {
        double mean = location(phi);
        double sigma = scale(phi);
        for (int k = from; k < to; k++) {
            out[k] = (mean - z[k]) / sigma / sigma;
        }
    }

    @Override
    public void score(double[] phi, double[] z, int row, double[] out) {
        double sigma = scale(phi);
        double e = (z[row] - location(phi)) / sigma;
        gradient(phi, e / sigma, (e * e - 1) / sigma, out);
    }

    @Override
    public void pullback(double[] phi, double[] noise, double[] z, int row, double[] c, double[] out) {
        gradient(phi, c[row], c[row] * noise[row], out);
    }

    /** The Jacobian is the same for all rows: SUM c e/sigma and SUM c (e^2 - 1)/sigma go through it once. */
    @Override
    public void addScores(double[] phi, double[] z, int from, int to, double[] c, double[] out, double[] scratch) {
        double mean = location(phi);
        double sigma = scale(phi);
        double precision = 1 / sigma;
        double byMean0 = 0;
        double byMean1 = 0;
        double byMean2 = 0;
        double byMean3 = 0;
        double bySd0 = 0;
        double bySd1 = 0;
        double bySd2 = 0;
        double bySd3 = 0;
        int k = from;
        for (; k < to - 3; k += 4) {
            double e = (z[k] - mean) * precision;
            double f = (z[k + 1] - mean) * precision;
            double g = (z[k + 2] - mean) * precision;
            double h = (z[k + 3] - mean) * precision;
            byMean0 = Math.fma(c[k], e, byMean0);
            byMean1 = Math.fma(c[k + 1], f, byMean1);
            byMean2 = Math.fma(c[k + 2], g, byMean2);
            byMean3 = Math.fma(c[k + 3], h, byMean3);
            bySd0 = Math.fma(c[k], e * e - 1, bySd0);
            bySd1 = Math.fma(c[k + 1], f * f - 1, bySd1);
            bySd2 = Math.fma(c[k + 2], g * g - 1, bySd2);
            bySd3 = Math.fma(c[k + 3], h * h - 1, bySd3);
        }
        for (; k < to; k++) {
            double e = (z[k] - mean) * precision;
            byMean0 = Math.fma(c[k], e, byMean0);
            bySd0 = Math.fma(c[k], e * e - 1, bySd0);
        }
        add(phi, ((byMean0 + byMean1) + (byMean2 + byMean3)) * precision, ((bySd0 + bySd1) + (bySd2 + bySd3)) * precision, out, scratch);
    }

    /** The noise is e itself. */
    @Override
    public void addScoresOfDraws(double[] phi, double[] noise, double[] z, int from, int to, double[] c, double[] out, double[] scratch) {
        double byMean0 = 0;
        double byMean1 = 0;
        double byMean2 = 0;
        double byMean3 = 0;
        double bySd0 = 0;
        double bySd1 = 0;
        double bySd2 = 0;
        double bySd3 = 0;
        int k = from;
        for (; k < to - 3; k += 4) {
            byMean0 = Math.fma(c[k], noise[k], byMean0);
            byMean1 = Math.fma(c[k + 1], noise[k + 1], byMean1);
            byMean2 = Math.fma(c[k + 2], noise[k + 2], byMean2);
            byMean3 = Math.fma(c[k + 3], noise[k + 3], byMean3);
            bySd0 = Math.fma(c[k], Math.fma(noise[k], noise[k], -1), bySd0);
            bySd1 = Math.fma(c[k + 1], Math.fma(noise[k + 1], noise[k + 1], -1), bySd1);
            bySd2 = Math.fma(c[k + 2], Math.fma(noise[k + 2], noise[k + 2], -1), bySd2);
            bySd3 = Math.fma(c[k + 3], Math.fma(noise[k + 3], noise[k + 3], -1), bySd3);
        }
        for (; k < to; k++) {
            byMean0 = Math.fma(c[k], noise[k], byMean0);
            bySd0 = Math.fma(c[k], Math.fma(noise[k], noise[k], -1), bySd0);
        }
        double precision = 1 / scale(phi);
        add(phi, ((byMean0 + byMean1) + (byMean2 + byMean3)) * precision, ((bySd0 + bySd1) + (bySd2 + bySd3)) * precision, out, scratch);
    }

    private void add(double[] phi, double byMean, double bySd, double[] out, double[] scratch) {
        gradient(phi, byMean, bySd, scratch);
        out[0] += scratch[0];
        out[1] += scratch[1];
    }

    @Override
    public void addPullbacks(double[] phi, double[] noise, double[] z, int from, int to, double[] c, double[] out, double[] scratch) {
        double byMean0 = 0;
        double byMean1 = 0;
        double byMean2 = 0;
        double byMean3 = 0;
        double bySd0 = 0;
        double bySd1 = 0;
        double bySd2 = 0;
        double bySd3 = 0;
        int k = from;
        for (; k < to - 3; k += 4) {
            byMean0 += c[k];
            byMean1 += c[k + 1];
            byMean2 += c[k + 2];
            byMean3 += c[k + 3];
            bySd0 = Math.fma(c[k], noise[k], bySd0);
            bySd1 = Math.fma(c[k + 1], noise[k + 1], bySd1);
            bySd2 = Math.fma(c[k + 2], noise[k + 2], bySd2);
            bySd3 = Math.fma(c[k + 3], noise[k + 3], bySd3);
        }
        for (; k < to; k++) {
            byMean0 += c[k];
            bySd0 = Math.fma(c[k], noise[k], bySd0);
        }
        add(phi, (byMean0 + byMean1) + (byMean2 + byMean3), (bySd0 + bySd1) + (bySd2 + bySd3), out, scratch);
    }

    @Override
    public void logDensityOfDraws(double[] phi, double[] noise, double[] z, int from, int to, double[] out) {
        double constant = -Math.log(scale(phi)) - Normal.HALF_LOG_TWO_PI;
        for (int k = from; k < to; k++) {
            out[k] = constant - 0.5 * noise[k] * noise[k];
        }
    }

    @Override
    public void fisher(double[] phi, double[] out) {
        double precision = 1 / (scale(phi) * scale(phi));
        double a = parameters.meanSlopeFirst(phi[0], phi[1]);
        double b = parameters.meanSlopeSecond(phi[0], phi[1]);
        double c = parameters.sigmaSlope(phi[1]);
        out[0] = a * a * precision;
        out[1] = a * b * precision;
        out[2] = out[1];
        out[3] = (b * b + 2 * c * c) * precision;
    }

    /** F^-1 g = J^-1 diag(sigma^2, sigma^2/2) J^-T g, with J triangular. */
    @Override
    public void applyInverseFisher(double[] phi, double[] g, double[] out) {
        double variance = scale(phi) * scale(phi);
        double a = parameters.meanSlopeFirst(phi[0], phi[1]);
        double b = parameters.meanSlopeSecond(phi[0], phi[1]);
        double c = parameters.sigmaSlope(phi[1]);
        double byMean = g[0] / a;
        double bySd = (g[1] - b * byMean) / c;
        double stepSd = 0.5 * variance * bySd / c;
        out[0] = (variance * byMean - b * stepSd) / a;
        out[1] = stepSd;
    }

    @Override
    public boolean hasGaussianNoise() {
        return true;
    }

    @Override
    public double entropy(double[] phi) {
        return Normal.HALF_LOG_TWO_PI + 0.5 + Math.log(parameters.sigma(phi[1]));
    }

    @Override
    public void addEntropyGradient(double[] phi, double factor, double[] out) {
        out[1] += factor * parameters.sigmaSlope(phi[1]) / parameters.sigma(phi[1]);
    }

    @Override
    public String toString() {
        return "GaussianFamily" + layout().names();
    }
}
