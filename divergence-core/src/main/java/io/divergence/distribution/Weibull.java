package io.divergence.distribution;

import io.divergence.math.Checks;
import io.divergence.math.GammaFunctions;
import io.divergence.target.Feature;
import io.divergence.target.Tail;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * The Weibull distribution: p(x) = shape/scale (x/scale)^(shape - 1) e^-(x/scale)^shape, x > 0. Immutable.
 */
public final class Weibull extends PositiveDistribution {
    private final double shape;
    private final double scale;

    private Weibull(double shape, double scale) {
        this.shape = shape;
        this.scale = scale;
    }

    /** Returns the distribution of a shape and a scale. */
    public static Weibull ofShapeScale(double shape, double scale) {
        return new Weibull(Checks.positive("shape", shape), Checks.positive("scale", scale));
    }

    /** {@return the shape} */
    public double shape() {
        return shape;
    }

    /** {@return the scale} */
    public double scale() {
        return scale;
    }

    @Override
    public double mean() {
        return scale * Math.exp(GammaFunctions.logGamma(1 + 1 / shape));
    }

    @Override
    public double variance() {
        double first = Math.exp(GammaFunctions.logGamma(1 + 1 / shape));
        return scale * scale * Math.max(0, Math.exp(GammaFunctions.logGamma(1 + 2 / shape)) - first * first);
    }

    @Override
    double at(double logX, double x) {
        double log = logX - Math.log(scale);
        return Math.log(shape) + shape * log - Math.exp(shape * log) - logX;
    }

    @Override
    public double logDensityDerivative(double x) {
        if (!(x > 0)) {
            return 0;
        }
        return (shape - 1 - shape * Math.pow(x / scale, shape)) / x;
    }

    @Override
    public double cumulative(double x) {
        return x > 0 ? -Math.expm1(-Math.pow(x / scale, shape)) : 0;
    }

    @Override
    public double survival(double x) {
        return x > 0 ? Math.exp(-Math.pow(x / scale, shape)) : 1;
    }

    @Override
    public double sample(RandomGenerator rng) {
        return quantile(rng.nextDouble());
    }

    @Override
    public List<Feature> features() {
        return shape > 1 ? List.of(Feature.clamped(scale, scale / shape)) : List.of(Feature.clamped(0, scale), Feature.clamped(0, mean()));
    }

    @Override
    public Tail lowerTail() {
        return Tail.power(shape);
    }

    @Override
    public Tail upperTail() {
        return Tail.of(-shape, Tail.Term.power(shape, 1, scale));
    }

    @Override
    public double quantile(double p) {
        return scale * Math.pow(-Math.log1p(-Checks.inRange("p", p, 0, 1)), 1 / shape);
    }

    @Override
    public double condition() {
        return 4 * shape;
    }

    @Override
    public String toString() {
        return "Weibull(shape=" + shape + ", scale=" + scale + ")";
    }
}
