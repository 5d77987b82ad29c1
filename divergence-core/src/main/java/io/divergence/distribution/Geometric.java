package io.divergence.distribution;

import io.divergence.math.Checks;
import io.divergence.target.Tail;
import java.util.random.RandomGenerator;

/** The geometric distribution on 0, 1, ...: P(k) = p (1 - p)^k. Immutable. */
public final class Geometric implements LatticeDistribution {
    private final double p;

    private Geometric(double p) {
        this.p = p;
    }

    /**
     * Returns the distribution of the failures before the first success.
     *
     * @param p the probability of success, in (0, 1]
     */
    public static Geometric ofProbability(double p) {
        if (!(p > 0 && p <= 1)) {
            throw Checks.illegal("p", p, "must lie in (0, 1]");
        }
        return new Geometric(p);
    }

    /** {@return the probability of success} */
    public double p() {
        return p;
    }

    @Override
    public double logMass(long k) {
        return k < 0 || (p == 1 && k > 0) ? Double.NEGATIVE_INFINITY : Math.log(p) + (k == 0 ? 0 : k * Math.log1p(-p));
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
        return p == 1 ? Tail.none() : Tail.of(-1, Tail.Term.power(1, -Math.log1p(-p), 1));
    }

    @Override
    public long mode() {
        return 0;
    }

    @Override
    public double mean() {
        return (1 - p) / p;
    }

    @Override
    public double variance() {
        return (1 - p) / p / p;
    }

    @Override
    public double cumulative(long k) {
        return k < 0 ? 0 : -Math.expm1((k + 1) * Math.log1p(-p));
    }

    @Override
    public long sample(RandomGenerator rng) {
        return p == 1 ? 0 : (long) (Math.log1p(-rng.nextDouble()) / Math.log1p(-p));
    }

    @Override
    public String toString() {
        return "Geometric(p=" + p + ")";
    }
}
