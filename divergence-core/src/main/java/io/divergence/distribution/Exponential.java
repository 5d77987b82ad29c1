package io.divergence.distribution;

import io.divergence.math.Checks;
import io.divergence.target.Feature;
import io.divergence.target.Tail;
import java.util.List;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/**
 * The exponential distribution: p(x) = rate e^(-rate x), x >= 0. Immutable.
 */
public final class Exponential extends PositiveDistribution {
    private final Values own;

    private Exponential(Values own) {
        this.own = own;
    }

    /** The parameters: of a distribution that one worker moves they change, else never. */
    private static final class Values {
        private double rate;

        private Values set(double rate) {
            this.rate = Checks.positive("rate", rate);
            return this;
        }
    }

    /** Returns the distribution of a rate, the inverse of the mean. */
    public static Exponential ofRate(double rate) {
        return new Exponential(new Values().set(rate));
    }

    /**
     * Returns the distribution of a rate as one object of one caller: each array of them that the function is given moves it in place,
     * so that a loop makes no objects.
     */
    public static Function<double[], UnivariateDistribution> inPlace() {
        Values own = new Values();
        Exponential moved = new Exponential(own);
        return p -> {
            own.set(p[0]);
            return moved;
        };
    }

    /** {@return the rate} */
    public double rate() {
        return own.rate;
    }

    @Override
    public double mean() {
        return 1 / own.rate;
    }

    @Override
    public double variance() {
        return 1 / own.rate / own.rate;
    }

    @Override
    double at(double logX, double x) {
        return Math.log(own.rate) - own.rate * x;
    }

    @Override
    public double logDensityDerivative(double x) {
        if (!(x > 0)) {
            return 0;
        }
        return -own.rate;
    }

    @Override
    public double cumulative(double x) {
        return x > 0 ? -Math.expm1(-own.rate * x) : 0;
    }

    @Override
    public double survival(double x) {
        return x > 0 ? Math.exp(-own.rate * x) : 1;
    }

    @Override
    public double sample(RandomGenerator rng) {
        return -Math.log1p(-rng.nextDouble()) / own.rate;
    }

    @Override
    public List<Feature> features() {
        return List.of(Feature.clamped(0, 1 / own.rate));
    }

    @Override
    public Tail lowerTail() {
        return Tail.constant();
    }

    @Override
    public Tail upperTail() {
        return Tail.of(-1, Tail.Term.power(1, own.rate, 1));
    }

    @Override
    public double quantile(double p) {
        return -Math.log1p(-Checks.inRange("p", p, 0, 1)) / own.rate;
    }

    @Override
    public String toString() {
        return "Exponential(rate=" + own.rate + ")";
    }
}
