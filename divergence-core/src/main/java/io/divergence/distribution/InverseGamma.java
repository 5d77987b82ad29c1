package io.divergence.distribution;

import io.divergence.math.Checks;
import io.divergence.math.Exponentials;
import io.divergence.math.GammaFunctions;
import io.divergence.random.GammaVariates;
import io.divergence.target.Feature;
import io.divergence.target.Tail;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * The inverse gamma distribution: p(x) = scale^shape x^(-shape - 1) e^(-scale/x)/Gamma(shape), x > 0. Immutable.
 */
public final class InverseGamma extends PositiveDistribution {
    private final double shape;
    private final double scale;
    private final double logNormalizer;

    private InverseGamma(double shape, double scale) {
        this.shape = shape;
        this.scale = scale;
        logNormalizer = Counts.logGammaPeak(shape);
    }

    /** Returns the distribution of a shape and a scale: 1/x is gamma with that shape and the scale as its rate. */
    public static InverseGamma ofShapeScale(double shape, double scale) {
        return new InverseGamma(Checks.positive("shape", shape), Checks.positive("scale", scale));
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
        return shape > 1 ? scale / (shape - 1) : Double.POSITIVE_INFINITY;
    }

    @Override
    public double variance() {
        if (shape > 2) {
            return scale / (shape - 1) * (scale / (shape - 1)) / (shape - 2);
        }
        return shape > 1 ? Double.POSITIVE_INFINITY : Double.NaN;
    }

    @Override
    double at(double logX, double x) {
        double y = scale / x;
        if (x > 0 && Math.abs(y - shape) <= 0.5 * shape) {
            return -shape * Exponentials.xMinusLog1p((y - shape) / shape) + logNormalizer - logX;
        }
        double large = scale * Math.exp(-logX);
        return shape * (Math.log(scale) - logX - Math.log(shape)) - (large - shape) + logNormalizer - logX;
    }

    @Override
    public double logDensityDerivative(double x) {
        if (!(x > 0)) {
            return 0;
        }
        return (scale / x - shape - 1) / x;
    }

    @Override
    public double cumulative(double x) {
        return x > 0 ? GammaFunctions.regularizedUpper(shape, scale / x) : 0;
    }

    @Override
    public double survival(double x) {
        return x > 0 ? GammaFunctions.regularizedLower(shape, scale / x) : 1;
    }

    @Override
    public double sample(RandomGenerator rng) {
        return scale * Math.exp(-GammaVariates.logSample(rng, shape));
    }

    @Override
    public List<Feature> features() {
        double mode = scale / (shape + 1);
        return List.of(Feature.clamped(mode, mode / Math.sqrt(shape + 1)));
    }

    @Override
    public Tail lowerTail() {
        return Tail.of(-shape, Tail.Term.power(1, scale, 1));
    }

    @Override
    public Tail upperTail() {
        return Tail.power(shape);
    }

    @Override
    public double condition() {
        return 4 * Math.sqrt(shape);
    }

    @Override
    public String toString() {
        return "InverseGamma(shape=" + shape + ", scale=" + scale + ")";
    }
}
