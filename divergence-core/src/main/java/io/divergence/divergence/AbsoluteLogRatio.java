package io.divergence.divergence;

import io.divergence.divergence.Expansion.Term;

/** f = e^|l| - 1: u - 1 above one, 1/u - 1 below. It has a corner at u = 1. */
final class AbsoluteLogRatio implements Divergence {

    @Override
    public String name() {
        return "absolute log ratio";
    }

    @Override
    public double generator(double l) {
        return Math.expm1(Math.abs(l));
    }

    @Override
    public double scoreWeight(double l) {
        return l > 0 ? -1 : l < 0 ? 2 * Math.expm1(-l) + 1 : 0;
    }

    @Override
    public double pathWeight(double l) {
        throw new UnsupportedOperationException(
                "the absolute log ratio has no path form: f is not differentiable at u = 1");
    }

    @Override
    public double slope(double l) {
        return l > 0 ? Math.exp(l) : l < 0 ? -Math.exp(-l) : 0;
    }

    @Override
    public boolean isSmooth() {
        return false;
    }

    @Override
    public Expansion atInfinity() {
        return Expansion.of(new Term(1, 1, 0), new Term(0, -1, 0));
    }

    @Override
    public Expansion atZero() {
        return Expansion.of(new Term(-1, 1, 0), new Term(0, -1, 0));
    }

    @Override
    public String toString() {
        return name();
    }
}
