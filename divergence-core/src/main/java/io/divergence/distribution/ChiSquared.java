package io.divergence.distribution;

import io.divergence.math.Checks;
import io.divergence.target.Feature;
import io.divergence.target.Tail;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * The chi-squared distribution: gamma with shape df/2 and scale 2. Immutable.
 */
public final class ChiSquared extends PositiveDistribution {
    private final double df;
    private final Gamma gamma;

    private ChiSquared(double df) {
        this.df = df;
        gamma = Gamma.ofShapeScale(0.5 * df, 2);
    }

    /** Returns the distribution of so many degrees of freedom, any positive number. */
    public static ChiSquared of(double df) {
        return new ChiSquared(Checks.positive("df", df));
    }

    /** {@return the same as a gamma distribution} */
    public Gamma toGamma() {
        return gamma;
    }

    /** {@return the degrees of freedom} */
    public double df() {
        return df;
    }

    @Override
    public double mean() {
        return df;
    }

    @Override
    public double variance() {
        return 2 * df;
    }

    @Override
    double at(double logX, double x) {
        return gamma.at(logX, x);
    }

    @Override
    public double logDensityDerivative(double x) {
        return gamma.logDensityDerivative(x);
    }

    @Override
    public double cumulative(double x) {
        return gamma.cumulative(x);
    }

    @Override
    public double survival(double x) {
        return gamma.survival(x);
    }

    @Override
    public double sample(RandomGenerator rng) {
        return gamma.sample(rng);
    }

    @Override
    public List<Feature> features() {
        return gamma.features();
    }

    @Override
    public Tail lowerTail() {
        return gamma.lowerTail();
    }

    @Override
    public Tail upperTail() {
        return gamma.upperTail();
    }

    @Override
    public double condition() {
        return gamma.condition();
    }

    @Override
    public String toString() {
        return "ChiSquared(df=" + df + ")";
    }
}
