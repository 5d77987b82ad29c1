package io.divergence.distribution;

import io.divergence.math.Checks;
import java.util.random.RandomGenerator;

/** The binomial distribution: P(k) = C(n, k) p^k (1 - p)^(n - k). Immutable. */
public final class Binomial implements LatticeDistribution {
    private final long n;
    private final double p;

    private Binomial(long n, double p) {
        this.n = n;
        this.p = p;
    }

    /**
     * Returns the distribution of the successes in n trials.
     *
     * @param n the number of trials, not negative
     * @param p the probability of success, in [0, 1]
     */
    public static Binomial of(long n, double p) {
        return new Binomial(Checks.atLeast("n", n, 0L), Checks.inRange("p", p, 0, 1));
    }

    /** {@return the number of trials} */
    public long n() {
        return n;
    }

    /** {@return the probability of success} */
    public double p() {
        return p;
    }

    @Override
    public double logMass(long k) {
        if (k < 0 || k > n) {
            return Double.NEGATIVE_INFINITY;
        }
        if (p == 0 || p == 1) {
            return k == (p == 0 ? 0 : n) ? 0 : Double.NEGATIVE_INFINITY;
        }
        return Counts.logBinomial(k, n - k, p, 1 - p);
    }

    @Override
    public long lower() {
        return 0;
    }

    @Override
    public long upper() {
        return n;
    }

    @Override
    public long mode() {
        return Math.min(n, (long) ((n + 1) * p));
    }

    @Override
    public double mean() {
        return n * p;
    }

    @Override
    public double variance() {
        return n * p * (1 - p);
    }

    @Override
    public long sample(RandomGenerator rng) {
        return Counts.draw(this, rng);
    }

    @Override
    public double condition() {
        return 4 * Math.sqrt(variance());
    }

    @Override
    public String toString() {
        return "Binomial(n=" + n + ", p=" + p + ")";
    }
}
