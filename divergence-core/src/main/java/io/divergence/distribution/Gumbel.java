package io.divergence.distribution;

import io.divergence.math.Checks;
import io.divergence.target.Feature;
import io.divergence.target.Tail;
import java.util.List;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/**
 * The Gumbel distribution of maxima: p(x) = e^(-e - e^-e)/scale, e = (x - location)/scale. Immutable.
 */
public final class Gumbel implements UnivariateDistribution {
    /** The Euler-Mascheroni constant. */
    static final double EULER = 0.577215664901532860606512090082;

    private final Values own;

    private Gumbel(Values own) {
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

    /** Returns the distribution of a location (its mode) and a scale. */
    public static Gumbel of(double location, double scale) {
        return new Gumbel(new Values().set(location, scale));
    }

    /**
     * Returns the distribution of a location and a scale as one object of one caller: each array of them that the function is given moves it in place,
     * so that a loop makes no objects.
     */
    public static Function<double[], UnivariateDistribution> inPlace() {
        Values own = new Values();
        Gumbel moved = new Gumbel(own);
        return p -> {
            own.set(p[0], p[1]);
            return moved;
        };
    }

    /** {@return the location, which is the mode} */
    public double location() {
        return own.location;
    }

    /** {@return the scale} */
    public double scale() {
        return own.scale;
    }

    @Override
    public double mean() {
        return own.location + EULER * own.scale;
    }

    @Override
    public double variance() {
        return Math.PI * Math.PI / 6 * own.scale * own.scale;
    }

    @Override
    public double logDensity(double x) {
        double e = (x - own.location) / own.scale;
        // e^-e overflows to infinity where the density is zero to every digit, also at e = -infinity.
        return e == Double.NEGATIVE_INFINITY ? e : -e - Math.exp(-e) - Math.log(own.scale);
    }

    @Override
    public double logDensityDerivative(double x) {
        return Math.expm1(-(x - own.location) / own.scale) / own.scale;
    }

    @Override
    public double cumulative(double x) {
        return Math.exp(-Math.exp(-(x - own.location) / own.scale));
    }

    @Override
    public double survival(double x) {
        return -Math.expm1(-Math.exp(-(x - own.location) / own.scale));
    }

    @Override
    public double sample(RandomGenerator rng) {
        return quantile(Math.max(rng.nextDouble(), Double.MIN_NORMAL));
    }

    @Override
    public List<Feature> features() {
        return List.of(new Feature(own.location, own.scale));
    }

    @Override
    public Tail lowerTail() {
        return Tail.of(-1, Tail.Term.exponential(1, own.scale, own.location), Tail.Term.power(1, -1, own.scale));
    }

    @Override
    public Tail upperTail() {
        return Tail.of(-1, Tail.Term.power(1, 1, own.scale));
    }

    @Override
    public double quantile(double p) {
        Checks.inRange("p", p, 0, 1);
        return own.location - own.scale * Math.log(-Math.log(p));
    }

    @Override
    public String toString() {
        return "Gumbel(location=" + own.location + ", scale=" + own.scale + ")";
    }
}
