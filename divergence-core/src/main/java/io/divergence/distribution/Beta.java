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
 * The beta distribution: p(x) = x^(a - 1) (1 - x)^(b - 1)/B(a, b), 0 &lt; x &lt; 1. Immutable.
 */
public final class Beta extends UnitDistribution {
    private final Values own;

    private Beta(Values own) {
        this.own = own;
    }

    /** The parameters: of a distribution that one worker moves they change, else never. */
    private static final class Values {
        private double a;
        private double b;
        private double logNormalizer;

        private Values set(double a, double b) {
            this.a = Checks.positive("a", a);
            this.b = Checks.positive("b", b);
            logNormalizer = GammaFunctions.logBeta(a, b);
            return this;
        }
    }

    /** Returns the distribution of the two shapes. */
    public static Beta of(double a, double b) {
        return new Beta(new Values().set(a, b));
    }

    /**
     * Returns the distribution of the two shapes as one object of one caller: each array of them that the function is given moves it in place,
     * so that a loop makes no objects.
     */
    public static Function<double[], UnivariateDistribution> inPlace() {
        Values own = new Values();
        Beta moved = new Beta(own);
        return p -> {
            own.set(p[0], p[1]);
            return moved;
        };
    }

    /** {@return the shape at 0} */
    public double a() {
        return own.a;
    }

    /** {@return the shape at 1} */
    public double b() {
        return own.b;
    }

    @Override
    public double mean() {
        return own.a / (own.a + own.b);
    }

    @Override
    public double variance() {
        return own.a / (own.a + own.b) * (own.b / (own.a + own.b)) / (own.a + own.b + 1);
    }

    @Override
    double at(double logX, double logRest) {
        if (Math.min(own.a, own.b) < 10) {
            return times(own.a - 1, logX) + times(own.b - 1, logRest) - own.logNormalizer;
        }
        if (Double.isInfinite(logX) || Double.isInfinite(logRest)) {
            return Double.NEGATIVE_INFINITY;
        }
        // Large shapes: with u = log(x n/a) and v = log((1 - x) n/b), a u + b v, of which the linear parts cancel, since
        // a (e^u - 1) + b (e^v - 1) = 0.
        double u = logX + Math.log1p(own.b / own.a);
        double v = logRest + Math.log1p(own.a / own.b);
        return -own.a * Exponentials.expm1MinusX(u) - own.b * Exponentials.expm1MinusX(v) + Counts.logBetaPeak(own.a, own.b) - logX - logRest;
    }

    @Override
    public double logDensityDerivative(double x) {
        if (!(x > 0 && x < 1)) {
            return 0;
        }
        return (own.a - 1) / x - (own.b - 1) / (1 - x);
    }

    @Override
    public double cumulative(double x) {
        if (!(x > 0)) {
            return 0;
        }
        return x < 1 ? org.apache.commons.math3.special.Beta.regularizedBeta(x, own.a, own.b) : 1;
    }

    @Override
    public double survival(double x) {
        if (!(x > 0)) {
            return 1;
        }
        return x < 1 ? org.apache.commons.math3.special.Beta.regularizedBeta(1 - x, own.b, own.a) : 0;
    }

    @Override
    public double sample(RandomGenerator rng) {
        double x = GammaVariates.logSample(rng, own.a);
        double y = GammaVariates.logSample(rng, own.b);
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
        return Tail.power(own.a);
    }

    @Override
    public Tail upperTail() {
        return Tail.power(own.b);
    }

    @Override
    public double condition() {
        return 4 * (Math.sqrt(own.a) * (1 + Math.log1p(own.b / own.a)) + Math.sqrt(own.b) * (1 + Math.log1p(own.a / own.b)));
    }

    @Override
    public String toString() {
        return "Beta(a=" + own.a + ", b=" + own.b + ")";
    }
}
