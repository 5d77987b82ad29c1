package io.divergence.distribution;

import io.divergence.math.Checks;
import io.divergence.target.Tail;
import java.util.random.RandomGenerator;

/**
 * The negative binomial distribution, the failures before the r-th success: P(k) = C(k + r - 1, k) p^r (1 - p)^k, r any positive
 * number. Immutable.
 */
public final class NegativeBinomial implements LatticeDistribution {
    private final double r;
    private final double p;

    private NegativeBinomial(double r, double p) {
        this.r = r;
        this.p = p;
    }

    /**
     * Returns the distribution.
     *
     * @param r the number of successes, positive, not necessarily an integer
     * @param p the probability of success, in (0, 1]
     */
    public static NegativeBinomial of(double r, double p) {
        Checks.positive("r", r);
        if (!(p > 0 && p <= 1)) {
            throw Checks.illegal("p", p, "must lie in (0, 1]");
        }
        return new NegativeBinomial(r, p);
    }

    /** {@return the number of successes} */
    public double r() {
        return r;
    }

    /** {@return the probability of success} */
    public double p() {
        return p;
    }

    @Override
    public double logMass(long k) {
        if (k < 0 || (p == 1 && k > 0)) {
            return Double.NEGATIVE_INFINITY;
        }
        if (k == 0) {
            return r * Math.log(p);
        }
        // C(k + r - 1, k) = r/(k + r) C(k + r, k).
        return Counts.logBinomial(r, k, p, 1 - p) + Math.log(r / (k + r));
    }

    @Override
    public long lower() {
        return 0;
    }

    @Override
    public long upper() {
        return p == 1 ? 0 : Long.MAX_VALUE;
    }

    @Override
    public Tail upperTail() {
        return p == 1 ? Tail.none() : Tail.of(-r, Tail.Term.power(1, -Math.log1p(-p), 1));
    }

    @Override
    public long mode() {
        return r > 1 ? (long) ((r - 1) * (1 - p) / p) : 0;
    }

    @Override
    public double mean() {
        return r * (1 - p) / p;
    }

    @Override
    public double variance() {
        return r * (1 - p) / (p * p);
    }

    @Override
    public long sample(RandomGenerator rng) {
        return Counts.draw(this, rng);
    }

    @Override
    public double condition() {
        return 4 * Math.sqrt(r);
    }

    @Override
    public String toString() {
        return "NegativeBinomial(r=" + r + ", p=" + p + ")";
    }
}
