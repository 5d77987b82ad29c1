package io.divergence.distribution;

import io.divergence.math.Checks;
import io.divergence.math.NormalFunctions;
import io.divergence.target.Feature;
import io.divergence.target.Tail;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * The logit-normal distribution: log(x/(1 - x)) is normal with mean mu and standard deviation sigma. Immutable.
 */
public final class LogitNormal extends UnitDistribution {
    private final double mu;
    private final double sigma;

    private LogitNormal(double mu, double sigma) {
        this.mu = mu;
        this.sigma = sigma;
    }

    /** Returns the distribution of the mean and the standard deviation of log(x/(1 - x)). */
    public static LogitNormal of(double mu, double sigma) {
        return new LogitNormal(Checks.finite("mu", mu), Checks.positive("sigma", sigma));
    }

    /** {@return the mean of the log odds} */
    public double mu() {
        return mu;
    }

    /** {@return the standard deviation of the log odds} */
    public double sigma() {
        return sigma;
    }

    @Override
    public double mean() {
        return moment(1, 0);
    }

    @Override
    public double variance() {
        double mean = mean();
        return moment(2, mean);
    }

    @Override
    double at(double logX, double logRest) {
        double e = (logX - logRest - mu) / sigma;
        if (Double.isInfinite(e)) {
            return Double.NEGATIVE_INFINITY;
        }
        return -0.5 * e * e - Math.log(sigma) - Normal.HALF_LOG_TWO_PI - logX - logRest;
    }

    @Override
    public double logDensityDerivative(double x) {
        if (!(x > 0 && x < 1)) {
            return 0;
        }
        double e = (Math.log(x) - Math.log1p(-x) - mu) / sigma;
        return (2 * x - 1 - e / sigma) / x / (1 - x);
    }

    @Override
    public double cumulative(double x) {
        if (!(x > 0)) {
            return 0;
        }
        return x < 1 ? NormalFunctions.cumulative((Math.log(x) - Math.log1p(-x) - mu) / sigma) : 1;
    }

    @Override
    public double survival(double x) {
        if (!(x > 0)) {
            return 1;
        }
        return x < 1 ? NormalFunctions.cumulative((mu - Math.log(x) + Math.log1p(-x)) / sigma) : 0;
    }

    @Override
    public double sample(RandomGenerator rng) {
        return 1 / (1 + Math.exp(-mu - sigma * rng.nextGaussian()));
    }

    @Override
    public List<Feature> features() {
        double center = Math.max(-680, Math.min(30, mu));
        double odds = Math.exp(center);
        double x = odds / (1 + odds);
        return List.of(Feature.clamped(x, Math.max(1e-306, Math.min(sigma, 1) * x / (1 + odds))));
    }

    @Override
    public Tail lowerTail() {
        return Tail.of(mu / sigma / sigma, Tail.Term.logPower(2, 0.5, sigma));
    }

    @Override
    public Tail upperTail() {
        return Tail.of(-mu / sigma / sigma, Tail.Term.logPower(2, 0.5, sigma));
    }

    /** E (x - center)^power by the trapezoid over the normal, whose error falls exponentially with the number of nodes. */
    private double moment(int power, double center) {
        double sum = 0;
        double step = 1.0 / 64;
        for (int i = -640; i <= 640; i++) {
            double e = i * step;
            double x = 1 / (1 + Math.exp(-mu - sigma * e));
            sum += Math.pow(x - center, power) * Math.exp(-0.5 * e * e);
        }
        return sum * step / Math.sqrt(2 * Math.PI);
    }

    /** The rounding of the logit, in units of sigma. */
    @Override
    public double condition() {
        return 4 * (1 + (1 + Math.abs(mu)) / sigma);
    }

    @Override
    public String toString() {
        return "LogitNormal(mu=" + mu + ", sigma=" + sigma + ")";
    }
}
