package io.divergence.distribution;

import io.divergence.math.Checks;
import io.divergence.target.Feature;
import io.divergence.target.Tail;
import java.util.List;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/**
 * The logistic distribution: p(x) = e^-e/(scale (1 + e^-e)^2), e = (x - location)/scale. Immutable.
 */
public final class Logistic implements UnivariateDistribution {
    private final Values own;

    private Logistic(Values own) {
        this.own = own;
    }

    /** The parameters: of a distribution that one worker moves they change, else never. */
    private static final class Values {
        private double location;
        private double scale;

        private Values set(double location, double scale) {
            this.location = Checks.finite("location", location);
            this.scale = Checks.positive("scale", scale);
            return this;
        }
    }

    /** Returns the distribution of a location and a scale. */
    public static Logistic of(double location, double scale) {
        return new Logistic(new Values().set(location, scale));
    }

    /**
     * Returns the distribution of a location and a scale as one object of one caller: each array of them that the function is given moves it in place,
     * so that a loop makes no objects.
     */
    public static Function<double[], UnivariateDistribution> inPlace() {
        Values own = new Values();
        Logistic moved = new Logistic(own);
        return p -> {
            own.set(p[0], p[1]);
            return moved;
        };
    }

    /** {@return the location, which is the mean and the median} */
    public double location() {
        return own.location;
    }

    /** {@return the scale} */
    public double scale() {
        return own.scale;
    }

    @Override
    public double mean() {
        return own.location;
    }

    @Override
    public double variance() {
        return Math.PI * Math.PI / 3 * own.scale * own.scale;
    }

    @Override
    public double logDensity(double x) {
        double e = Math.abs(x - own.location) / own.scale;
        return -e - 2 * Math.log1p(Math.exp(-e)) - Math.log(own.scale);
    }

    @Override
    public double logDensityDerivative(double x) {
        return -Math.tanh(0.5 * (x - own.location) / own.scale) / own.scale;
    }

    @Override
    public double cumulative(double x) {
        return 1 / (1 + Math.exp(-(x - own.location) / own.scale));
    }

    @Override
    public double survival(double x) {
        return 1 / (1 + Math.exp((x - own.location) / own.scale));
    }

    @Override
    public double sample(RandomGenerator rng) {
        return quantile(Math.max(rng.nextDouble(), Double.MIN_NORMAL));
    }

    @Override
    public List<Feature> features() {
        return List.of(new Feature(own.location, 1.5 * own.scale));
    }

    @Override
    public Tail lowerTail() {
        return Tail.of(-1, Tail.Term.power(1, 1, own.scale));
    }

    @Override
    public Tail upperTail() {
        return Tail.of(-1, Tail.Term.power(1, 1, own.scale));
    }

    @Override
    public double quantile(double p) {
        Checks.inRange("p", p, 0, 1);
        return own.location + own.scale * (Math.log(p) - Math.log1p(-p));
    }

    @Override
    public String toString() {
        return "Logistic(location=" + own.location + ", scale=" + own.scale + ")";
    }
}
