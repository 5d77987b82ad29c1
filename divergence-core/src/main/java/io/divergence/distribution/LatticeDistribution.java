package io.divergence.distribution;

import io.divergence.target.Moments;
import io.divergence.target.Support;
import io.divergence.target.Tail;
import java.util.random.RandomGenerator;

/** A one-dimensional distribution on integers, by functions of one integer. Immutable and thread-safe. */
public interface LatticeDistribution extends Distribution, Moments {

    /** {@return log P(k) in nats; negative infinity where there is no mass} */
    double logMass(long k);

    /** {@return the smallest integer that may have mass} */
    long lower();

    /** {@return the largest integer that may have mass; Long.MAX_VALUE if there is none} */
    long upper();

    /** {@return an integer of the largest mass, or near it} */
    long mode();

    /**
     * {@return how the mass falls as k grows: log(P(k) k) = - SUM_j c_j g_j(k) - kappa log k + O(1); none if k is bounded}
     */
    default Tail upperTail() {
        return Tail.none();
    }

    /** {@return how strongly rounding is magnified in the log mass, as for {@link UnivariateDistribution#condition()}} */
    default double condition() {
        return 0;
    }

    /** {@return one draw} */
    long sample(RandomGenerator rng);

    /** {@return P(k)} */
    default double mass(long k) {
        return Math.exp(logMass(k));
    }

    /** {@return the probability of values up to k, as a sum} */
    default double cumulative(long k) {
        double sum = 0;
        for (long i = lower(); i <= Math.min(k, upper()); i++) {
            sum += mass(i);
        }
        return Math.min(1, sum);
    }

    @Override
    default int dimension() {
        return 1;
    }

    @Override
    default Support support() {
        return Support.points(1);
    }

    @Override
    default void logDensity(double[] z, int from, int to, double[] out) {
        for (int i = from; i < to; i++) {
            long k = (long) z[i];
            out[i] = Double.isNaN(z[i]) ? Double.NaN : k == z[i] ? logMass(k) : Double.NEGATIVE_INFINITY;
        }
    }

    @Override
    default void sample(RandomGenerator rng, double[] z, int from, int to) {
        for (int i = from; i < to; i++) {
            z[i] = sample(rng);
        }
    }
}
