package io.divergence.distribution;

import io.divergence.math.Checks;
import io.divergence.target.Feature;
import io.divergence.target.Tail;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * The Gumbel distribution of maxima: p(x) = e^(-e - e^-e)/scale, e = (x - location)/scale. Immutable.
 */
public final class Gumbel implements UnivariateDistribution {
    /** The Euler-Mascheroni constant. */
    static final double EULER = 0.577215664901532860606512090082;

    private final double location;
    private final double scale;

    private Gumbel(double location, double scale) {
        this.location = location;
        this.scale = scale;
    }

    /** Returns the distribution of a location (its mode) and a scale. */
    public static Gumbel of(double location, double scale) {
        return new Gumbel(Checks.finite("location", location), Checks.positive("scale", scale));
    }

    /** {@return the location, which is the mode} */
    public double location() {
        return location;
    }

    /** {@return the scale} */
    public double scale() {
        return scale;
    }

    @Override
    public double mean() {
        return location + EULER * scale;
    }

    @Override
    public double variance() {
        return Math.PI * Math.PI / 6 * scale * scale;
    }

    @Override
    public double logDensity(double x) {
        double e = (x - location) / scale;
        // e^-e overflows to infinity where the density is zero to every digit, also at e = -infinity.
        return e == Double.NEGATIVE_INFINITY ? e : -e - Math.exp(-e) - Math.log(scale);
    }

    @Override
    public double logDensityDerivative(double x) {
        return Math.expm1(-(x - location) / scale) / scale;
    }

    @Override
    public double cumulative(double x) {
        return Math.exp(-Math.exp(-(x - location) / scale));
    }

    @Override
    public double survival(double x) {
        return -Math.expm1(-Math.exp(-(x - location) / scale));
    }

    @Override
    public double sample(RandomGenerator rng) {
        return quantile(Math.max(rng.nextDouble(), Double.MIN_NORMAL));
    }

    @Override
    public List<Feature> features() {
        return List.of(new Feature(location, scale));
    }

    @Override
    public Tail lowerTail() {
        return Tail.of(-1, Tail.Term.exponential(1, scale, location), Tail.Term.power(1, -1, scale));
    }

    @Override
    public Tail upperTail() {
        return Tail.of(-1, Tail.Term.power(1, 1, scale));
    }

    @Override
    public double quantile(double p) {
        Checks.inRange("p", p, 0, 1);
        return location - scale * Math.log(-Math.log(p));
    }

    @Override
    public String toString() {
        return "Gumbel(location=" + location + ", scale=" + scale + ")";
    }
}
