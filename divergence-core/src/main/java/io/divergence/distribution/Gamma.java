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
 * The gamma distribution: p(x) = rate^shape x^(shape - 1) e^(-rate x)/Gamma(shape), x > 0. It keeps a rate or a scale, as it was
 * given. Immutable.
 */
public final class Gamma extends PositiveDistribution {
    private final Values own;

    private Gamma(Values own) {
        this.own = own;
    }

    /** The parameters: of a distribution that one worker moves they change, else never. */
    private static final class Values {
        private double shape;
        private double ownRate;
        private double ownScale;
        private double logRate;
        private double logNormalizer;

        private Values set(double shape, double rate) {
            ownRate = Checks.positive("rate", rate);
            ownScale = Double.NaN;
            logRate = Math.log(rate);
            return setShape(shape);
        }

        private Values setScale(double shape, double scale) {
            ownRate = Double.NaN;
            ownScale = Checks.positive("scale", scale);
            logRate = -Math.log(scale);
            return setShape(shape);
        }

        private Values setShape(double shape) {
            this.shape = Checks.positive("shape", shape);
            logNormalizer = Counts.logGammaPeak(shape);
            return this;
        }
    }

    /**
     * Returns the distribution of a shape and a rate: p(x) = rate^shape x^(shape - 1) e^(-rate x)/Gamma(shape).
     */
    public static Gamma ofShapeRate(double shape, double rate) {
        return new Gamma(new Values().set(shape, rate));
    }

    /** Returns the distribution of a shape and a scale, the inverse of the rate, which is kept as it is. */
    public static Gamma ofShapeScale(double shape, double scale) {
        return new Gamma(new Values().setScale(shape, scale));
    }

    /**
     * Returns the distribution of a shape and a rate as one object of one caller: each array of them that the function is given moves it in place,
     * so that a loop makes no objects.
     */
    public static Function<double[], UnivariateDistribution> inPlace() {
        Values own = new Values();
        Gamma moved = new Gamma(own);
        return p -> {
            own.set(p[0], p[1]);
            return moved;
        };
    }

    /** {@return the shape} */
    public double shape() {
        return own.shape;
    }

    /** {@return the rate; the inverse of the scale if that was given} */
    public double rate() {
        return hasScale() ? 1 / own.ownScale : own.ownRate;
    }

    /** {@return the scale; the inverse of the rate if that was given} */
    public double scale() {
        return hasScale() ? own.ownScale : 1 / own.ownRate;
    }

    /** {@return whether it was given by its scale} */
    public boolean hasScale() {
        return !Double.isNaN(own.ownScale);
    }

    /** x in units of the scale. */
    private double standard(double x) {
        return hasScale() ? x / own.ownScale : x * own.ownRate;
    }

    @Override
    public double mean() {
        return standardInverse(own.shape);
    }

    @Override
    public double variance() {
        return standardInverse(standardInverse(own.shape));
    }

    @Override
    double at(double logX, double x) {
        double log = logX + own.logRate;
        double y = standard(x);
        if (x > 0 && x < Double.MAX_VALUE && own.shape >= 0.5 && Math.abs(y - own.shape) <= 0.5 * own.shape) {
            // Near the mode, -shape (y/shape - 1 - log(y/shape)) without the large terms.
            return -own.shape * Exponentials.xMinusLog1p((y - own.shape) / own.shape) + own.logNormalizer - logX;
        }
        return own.shape * (log - Math.log(own.shape)) - (y - own.shape) + own.logNormalizer - logX;
    }

    @Override
    public double logDensityDerivative(double x) {
        if (!(x > 0)) {
            return 0;
        }
        return (own.shape - 1) / x - (hasScale() ? 1 / own.ownScale : own.ownRate);
    }

    @Override
    public double cumulative(double x) {
        return x > 0 ? GammaFunctions.regularizedLower(own.shape, standard(x)) : 0;
    }

    @Override
    public double survival(double x) {
        return x > 0 ? GammaFunctions.regularizedUpper(own.shape, standard(x)) : 1;
    }

    @Override
    public double sample(RandomGenerator rng) {
        return standardInverse(Math.exp(GammaVariates.logSample(rng, own.shape)));
    }

    @Override
    public List<Feature> features() {
        double width = standardInverse(Math.sqrt(own.shape));
        // Below shape one the mass spreads over many powers of ten towards zero.
        return own.shape < 1 ? List.of(Feature.clamped(0, standardInverse(1)), Feature.clamped(0, standardInverse(own.shape)))
                : List.of(Feature.clamped(standardInverse(Math.max(own.shape - 1, 0.5)), width));
    }

    @Override
    public Tail lowerTail() {
        return Tail.power(own.shape);
    }

    @Override
    public Tail upperTail() {
        return Tail.of(-own.shape, hasScale() ? Tail.Term.power(1, 1, own.ownScale) : Tail.Term.power(1, own.ownRate, 1));
    }

    /** y scales. */
    private double standardInverse(double y) {
        return hasScale() ? y * own.ownScale : y / own.ownRate;
    }

    @Override
    public double condition() {
        return 4 * Math.sqrt(own.shape);
    }

    @Override
    public String toString() {
        return "Gamma(shape=" + own.shape + (hasScale() ? ", scale=" + own.ownScale : ", rate=" + own.ownRate) + ")";
    }
}
