package io.divergence.adapter;

import io.divergence.distribution.UnivariateDistribution;
import io.divergence.target.Feature;
import io.divergence.target.Support;
import io.divergence.target.Tail;
import java.util.List;
import java.util.random.RandomGenerator;
import org.apache.commons.math3.distribution.AbstractRealDistribution;
import org.apache.commons.math3.distribution.RealDistribution;

/** A continuous distribution of commons-math3, through its own methods. */
final class RealAdapter implements UnivariateDistribution {
    private static final double STEP = 1e-5;

    private final RealDistribution d;
    private final Support support;
    private final List<Feature> features;

    RealAdapter(RealDistribution d) {
        this.d = d;
        support = Support.interval(d.getSupportLowerBound(), d.getSupportUpperBound());
        double low = d.inverseCumulativeProbability(0.25);
        double middle = d.inverseCumulativeProbability(0.5);
        double high = d.inverseCumulativeProbability(0.75);
        features = List.of(Feature.clamped(middle, 0.7 * (high - low)), Feature.clamped(low, middle - low),
                Feature.clamped(high, high - middle));
    }

    @Override
    public Support support() {
        return support;
    }

    @Override
    public List<Feature> features() {
        return features;
    }

    private boolean isOutside(double x) {
        return x < support.lower(0) || x > support.upper(0);
    }

    @Override
    public double logDensity(double x) {
        if (isOutside(x)) {
            return Double.NEGATIVE_INFINITY;
        }
        return d instanceof AbstractRealDistribution a ? a.logDensity(x) : Math.log(d.density(x));
    }

    /** A central difference: these distributions have no derivatives. */
    @Override
    public double logDensityDerivative(double x) {
        double h = STEP * features.get(0).scale();
        double above = logDensity(x + h);
        double below = logDensity(x - h);
        return Double.isInfinite(above) || Double.isInfinite(below) ? 0 : (above - below) / (2 * h);
    }

    @Override
    public double cumulative(double x) {
        return d.cumulativeProbability(x);
    }

    @Override
    public double survival(double x) {
        return 1 - d.cumulativeProbability(x);
    }

    @Override
    public double quantile(double p) {
        return d.inverseCumulativeProbability(p);
    }

    @Override
    public double sample(RandomGenerator rng) {
        return d.inverseCumulativeProbability(rng.nextDouble());
    }

    @Override
    public double mean() {
        return d.getNumericalMean();
    }

    @Override
    public double variance() {
        return d.getNumericalVariance();
    }

    @Override
    public Tail lowerTail() {
        return Tail.unknown();
    }

    @Override
    public Tail upperTail() {
        return Tail.unknown();
    }

    @Override
    public double condition() {
        return 64;
    }

    @Override
    public String toString() {
        return d.getClass().getSimpleName();
    }
}
