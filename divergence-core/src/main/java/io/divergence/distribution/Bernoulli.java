package io.divergence.distribution;

import io.divergence.math.Checks;
import java.util.random.RandomGenerator;

/** The Bernoulli distribution: 1 with probability p, 0 with probability 1 - p. Immutable. */
public final class Bernoulli implements LatticeDistribution {
    private final double p;

    private Bernoulli(double p) {
        this.p = p;
    }

    /**
     * Returns the distribution of a probability.
     *
     * @param p in [0, 1]
     */
    public static Bernoulli ofProbability(double p) {
        return new Bernoulli(Checks.inRange("p", p, 0, 1));
    }

    /** {@return p} */
    public double p() {
        return p;
    }

    @Override
    public double logMass(long k) {
        return k == 1 ? Math.log(p) : k == 0 ? Math.log1p(-p) : Double.NEGATIVE_INFINITY;
    }

    @Override
    public long lower() {
        return 0;
    }

    @Override
    public long upper() {
        return 1;
    }

    @Override
    public long mode() {
        return p > 0.5 ? 1 : 0;
    }

    @Override
    public double mean() {
        return p;
    }

    @Override
    public double variance() {
        return p * (1 - p);
    }

    @Override
    public long sample(RandomGenerator rng) {
        return rng.nextDouble() < p ? 1 : 0;
    }

    @Override
    public String toString() {
        return "Bernoulli(p=" + p + ")";
    }
}
