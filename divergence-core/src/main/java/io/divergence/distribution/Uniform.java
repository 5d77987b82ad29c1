package io.divergence.distribution;

import io.divergence.math.Checks;
import io.divergence.target.Feature;
import io.divergence.target.Support;
import io.divergence.target.Tail;
import java.util.List;
import java.util.random.RandomGenerator;

/** The uniform distribution on [low, high]: p(x) = 1/(high - low). Immutable. */
public final class Uniform implements UnivariateDistribution {
    private final double low;
    private final double high;
    private final double logDensity;

    private Uniform(double low, double high) {
        this.low = low;
        this.high = high;
        logDensity = -Math.log(high - low);
    }

    /**
     * Returns the uniform distribution on [low, high].
     *
     * @throws IllegalArgumentException unless low &lt; high, both finite, with a finite difference
     */
    public static Uniform of(double low, double high) {
        Checks.finite("low", low);
        Checks.finite("high", high);
        if (!(low < high)) {
            throw Checks.illegal("high", high, "must be above low = " + low);
        }
        Checks.finite("high - low", high - low);
        return new Uniform(low, high);
    }

    /** {@return the lower edge} */
    public double low() {
        return low;
    }

    /** {@return the upper edge} */
    public double high() {
        return high;
    }

    @Override
    public Support support() {
        return Support.interval(low, high);
    }

    @Override
    public double mean() {
        return low + (high - low) / 2;
    }

    @Override
    public double variance() {
        return (high - low) * (high - low) / 12;
    }

    @Override
    public double logDensity(double x) {
        return x >= low && x <= high ? logDensity : Double.isNaN(x) ? Double.NaN : Double.NEGATIVE_INFINITY;
    }

    @Override
    public double logDensityDerivative(double x) {
        return 0;
    }

    @Override
    public double cumulative(double x) {
        return Math.min(1, Math.max(0, (x - low) / (high - low)));
    }

    @Override
    public double survival(double x) {
        return Math.min(1, Math.max(0, (high - x) / (high - low)));
    }

    @Override
    public double sample(RandomGenerator rng) {
        return low + (high - low) * rng.nextDouble();
    }

    @Override
    public List<Feature> features() {
        return List.of(new Feature(mean(), (high - low) / 2));
    }

    @Override
    public Tail lowerTail() {
        return Tail.constant();
    }

    @Override
    public Tail upperTail() {
        return Tail.constant();
    }

    @Override
    public String toString() {
        return "Uniform(low=" + low + ", high=" + high + ")";
    }
}
