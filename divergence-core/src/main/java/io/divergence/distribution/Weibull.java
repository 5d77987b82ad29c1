package io.divergence.distribution;

import io.divergence.math.Checks;
import io.divergence.math.GammaFunctions;
import io.divergence.target.Feature;
import io.divergence.target.Tail;
import java.util.List;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/**
 * The Weibull distribution: p(x) = shape/scale (x/scale)^(shape - 1) e^-(x/scale)^shape, x > 0. Immutable.
 */
public final class Weibull extends PositiveDistribution {
    private final Values own;

    private Weibull(Values own) {
        this.own = own;
    }

    /** The parameters: of a distribution that one worker moves they change, else never. */
    private static final class Values {
        private double shape;
        private double scale;

        private Values set(double shape, double scale) {
            this.shape = Checks.positive("shape", shape);
            this.scale = Checks.positive("scale", scale);
            return this;
        }
    }

    /** Returns the distribution of a shape and a scale. */
    public static Weibull ofShapeScale(double shape, double scale) {
        return new Weibull(new Values().set(shape, scale));
    }

    /**
     * Returns the distribution of a shape and a scale as one object of one caller: each array of them that the function is given moves it in place,
     * so that a loop makes no objects.
     */
    public static Function<double[], UnivariateDistribution> inPlace() {
        Values own = new Values();
        Weibull moved = new Weibull(own);
        return p -> {
            own.set(p[0], p[1]);
            return moved;
        };
    }

    /** {@return the shape} */
    public double shape() {
        return own.shape;
    }

    /** {@return the scale} */
    public double scale() {
        return own.scale;
    }

    @Override
    public double mean() {
        return own.scale * Math.exp(GammaFunctions.logGamma(1 + 1 / own.shape));
    }

    @Override
    public double variance() {
        double first = Math.exp(GammaFunctions.logGamma(1 + 1 / own.shape));
        return own.scale * own.scale * Math.max(0, Math.exp(GammaFunctions.logGamma(1 + 2 / own.shape)) - first * first);
    }

    @Override
    double at(double logX, double x) {
        double log = logX - Math.log(own.scale);
        return Math.log(own.shape) + own.shape * log - Math.exp(own.shape * log) - logX;
    }

    @Override
    public double logDensityDerivative(double x) {
        if (!(x > 0)) {
            return 0;
        }
        return (own.shape - 1 - own.shape * Math.pow(x / own.scale, own.shape)) / x;
    }

    @Override
    public double cumulative(double x) {
        return x > 0 ? -Math.expm1(-Math.pow(x / own.scale, own.shape)) : 0;
    }

    @Override
    public double survival(double x) {
        return x > 0 ? Math.exp(-Math.pow(x / own.scale, own.shape)) : 1;
    }

    @Override
    public double sample(RandomGenerator rng) {
        return quantile(rng.nextDouble());
    }

    @Override
    public List<Feature> features() {
        return own.shape > 1 ? List.of(Feature.clamped(own.scale, own.scale / own.shape)) : List.of(Feature.clamped(0, own.scale), Feature.clamped(0, mean()));
    }

    @Override
    public Tail lowerTail() {
        return Tail.power(own.shape);
    }

    @Override
    public Tail upperTail() {
        return Tail.of(-own.shape, Tail.Term.power(own.shape, 1, own.scale));
    }

    @Override
    public double quantile(double p) {
        return own.scale * Math.pow(-Math.log1p(-Checks.inRange("p", p, 0, 1)), 1 / own.shape);
    }

    @Override
    public double condition() {
        return 4 * own.shape;
    }

    @Override
    public String toString() {
        return "Weibull(shape=" + own.shape + ", scale=" + own.scale + ")";
    }
}
