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
 * The gamma distribution: p(x) = rate^shape x^(shape - 1) e^(-rate x)/Gamma(shape), x > 0. It keeps a rate or a scale, as it was
 * given. Immutable.
 */
public final class Gamma extends PositiveDistribution {
    private final double shape;
    private final double ownRate;
    private final double ownScale;
    private final double logRate;
    private final double logNormalizer;

    private Gamma(double shape, double ownRate, double ownScale) {
        this.shape = shape;
        this.ownRate = ownRate;
        this.ownScale = ownScale;
        logRate = hasScale() ? -Math.log(ownScale) : Math.log(ownRate);
        logNormalizer = Counts.logGammaPeak(shape);
    }

    /**
     * Returns the distribution of a shape and a rate: p(x) = rate^shape x^(shape - 1) e^(-rate x)/Gamma(shape).
     */
    public static Gamma ofShapeRate(double shape, double rate) {
        return new Gamma(Checks.positive("shape", shape), Checks.positive("rate", rate), Double.NaN);
    }

    /** Returns the distribution of a shape and a scale, the inverse of the rate, which is kept as it is. */
    public static Gamma ofShapeScale(double shape, double scale) {
        return new Gamma(Checks.positive("shape", shape), Double.NaN, Checks.positive("scale", scale));
    }

    /** {@return the shape} */
    public double shape() {
        return shape;
    }

    /** {@return the rate; the inverse of the scale if that was given} */
    public double rate() {
        return hasScale() ? 1 / ownScale : ownRate;
    }

    /** {@return the scale; the inverse of the rate if that was given} */
    public double scale() {
        return hasScale() ? ownScale : 1 / ownRate;
    }

    /** {@return whether it was given by its scale} */
    public boolean hasScale() {
        return !Double.isNaN(ownScale);
    }

    /** x in units of the scale. */
    private double standard(double x) {
        return hasScale() ? x / ownScale : x * ownRate;
    }

    @Override
    public double mean() {
        return standardInverse(shape);
    }

    @Override
    public double variance() {
        return standardInverse(standardInverse(shape));
    }

    @Override
    double at(double logX, double x) {
        double log = logX + logRate;
        double y = standard(x);
        if (x > 0 && x < Double.MAX_VALUE && shape >= 0.5 && Math.abs(y - shape) <= 0.5 * shape) {
            // Near the mode, -shape (y/shape - 1 - log(y/shape)) without the large terms.
            return -shape * Exponentials.xMinusLog1p((y - shape) / shape) + logNormalizer - logX;
        }
        return shape * (log - Math.log(shape)) - (y - shape) + logNormalizer - logX;
    }

    @Override
    public double logDensityDerivative(double x) {
        if (!(x > 0)) {
            return 0;
        }
        return (shape - 1) / x - (hasScale() ? 1 / ownScale : ownRate);
    }

    @Override
    public double cumulative(double x) {
        return x > 0 ? GammaFunctions.regularizedLower(shape, standard(x)) : 0;
    }

    @Override
    public double survival(double x) {
        return x > 0 ? GammaFunctions.regularizedUpper(shape, standard(x)) : 1;
    }

    @Override
    public double sample(RandomGenerator rng) {
        return standardInverse(Math.exp(GammaVariates.logSample(rng, shape)));
    }

    @Override
    public List<Feature> features() {
        double width = standardInverse(Math.sqrt(shape));
        // Below shape one the mass spreads over many powers of ten towards zero.
        return shape < 1 ? List.of(Feature.clamped(0, standardInverse(1)), Feature.clamped(0, standardInverse(shape)))
                : List.of(Feature.clamped(standardInverse(Math.max(shape - 1, 0.5)), width));
    }

    @Override
    public Tail lowerTail() {
        return Tail.power(shape);
    }

    @Override
    public Tail upperTail() {
        return Tail.of(-shape, hasScale() ? Tail.Term.power(1, 1, ownScale) : Tail.Term.power(1, ownRate, 1));
    }

    /** y scales. */
    private double standardInverse(double y) {
        return hasScale() ? y * ownScale : y / ownRate;
    }

    @Override
    public double condition() {
        return 4 * Math.sqrt(shape);
    }

    @Override
    public String toString() {
        return "Gamma(shape=" + shape + (hasScale() ? ", scale=" + ownScale : ", rate=" + ownRate) + ")";
    }
}
