package io.divergence.distribution;

import io.divergence.math.Checks;
import io.divergence.math.NormalFunctions;
import io.divergence.target.Feature;
import io.divergence.target.Tail;
import java.util.List;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/**
 * The log-normal distribution: log x is normal with mean mu and standard deviation sigma. Immutable.
 */
public final class LogNormal extends PositiveDistribution {
    private final Values own;

    private LogNormal(Values own) {
        this.own = own;
    }

    /** The parameters: of a distribution that one worker moves they change, else never. */
    private static final class Values {
        private double mu;
        private double sigma;

        private Values set(double mu, double sigma) {
            this.mu = Checks.finite("mu", mu);
            this.sigma = Checks.positive("sigma", sigma);
            return this;
        }
    }

    /** Returns the distribution of the mean and the standard deviation of log x. */
    public static LogNormal of(double mu, double sigma) {
        return new LogNormal(new Values().set(mu, sigma));
    }

    /**
     * Returns the distribution of the mean and the standard deviation of log x as one object of one caller: each array of them that the function is given moves it in place,
     * so that a loop makes no objects.
     */
    public static Function<double[], UnivariateDistribution> inPlace() {
        Values own = new Values();
        LogNormal moved = new LogNormal(own);
        return p -> {
            own.set(p[0], p[1]);
            return moved;
        };
    }

    /** {@return the mean of log x} */
    public double mu() {
        return own.mu;
    }

    /** {@return the standard deviation of log x} */
    public double sigma() {
        return own.sigma;
    }

    @Override
    public double mean() {
        return Math.exp(own.mu + 0.5 * own.sigma * own.sigma);
    }

    @Override
    public double variance() {
        return Math.expm1(own.sigma * own.sigma) * Math.exp(2 * own.mu + own.sigma * own.sigma);
    }

    @Override
    double at(double logX, double x) {
        double e = (logX - own.mu) / own.sigma;
        return -0.5 * e * e - logX - Math.log(own.sigma) - Normal.HALF_LOG_TWO_PI;
    }

    @Override
    public double logDensityDerivative(double x) {
        if (!(x > 0)) {
            return 0;
        }
        return -(1 + (Math.log(x) - own.mu) / own.sigma / own.sigma) / x;
    }

    @Override
    public double cumulative(double x) {
        return x > 0 ? NormalFunctions.cumulative((Math.log(x) - own.mu) / own.sigma) : 0;
    }

    @Override
    public double survival(double x) {
        return x > 0 ? NormalFunctions.cumulative((own.mu - Math.log(x)) / own.sigma) : 1;
    }

    @Override
    public double sample(RandomGenerator rng) {
        return Math.exp(own.mu + own.sigma * rng.nextGaussian());
    }

    @Override
    public List<Feature> features() {
        double width = Math.min(own.sigma, 1);
        double center = Math.max(-600, Math.min(600, own.mu));
        double mode = Math.max(-600, Math.min(600, own.mu - own.sigma * own.sigma));
        return List.of(Feature.clamped(Math.exp(center), width * Math.exp(center)), Feature.clamped(Math.exp(mode), width * Math.exp(mode)));
    }

    @Override
    public Tail lowerTail() {
        return Tail.of(own.mu / own.sigma / own.sigma, Tail.Term.logPower(2, 0.5, own.sigma));
    }

    @Override
    public Tail upperTail() {
        return Tail.of(-own.mu / own.sigma / own.sigma, Tail.Term.logPower(2, 0.5, own.sigma));
    }

    /** The rounding of log x, in units of sigma. */
    @Override
    public double condition() {
        return 2 * (1 + Math.abs(own.mu) / own.sigma);
    }

    @Override
    public String toString() {
        return "LogNormal(mu=" + own.mu + ", sigma=" + own.sigma + ")";
    }
}
