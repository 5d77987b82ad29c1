package io.divergence.distribution;

import io.divergence.math.Checks;
import io.divergence.target.Feature;
import io.divergence.target.Tail;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * The exponential distribution: p(x) = rate e^(-rate x), x >= 0. Immutable.
 */
public final class Exponential extends PositiveDistribution {
    private final double rate;

    private Exponential(double rate) {
        this.rate = rate;
    }

    /** Returns the distribution of a rate, the inverse of the mean. */
    public static Exponential ofRate(double rate) {
        return new Exponential(Checks.positive("rate", rate));
    }

    /** {@return the rate} */
    public double rate() {
        return rate;
    }

    @Override
    public double mean() {
        return 1 / rate;
    }

    @Override
    public double variance() {
        return 1 / rate / rate;
    }

    @Override
    double at(double logX, double x) {
        return Math.log(rate) - rate * x;
    }

    @Override
    public double logDensityDerivative(double x) {
        if (!(x > 0)) {
            return 0;
        }
        return -rate;
    }

    @Override
    public double cumulative(double x) {
        return x > 0 ? -Math.expm1(-rate * x) : 0;
    }

    @Override
    public double survival(double x) {
        return x > 0 ? Math.exp(-rate * x) : 1;
    }

    @Override
    public double sample(RandomGenerator rng) {
        return -Math.log1p(-rng.nextDouble()) / rate;
    }

    @Override
    public List<Feature> features() {
        return List.of(Feature.clamped(0, 1 / rate));
    }

    @Override
    public Tail lowerTail() {
        return Tail.constant();
    }

    @Override
    public Tail upperTail() {
        return Tail.of(-1, Tail.Term.power(1, rate, 1));
    }

    @Override
    public double quantile(double p) {
        return -Math.log1p(-Checks.inRange("p", p, 0, 1)) / rate;
    }

    @Override
    public String toString() {
        return "Exponential(rate=" + rate + ")";
    }
}
