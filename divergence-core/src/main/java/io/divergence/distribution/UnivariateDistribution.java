package io.divergence.distribution;

import io.divergence.target.DifferentiableLogDensity;
import io.divergence.target.Moments;
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
