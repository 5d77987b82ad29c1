package io.divergence.distribution;

import io.divergence.math.Checks;
import io.divergence.math.NormalFunctions;
import io.divergence.target.Feature;
import io.divergence.target.Tail;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * The inverse Gaussian (Wald) distribution: p(x) = sqrt(shape/(2 pi x^3)) e^(-shape (x - mean)^2/(2 mean^2 x)), x > 0. Immutable.
 */
public final class InverseGaussian extends PositiveDistribution {
    private final double mean;
    private final double shape;

    private InverseGaussian(double mean, double shape) {
        this.mean = mean;
        this.shape = shape;
    }

    /** Returns the distribution of a mean and a shape. */
    public static InverseGaussian of(double mean, double shape) {
        return new InverseGaussian(Checks.positive("mean", mean), Checks.positive("shape", shape));
    }

    /** {@return the shape} */
    public double shape() {
        return shape;
    }

    @Override
    public double mean() {
        return mean;
    }

    @Override
    public double variance() {
        return mean * mean * mean / shape;
    }

    @Override
    double at(double logX, double x) {
        double e = x == 0 ? 1 : (x - mean) / mean;
        double square = x == 0 ? Math.exp(-logX) : e / x * e;
        return 0.5 * Math.log(shape) - Normal.HALF_LOG_TWO_PI - 1.5 * logX - 0.5 * shape * square;
    }

    @Override
    public double logDensityDerivative(double x) {
        if (!(x > 0)) {
            return 0;
        }
        return -1.5 / x - 0.5 * shape * (1 / mean / mean - 1 / x / x);
    }

    @Override
    public double cumulative(double x) {
        if (!(x > 0)) {
            return 0;
        }
        double root = Math.sqrt(shape / x);
        return NormalFunctions.cumulative(root * (x / mean - 1))
                + Math.exp(2 * shape / mean + NormalFunctions.logCumulative(-root * (x / mean + 1)));
    }

    @Override
    public double survival(double x) {
        if (!(x > 0)) {
            return 1;
        }
        double root = Math.sqrt(shape / x);
        return Math.max(0, NormalFunctions.cumulative(-root * (x / mean - 1))
                - Math.exp(2 * shape / mean + NormalFunctions.logCumulative(-root * (x / mean + 1))));
    }

    @Override
    public double sample(RandomGenerator rng) {
        // Michael, Schucany and Haas (1976): a root of a quadratic with a chi-squared coefficient.
        double e = rng.nextGaussian();
        double y = e * e * mean / shape;
        double root = mean / (1 + 0.5 * y + Math.sqrt(y + 0.25 * y * y));
        return rng.nextDouble() * (mean + root) <= mean ? root : mean / root * mean;
    }

    @Override
    public List<Feature> features() {
        double ratio = 1.5 * mean / shape;
        double mode = mean / (Math.sqrt(1 + ratio * ratio) + ratio);
        return List.of(Feature.clamped(mode, Math.min(mode, Math.sqrt(mode * mode * mode / shape))), Feature.clamped(mean, mean));
    }

    @Override
    public Tail lowerTail() {
        return Tail.of(-0.5, Tail.Term.power(1, 0.5 * shape, 1));
    }

    @Override
    public Tail upperTail() {
        return Tail.of(0.5, Tail.Term.power(1, 0.5 * shape / mean / mean, 1));
    }

    @Override
    public double condition() {
        return 4 * Math.sqrt(shape / mean);
    }

    @Override
    public String toString() {
        return "InverseGaussian(mean=" + mean + ", shape=" + shape + ")";
    }
}
