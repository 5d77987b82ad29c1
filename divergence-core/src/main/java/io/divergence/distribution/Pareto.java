package io.divergence.distribution;

import io.divergence.math.Checks;
import io.divergence.target.Feature;
import io.divergence.target.Support;
import io.divergence.target.Tail;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * The Pareto distribution: p(x) = shape minimum^shape/x^(shape + 1), x >= minimum. Immutable.
 */
public final class Pareto implements UnivariateDistribution {
    private final double minimum;
    private final double shape;

    private Pareto(double minimum, double shape) {
        this.minimum = minimum;
        this.shape = shape;
    }

    /** Returns the distribution of a minimum and a shape, the exponent by which the mass falls. */
    public static Pareto of(double minimum, double shape) {
        return new Pareto(Checks.positive("minimum", minimum), Checks.positive("shape", shape));
    }

    /** {@return the smallest value} */
    public double minimum() {
        return minimum;
    }

    /** {@return the exponent by which the mass falls} */
    public double shape() {
        return shape;
    }

    @Override
    public Support support() {
        return Support.interval(minimum, Double.POSITIVE_INFINITY);
    }

    @Override
    public double mean() {
        return shape > 1 ? minimum * (shape / (shape - 1)) : Double.POSITIVE_INFINITY;
    }

    @Override
    public double variance() {
        if (shape > 2) {
            return minimum * minimum * shape / ((shape - 1) * (shape - 1) * (shape - 2));
        }
        return shape > 1 ? Double.POSITIVE_INFINITY : Double.NaN;
    }

    @Override
    public double logDensity(double x) {
        if (!(x >= minimum)) {
            return Double.isNaN(x) ? x : Double.NEGATIVE_INFINITY;
        }
        return Math.log(shape) - shape * Math.log(x / minimum) - Math.log(x);
    }

    @Override
    public double logDensityDerivative(double x) {
        return x >= minimum ? -(shape + 1) / x : 0;
    }

    @Override
    public double cumulative(double x) {
        return x > minimum ? -Math.expm1(-shape * Math.log(x / minimum)) : 0;
    }

    @Override
    public double survival(double x) {
        return x > minimum ? Math.pow(minimum / x, shape) : 1;
    }

    @Override
    public double sample(RandomGenerator rng) {
        return quantile(rng.nextDouble());
    }

    @Override
    public List<Feature> features() {
        return List.of(Feature.clamped(minimum, minimum / Math.max(shape, 1)));
    }

    @Override
    public Tail lowerTail() {
        return Tail.constant();
    }

    @Override
    public Tail upperTail() {
        return Tail.power(shape);
    }

    @Override
    public double quantile(double p) {
        return minimum * Math.exp(-Math.log1p(-Checks.inRange("p", p, 0, 1)) / shape);
    }

    @Override
    public double condition() {
        return shape;
    }

    @Override
    public String toString() {
        return "Pareto(minimum=" + minimum + ", shape=" + shape + ")";
    }
}
