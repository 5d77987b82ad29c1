package io.divergence.distribution;

import io.divergence.math.Checks;
import io.divergence.target.Feature;
import io.divergence.target.Tail;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * The Cauchy distribution: p(x) = 1/(pi scale (1 + e^2)), e = (x - location)/scale. It has no mean. Immutable.
 */
public final class Cauchy implements UnivariateDistribution {
    private final double location;
    private final double scale;

    private Cauchy(double location, double scale) {
        this.location = location;
        this.scale = scale;
    }

    /** Returns the distribution of a location and a scale (the half width at half maximum). */
    public static Cauchy of(double location, double scale) {
        return new Cauchy(Checks.finite("location", location), Checks.positive("scale", scale));
    }

    /** {@return the location, which is the median} */
    public double location() {
        return location;
    }

    /** {@return the scale} */
    public double scale() {
        return scale;
    }

    @Override
    public double mean() {
        return Double.NaN;
    }

    @Override
    public double variance() {
        return Double.NaN;
    }

    @Override
    public double logDensity(double x) {
        double e = Math.abs((x - location) / scale);
        double log = e > 1e8 ? 2 * Math.log(e) : Math.log1p(e * e);
        return -Math.log(Math.PI * scale) - log;
    }

    @Override
    public double logDensityDerivative(double x) {
        double e = (x - location) / scale;
        return Math.abs(e) > 1e150 ? -2 / e / scale : -2 * e / (1 + e * e) / scale;
    }

    @Override
    public double cumulative(double x) {
        double e = (x - location) / scale;
        return e > 1 ? 1 - survival(x) : Math.atan2(1, -e) / Math.PI;
    }

    @Override
    public double survival(double x) {
        return Math.atan2(1, (x - location) / scale) / Math.PI;
    }

    @Override
    public double sample(RandomGenerator rng) {
        return quantile(rng.nextDouble());
    }

    @Override
    public List<Feature> features() {
        return List.of(new Feature(location, scale));
    }

    @Override
    public Tail lowerTail() {
        return Tail.power(1);
    }

    @Override
    public Tail upperTail() {
        return Tail.power(1);
    }

    @Override
    public double quantile(double p) {
        Checks.inRange("p", p, 0, 1);
        // The cotangent keeps its digits in the lower tail, and in the upper by symmetry.
        return p < 0.5 ? location - scale / Math.tan(Math.PI * p) : location + scale / Math.tan(Math.PI * (1 - p));
    }

    @Override
    public String toString() {
        return "Cauchy(location=" + location + ", scale=" + scale + ")";
    }
}
