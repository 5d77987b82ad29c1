package io.divergence.distribution;

import io.divergence.math.Checks;
import io.divergence.target.Feature;
import io.divergence.target.Tail;
import java.util.List;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/**
 * The Laplace distribution: p(x) = e^(-|x - location|/scale)/(2 scale). It has a corner at its location. Immutable.
 */
public final class Laplace implements UnivariateDistribution {
    private final Values own;

    private Laplace(Values own) {
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
    public static Laplace of(double location, double scale) {
        return new Laplace(new Values().set(location, scale));
    }

    /**
     * Returns the distribution of a location and a scale as one object of one caller: each array of them that the function is given moves it in place,
     * so that a loop makes no objects.
     */
    public static Function<double[], UnivariateDistribution> inPlace() {
        Values own = new Values();
        Laplace moved = new Laplace(own);
        return p -> {
            own.set(p[0], p[1]);
            return moved;
        };
    }

    /** {@return the location, which is the mean and the median} */
    public double location() {
        return own.location;
    }

    /** {@return the scale, the mean distance from the location} */
    public double scale() {
        return own.scale;
    }

    @Override
    public double mean() {
        return own.location;
    }

    @Override
    public double variance() {
        return 2 * own.scale * own.scale;
    }

    @Override
    public double logDensity(double x) {
        return -Math.abs(x - own.location) / own.scale - Math.log(2 * own.scale);
    }

    @Override
    public double logDensityDerivative(double x) {
        return x == own.location ? 0 : Math.copySign(1 / own.scale, own.location - x);
    }

    @Override
    public double cumulative(double x) {
        double e = (x - own.location) / own.scale;
        return e < 0 ? 0.5 * Math.exp(e) : 1 - 0.5 * Math.exp(-e);
    }

    @Override
    public double survival(double x) {
        double e = (x - own.location) / own.scale;
        return e > 0 ? 0.5 * Math.exp(-e) : 1 - 0.5 * Math.exp(e);
    }

    @Override
    public double sample(RandomGenerator rng) {
        double u = rng.nextDouble();
        double size = -Math.log1p(-rng.nextDouble());
        return u < 0.5 ? own.location - own.scale * size : own.location + own.scale * size;
    }

    @Override
    public List<Feature> features() {
        return List.of(new Feature(own.location, own.scale));
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
    public double[] breakPoints() {
        return new double[] {own.location};
    }

    @Override
    public double quantile(double p) {
        Checks.inRange("p", p, 0, 1);
        return p < 0.5 ? own.location + own.scale * Math.log(2 * p) : own.location - own.scale * Math.log(2 * (1 - p));
    }

    @Override
    public String toString() {
        return "Laplace(location=" + own.location + ", scale=" + own.scale + ")";
    }
}
