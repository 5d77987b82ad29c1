package io.divergence.distribution;

import io.divergence.math.Checks;
import io.divergence.target.DifferentiableLogDensity;
import io.divergence.target.Moments;
import io.divergence.target.Support;
import io.divergence.target.UnivariateShape;
import java.util.random.RandomGenerator;

/**
 * A one-dimensional continuous distribution, by functions of one number; the block forms follow from them.
 * Immutable and thread-safe.
 */
public interface UnivariateDistribution extends Distribution, DifferentiableLogDensity, UnivariateShape, Moments {

    /** {@return log p(x) in nats; negative infinity outside the support} */
    double logDensity(double x);

    /** {@return d log p(x)/dx; 0 outside the support} */
    double logDensityDerivative(double x);

    /** {@return the probability of values up to x} */
    double cumulative(double x);

    /** {@return the probability of values above x, without cancellation where it is small} */
    double survival(double x);

    /** {@return one draw} */
    double sample(RandomGenerator rng);

    /**
     * Returns log p at a point given by its distance from another: log p(point + side e^logDistance). Near a pole of the
     * density, or an edge where it vanishes, the distance matters and may be far smaller than a spacing of doubles:
     * half of the mass of a gamma distribution with shape 0.001 lies below 1e-300. Distributions with such edges override this.
     *
     * @param point a finite point
     * @param side +1 for above it, -1 for below
     * @param logDistance the logarithm of the distance
     */
    default double logDensityNear(double point, int side, double logDistance) {
        return logDensity(Neighbours.at(point, side, logDistance));
    }

    /**
     * {@return how strongly the rounding of the arithmetic is magnified in the log density} Its error is taken to be
     * (3 + 1.5 |log p| + c (1 + sqrt|log p|)) spacings of doubles at 1, c this number: 0 where a log density is as good as
     * its own digits, about sqrt(shape) for a gamma distribution with a large shape.
     */
    default double condition() {
        return 0;
    }

    /**
     * Returns the value below which a part of the probability lies: the inverse of {@link #cumulative}. By default it is found
     * by bisection on the cumulative probability, or on the survival for p above 1/2.
     *
     * @param p between 0 and 1; the edges of the support at the ends
     * @throws IllegalArgumentException if p does not lie in [0, 1]
     */
    default double quantile(double p) {
        return Quantiles.bisect(this, Checks.inRange("p", p, 0, 1));
    }

    /**
     * Returns the value above which a part of the probability lies: the inverse of {@link #survival}, which reaches farther into
     * the upper tail than {@link #quantile} of 1 - p can.
     *
     * @param p between 0 and 1
     * @throws IllegalArgumentException if p does not lie in [0, 1]
     */
    default double upperQuantile(double p) {
        Checks.inRange("p", p, 0, 1);
        return p > 0.5 ? quantile(1 - p) : Quantiles.bisectUpper(this, p);
    }

    @Override
    default Support support() {
        return Support.reals(1);
    }

    /** {@return p(x)} */
    default double density(double x) {
        return Math.exp(logDensity(x));
    }

    @Override
    default int dimension() {
        return 1;
    }

    @Override
    default void logDensity(double[] z, int from, int to, double[] out) {
        for (int k = from; k < to; k++) {
            out[k] = logDensity(z[k]);
        }
    }

    @Override
    default void logDensityAndGradient(double[] z, int from, int to, double[] out, double[] gradient) {
        for (int k = from; k < to; k++) {
            out[k] = logDensity(z[k]);
            gradient[k] = logDensityDerivative(z[k]);
        }
    }

    @Override
    default void sample(RandomGenerator rng, double[] z, int from, int to) {
        for (int k = from; k < to; k++) {
            z[k] = sample(rng);
        }
    }

    @Override
    default UnivariateDistribution boundCopy() {
        return this;
    }
}
