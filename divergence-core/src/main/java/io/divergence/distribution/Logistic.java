package io.divergence.distribution;

import io.divergence.math.Checks;
import io.divergence.target.Feature;
import io.divergence.target.Tail;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * The logistic distribution: p(x) = e^-e/(scale (1 + e^-e)^2), e = (x - location)/scale. Immutable.
 */
public final class Logistic implements UnivariateDistribution {
    private final double location;
    private final double scale;

    private Logistic(double location, double scale) {
        this.location = location;
        this.scale = scale;
    }

    /** Returns the distribution of a location and a scale. */
    public static Logistic of(double location, double scale) {
        return new Logistic(Checks.finite("location", location), Checks.positive("scale", scale));
    }

    /** {@return the location, which is the mean and the median} */
    public double location() {
        return location;
    }

    /** {@return the scale} */
    public double scale() {
        return scale;
    }

    @Override
    public double mean() {
        return location;
    }

    @Override
    public double variance() {
        return Math.PI * Math.PI / 3 * scale * scale;
    }

    @Override
    public double logDensity(double x) {
        double e = Math.abs(x - location) / scale;
        return -e - 2 * Math.log1p(Math.exp(-e)) - Math.log(scale);
    }

    @Override
    public double logDensityDerivative(double x) {
        return -Math.tanh(0.5 * (x - location) / scale) / scale;
    }

    @Override
    public double cumulative(double x) {
        return 1 / (1 + Math.exp(-(x - location) / scale));
    }

    @Override
    public double survival(double x) {
        return 1 / (1 + Math.exp((x - location) / scale));
    }

    @Override
    public double sample(RandomGenerator rng) {
        return quantile(Math.max(rng.nextDouble(), Double.MIN_NORMAL));
    }

    @Override
    public List<Feature> features() {
        return List.of(new Feature(location, 1.5 * scale));
    }

    @Override
    public Tail lowerTail() {
        return Tail.of(-1, Tail.Term.power(1, 1, scale));
    }

    @Override
    public Tail upperTail() {
        return Tail.of(-1, Tail.Term.power(1, 1, scale));
    }

    @Override
    public double quantile(double p) {
        Checks.inRange("p", p, 0, 1);
        return location + scale * (Math.log(p) - Math.log1p(-p));
    }

    @Override
    public String toString() {
        return "Logistic(location=" + location + ", scale=" + scale + ")";
    }
}
