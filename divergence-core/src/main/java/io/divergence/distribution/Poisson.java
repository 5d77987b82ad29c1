package io.divergence.distribution;

import io.divergence.math.Checks;
import io.divergence.target.Tail;
import java.util.random.RandomGenerator;

/** The Poisson distribution: P(k) = rate^k e^-rate/k!. Immutable. */
public final class Poisson implements LatticeDistribution {
    private final double rate;

    private Poisson(double rate) {
        this.rate = rate;
    }

    /** Returns the distribution of a rate, positive. */
    public static Poisson ofRate(double rate) {
        return new Poisson(Checks.positive("rate", rate));
    }

    /** {@return the rate} */
    public double rate() {
        return rate;
    }

    @Override
    public double logMass(long k) {
        return Counts.logPoisson(k, rate);
    }

    @Override
    public long lower() {
        return 0;
    }

    @Override
    public long upper() {
        return Long.MAX_VALUE;
    }

    /** log k! = k log k - k + log(k)/2 + O(1). */
    @Override
    public Tail upperTail() {
        return Tail.of(-0.5, Tail.Term.rLogR(1), Tail.Term.power(1, -1 - Math.log(rate), 1));
    }

    @Override
    public long mode() {
        return (long) rate;
    }

    @Override
    public double mean() {
        return rate;
    }

    @Override
    public double variance() {
        return rate;
    }

    @Override
    public long sample(RandomGenerator rng) {
        return Counts.draw(this, rng);
    }

    @Override
    public String toString() {
        return "Poisson(rate=" + rate + ")";
    }
}
