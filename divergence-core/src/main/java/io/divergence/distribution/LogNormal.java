package io.divergence.distribution;

import io.divergence.math.Checks;
import io.divergence.math.NormalFunctions;
import io.divergence.target.Feature;
import io.divergence.target.Tail;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * The log-normal distribution: log x is normal with mean mu and standard deviation sigma. Immutable.
 */
public final class LogNormal extends PositiveDistribution {
    private final double mu;
    private final double sigma;

    private LogNormal(double mu, double sigma) {
        this.mu = mu;
        this.sigma = sigma;
    }

    /** Returns the distribution of the mean and the standard deviation of log x. */
    public static LogNormal of(double mu, double sigma) {
        return new LogNormal(Checks.finite("mu", mu), Checks.positive("sigma", sigma));
    }

    /** {@return the mean of log x} */
    public double mu() {
        return mu;
    }

    /** {@return the standard deviation of log x} */
    public double sigma() {
        return sigma;
    }

    @Override
    public double mean() {
        return Math.exp(mu + 0.5 * sigma * sigma);
    }

    @Override
    public double variance() {
        return Math.expm1(sigma * sigma) * Math.exp(2 * mu + sigma * sigma);
    }

    @Override
    double at(double logX, double x) {
        double e = (logX - mu) / sigma;
        return -0.5 * e * e - logX - Math.log(sigma) - Normal.HALF_LOG_TWO_PI;
    }

    @Override
    public double logDensityDerivative(double x) {
        if (!(x > 0)) {
            return 0;
        }
        return -(1 + (Math.log(x) - mu) / sigma / sigma) / x;
    }

    @Override
    public double cumulative(double x) {
        return x > 0 ? NormalFunctions.cumulative((Math.log(x) - mu) / sigma) : 0;
    }

    @Override
    public double survival(double x) {
        return x > 0 ? NormalFunctions.cumulative((mu - Math.log(x)) / sigma) : 1;
    }

    @Override
    public double sample(RandomGenerator rng) {
        return Math.exp(mu + sigma * rng.nextGaussian());
    }

    @Override
    public List<Feature> features() {
        double width = Math.min(sigma, 1);
        double center = Math.max(-600, Math.min(600, mu));
        double mode = Math.max(-600, Math.min(600, mu - sigma * sigma));
        return List.of(Feature.clamped(Math.exp(center), width * Math.exp(center)), Feature.clamped(Math.exp(mode), width * Math.exp(mode)));
    }

    @Override
    public Tail lowerTail() {
        return Tail.of(mu / sigma / sigma, Tail.Term.logPower(2, 0.5, sigma));
    }

    @Override
    public Tail upperTail() {
        return Tail.of(-mu / sigma / sigma, Tail.Term.logPower(2, 0.5, sigma));
    }

    /** The rounding of log x, in units of sigma. */
    @Override
    public double condition() {
        return 2 * (1 + Math.abs(mu) / sigma);
    }

    @Override
    public String toString() {
        return "LogNormal(mu=" + mu + ", sigma=" + sigma + ")";
    }
}
