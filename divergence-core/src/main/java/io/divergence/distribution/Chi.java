package io.divergence.distribution;

import io.divergence.math.Checks;
import io.divergence.math.GammaFunctions;
import io.divergence.target.Feature;
import io.divergence.target.Tail;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * The chi distribution, the length of a standard normal vector in df dimensions: x^2 is chi-squared. Immutable.
 */
public final class Chi extends PositiveDistribution {
    private static final double LOG_2 = Math.log(2);

    private final double df;
    private final Gamma gamma;

    private Chi(double df) {
        this.df = df;
        gamma = Gamma.ofShapeScale(0.5 * df, 2);
    }

    /** Returns the distribution of so many degrees of freedom, any positive number. */
    public static Chi of(double df) {
        return new Chi(Checks.positive("df", df));
    }

    /** {@return the degrees of freedom} */
    public double df() {
        return df;
    }

    @Override
    public double mean() {
        // log Gamma(k + 1/2) - log Gamma(k) by slope and remainder: both are large, and nearly equal.
        double k = 0.5 * df;
        return Math.sqrt(2) * Math.exp(0.5 * GammaFunctions.digamma(k) + GammaFunctions.logGammaRemainder(k, 0.5));
    }

    @Override
    public double variance() {
        return Math.max(0, df - mean() * mean());
    }

    @Override
    double at(double logX, double x) {
        return gamma.at(2 * logX, x * x) + LOG_2 + logX;
    }

    @Override
    public double logDensityDerivative(double x) {
        if (!(x > 0)) {
            return 0;
        }
        return (df - 1) / x - x;
    }

    @Override
    public double cumulative(double x) {
        return x > 0 ? gamma.cumulative(x * x) : 0;
    }

    @Override
    public double survival(double x) {
        return x > 0 ? gamma.survival(x * x) : 1;
    }

    @Override
    public double sample(RandomGenerator rng) {
        return Math.sqrt(gamma.sample(rng));
    }

    @Override
    public List<Feature> features() {
        return List.of(Feature.clamped(Math.sqrt(Math.max(df - 1, 0)), 0.7));
    }

    @Override
    public Tail lowerTail() {
        return Tail.power(df);
    }

    @Override
    public Tail upperTail() {
        return Tail.of(-df, Tail.Term.power(2, 0.5, 1));
    }

    @Override
    public double condition() {
        return gamma.condition();
    }

    @Override
    public String toString() {
        return "Chi(df=" + df + ")";
    }
}
