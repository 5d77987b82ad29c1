package io.divergence.divergence;

import io.divergence.divergence.Expansion.Term;
import io.divergence.math.Exponentials;

/** f = log((1 + u)/(2 u)) + (u - 1)/2, from the modified objective of generative adversarial networks. */
final class ModifiedGan implements Divergence {
    private static final double LOG2 = Math.log(2);

    @Override
    public String name() {
        return "modified GAN";
    }

    /** With g(l) = log((1 + e^-l)/2): f = g(l) + expm1(l)/2, where the linear terms -l/2 and l/2 cancel. */
    @Override
    public double generator(double l) {
        if (Math.abs(l) > 1) {
            return Exponentials.logMeanWithOne(-l) + 0.5 * Math.expm1(l);
        }
        return Exponentials.logCosh(l / 2) + 0.5 * Exponentials.expm1MinusX(l);
    }

    @Override
    public double scoreWeight(double l) {
        return Exponentials.logMeanWithOne(-l) - 0.5 * Math.tanh(l / 2);
    }

    @Override
    public double pathWeight(double l) {
        double below = 1 / (1 + Math.exp(l));
        double above = 1 / (1 + Math.exp(-l));
        return below * (1 + above);
    }

    /** u f' = u/(1 + u) - 1 + u/2 = u/2 - 1/(1 + u). */
    @Override
    public double slope(double l) {
        return 0.5 * (Math.expm1(l) + Math.tanh(l / 2));
    }

    @Override
    public Expansion atInfinity() {
        return Expansion.of(new Term(1, 0.5, 0), new Term(0, -0.5 - LOG2, 0), new Term(-1, 1, 0));
    }

    @Override
    public Expansion atZero() {
        return Expansion.of(new Term(0, -0.5 - LOG2, -1), new Term(1, 1.5, 0));
    }

    @Override
    public String toString() {
        return name();
    }
}
