package io.divergence.adapter;

import io.divergence.distribution.LatticeDistribution;
import io.divergence.target.Tail;
import java.util.random.RandomGenerator;
import org.apache.commons.math3.distribution.AbstractIntegerDistribution;
import org.apache.commons.math3.distribution.IntegerDistribution;

/** A distribution on integers of commons-math3, through its own methods. */
final class IntegerAdapter implements LatticeDistribution {
    private final IntegerDistribution d;

    IntegerAdapter(IntegerDistribution d) {
        this.d = d;
    }

    @Override
    public double logMass(long k) {
        if (k < d.getSupportLowerBound() || k > d.getSupportUpperBound()) {
            return Double.NEGATIVE_INFINITY;
        }
        return d instanceof AbstractIntegerDistribution a ? a.logProbability((int) k) : Math.log(d.probability((int) k));
    }

    @Override
    public long lower() {
        return d.getSupportLowerBound();
    }

    @Override
    public long upper() {
        return d.getSupportUpperBound() == Integer.MAX_VALUE ? Long.MAX_VALUE : d.getSupportUpperBound();
    }

    @Override
    public long mode() {
        return d.inverseCumulativeProbability(0.5);
    }

    @Override
    public Tail upperTail() {
        return d.getSupportUpperBound() == Integer.MAX_VALUE ? Tail.unknown() : Tail.none();
    }

    @Override
    public double mean() {
        return d.getNumericalMean();
    }

    @Override
    public double variance() {
        return d.getNumericalVariance();
    }

    @Override
    public long sample(RandomGenerator rng) {
        return d.inverseCumulativeProbability(rng.nextDouble());
    }

    @Override
    public double condition() {
        return 64;
    }

    @Override
    public String toString() {
        return d.getClass().getSimpleName();
    }
}
