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
 * The beta distribution: p(x) = x^(a - 1) (1 - x)^(b - 1)/B(a, b), 0 &lt; x &lt; 1. Immutable.
 */
public final class Beta extends UnitDistribution {
    private final double a;
    private final double b;
    private final double logNormalizer;

    private Beta(double a, double b) {
        this.a = a;
        this.b = b;
        logNormalizer = GammaFunctions.logBeta(a, b);
    }

    /** Returns the distribution of the two shapes. */
    public static Beta of(double a, double b) {
        return new Beta(Checks.positive("a", a), Checks.positive("b", b));
    }

    /** {@return the shape at 0} */
    public double a() {
        return a;
    }

    /** {@return the shape at 1} */
    public double b() {
        return b;
    }

    @Override
    public double mean() {
        return a / (a + b);
    }

    @Override
    public double variance() {
        return a / (a + b) * (b / (a + b)) / (a + b + 1);
    }

    @Override
    double at(double logX, double logRest) {
        if (Math.min(a, b) < 10) {
            return times(a - 1, logX) + times(b - 1, logRest) - logNormalizer;
        }
        if (Double.isInfinite(logX) || Double.isInfinite(logRest)) {
            return Double.NEGATIVE_INFINITY;
        }
        // Large shapes: with u = log(x n/a) and v = log((1 - x) n/b), a u + b v, of which the linear parts cancel, since
        // a (e^u - 1) + b (e^v - 1) = 0.
        double u = logX + Math.log1p(b / a);
        double v = logRest + Math.log1p(a / b);
        return -a * Exponentials.expm1MinusX(u) - b * Exponentials.expm1MinusX(v) + Counts.logBetaPeak(a, b) - logX - logRest;
    }

    @Override
    public double logDensityDerivative(double x) {
        if (!(x > 0 && x < 1)) {
            return 0;
        }
        return (a - 1) / x - (b - 1) / (1 - x);
    }

    @Override
    public double cumulative(double x) {
        if (!(x > 0)) {
            return 0;
        }
        return x < 1 ? org.apache.commons.math3.special.Beta.regularizedBeta(x, a, b) : 1;
    }

    @Override
    public double survival(double x) {
        if (!(x > 0)) {
            return 1;
        }
        return x < 1 ? org.apache.commons.math3.special.Beta.regularizedBeta(1 - x, b, a) : 0;
    }

    @Override
    public double sample(RandomGenerator rng) {
        double x = GammaVariates.logSample(rng, a);
        double y = GammaVariates.logSample(rng, b);
        return 1 / (1 + Math.exp(y - x));
    }

    @Override
    public List<Feature> features() {
        double mean = mean();
        double width = Math.max(Math.sqrt(variance()), 1e-300);
        return List.of(Feature.clamped(mean, Math.min(width, Math.min(mean, 1 - mean) + width * 1e-3)), Feature.clamped(mean, width));
    }

    @Override
    public Tail lowerTail() {
        return Tail.power(a);
    }

    @Override
    public Tail upperTail() {
        return Tail.power(b);
    }

    @Override
    public double condition() {
        return 4 * (Math.sqrt(a) * (1 + Math.log1p(b / a)) + Math.sqrt(b) * (1 + Math.log1p(a / b)));
    }

    @Override
    public String toString() {
        return "Beta(a=" + a + ", b=" + b + ")";
    }
}
