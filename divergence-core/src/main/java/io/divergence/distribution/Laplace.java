package io.divergence.distribution;

import io.divergence.math.Checks;
import io.divergence.target.Feature;
import io.divergence.target.Tail;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * The Laplace distribution: p(x) = e^(-|x - location|/scale)/(2 scale). It has a corner at its location. Immutable.
 */
public final class Laplace implements UnivariateDistribution {
    private final double location;
    private final double scale;

    private Laplace(double location, double scale) {
        this.location = location;
        this.scale = scale;
    }

    /** Returns the distribution of a location and a scale. */
    public static Laplace of(double location, double scale) {
        return new Laplace(Checks.finite("location", location), Checks.positive("scale", scale));
    }

    /** {@return the location, which is the mean and the median} */
    public double location() {
        return location;
    }

    /** {@return the scale, the mean distance from the location} */
    public double scale() {
        return scale;
    }

    @Override
    public double mean() {
        return location;
    }

    @Override
    public double variance() {
        return 2 * scale * scale;
    }

    @Override
    public double logDensity(double x) {
        return -Math.abs(x - location) / scale - Math.log(2 * scale);
    }

    @Override
    public double logDensityDerivative(double x) {
        return x == location ? 0 : Math.copySign(1 / scale, location - x);
    }

    @Override
    public double cumulative(double x) {
        double e = (x - location) / scale;
        return e < 0 ? 0.5 * Math.exp(e) : 1 - 0.5 * Math.exp(-e);
    }

    @Override
    public double survival(double x) {
        double e = (x - location) / scale;
        return e > 0 ? 0.5 * Math.exp(-e) : 1 - 0.5 * Math.exp(e);
    }

    @Override
    public double sample(RandomGenerator rng) {
        double u = rng.nextDouble();
        double size = -Math.log1p(-rng.nextDouble());
        return u < 0.5 ? location - scale * size : location + scale * size;
    }

    @Override
    public List<Feature> features() {
        return List.of(new Feature(location, scale));
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
    public double[] breakPoints() {
        return new double[] {location};
    }

    @Override
    public double quantile(double p) {
        Checks.inRange("p", p, 0, 1);
        return p < 0.5 ? location + scale * Math.log(2 * p) : location - scale * Math.log(2 * (1 - p));
    }

    @Override
    public String toString() {
        return "Laplace(location=" + location + ", scale=" + scale + ")";
    }
}
