package io.divergence.distribution;

import io.divergence.math.Checks;
import io.divergence.math.Exponentials;
import io.divergence.math.GammaFunctions;
import io.divergence.random.GammaVariates;
import io.divergence.target.Feature;
import io.divergence.target.Tail;
import java.util.List;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/**
 * The inverse gamma distribution: p(x) = scale^shape x^(-shape - 1) e^(-scale/x)/Gamma(shape), x > 0. Immutable.
 */
public final class InverseGamma extends PositiveDistribution {
    private final Values own;

    private InverseGamma(Values own) {
        this.own = own;
    }

    /** The parameters: of a distribution that one worker moves they change, else never. */
    private static final class Values {
        private double shape;
        private double scale;
        private double logNormalizer;

        private Values set(double shape, double scale) {
            this.shape = Checks.positive("shape", shape);
            this.scale = Checks.positive("scale", scale);
            logNormalizer = Counts.logGammaPeak(shape);
            return this;
        }
    }

    /** Returns the distribution of a shape and a scale: 1/x is gamma with that shape and the scale as its rate. */
    public static InverseGamma ofShapeScale(double shape, double scale) {
        return new InverseGamma(new Values().set(shape, scale));
    }

    /**
     * Returns the distribution of a shape and a scale as one object of one caller: each array of them that the function is given moves it in place,
     * so that a loop makes no objects.
     */
    public static Function<double[], UnivariateDistribution> inPlace() {
        Values own = new Values();
        InverseGamma moved = new InverseGamma(own);
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
        return own.shape > 1 ? own.scale / (own.shape - 1) : Double.POSITIVE_INFINITY;
    }

    @Override
    public double variance() {
        if (own.shape > 2) {
            return own.scale / (own.shape - 1) * (own.scale / (own.shape - 1)) / (own.shape - 2);
        }
        return own.shape > 1 ? Double.POSITIVE_INFINITY : Double.NaN;
    }

    @Override
    double at(double logX, double x) {
        double y = own.scale / x;
        if (x > 0 && Math.abs(y - own.shape) <= 0.5 * own.shape) {
            return -own.shape * Exponentials.xMinusLog1p((y - own.shape) / own.shape) + own.logNormalizer - logX;
        }
        double large = own.scale * Math.exp(-logX);
        return own.shape * (Math.log(own.scale) - logX - Math.log(own.shape)) - (large - own.shape) + own.logNormalizer - logX;
    }

    @Override
    public double logDensityDerivative(double x) {
        if (!(x > 0)) {
            return 0;
        }
        return (own.scale / x - own.shape - 1) / x;
    }

    @Override
    public double cumulative(double x) {
        return x > 0 ? GammaFunctions.regularizedUpper(own.shape, own.scale / x) : 0;
    }

    @Override
    public double survival(double x) {
        return x > 0 ? GammaFunctions.regularizedLower(own.shape, own.scale / x) : 1;
    }

    @Override
    public double sample(RandomGenerator rng) {
        return own.scale * Math.exp(-GammaVariates.logSample(rng, own.shape));
    }

    @Override
    public List<Feature> features() {
        double mode = own.scale / (own.shape + 1);
        return List.of(Feature.clamped(mode, mode / Math.sqrt(own.shape + 1)));
    }

    @Override
    public Tail lowerTail() {
        return Tail.of(-own.shape, Tail.Term.power(1, own.scale, 1));
    }

    @Override
    public Tail upperTail() {
        return Tail.power(own.shape);
    }

    @Override
    public double condition() {
        return 4 * Math.sqrt(own.shape);
    }

    @Override
    public String toString() {
        return "InverseGamma(shape=" + own.shape + ", scale=" + own.scale + ")";
    }
}
