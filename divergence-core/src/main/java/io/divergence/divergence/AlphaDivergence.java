package io.divergence.divergence;

import io.divergence.math.ArrayMath;
import io.divergence.math.Exponentials;
import java.util.Arrays;

/**
 * The alpha divergence in Amari's form, f = (u^a - a (u - 1) - 1)/(a (a - 1)), times a factor. The limits a to 1 and
 * a to 0 are forward and reverse KL, which this class includes; chi^2 and the squared Hellinger distance are
 * multiples. Immutable.
 */
public final class AlphaDivergence implements Divergence {
    private final String name;
    private final double a;
    private final double factor;
    /** Of f towards both ends: kept once it was asked for, as every binding of a problem does; another thread may make it anew. */
    private Expansion expansion;

    AlphaDivergence(String name, double a, double factor) {
        this.name = name;
        this.a = a;
        this.factor = factor;
    }

    /** {@return the exponent a: 1 for forward KL, 0 for reverse KL, 2 and -1 for chi^2, 1/2 for Hellinger} */
    public double exponent() {
        return a;
    }

    /** {@return the factor of Amari's form: 1 for the KL divergences, 2 for chi^2, 1/4 for the squared Hellinger} */
    public double factor() {
        return factor;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public double generator(double l) {
        if (a == 0.5) {
            double root = Math.expm1(0.5 * l);
            return 2 * factor * root * root;
        }
        // The form below is free of cancellation for a >= 1/2; the rest follows from f_a(l) = e^l f_(1-a)(-l).
        if (a >= 0.5) {
            return factor * upper(a, l);
        }
        if (l < -30) {
            // The same with e^l multiplied out, since the dual may overflow where the product does not.
            return factor * ((a == 0 ? l : Math.expm1(a * l) / a) + 1 - Math.exp(l)) / (a - 1);
        }
        return factor * Math.exp(l) * upper(1 - a, -l);
    }

    private static double upper(double a, double l) {
        double d = a - 1;
        double u = Math.exp(l);
        if (u == 0) {
            return 1 / a;
        }
        if (Math.abs(l) > 30) {
            // u^a and u - 1 in one scale: e^l (expm1(d l)/d - 1) + 1, all over a. Below, e^-l overflows before e^l is 0.
            double growth = d == 0 ? l : Math.expm1(d * l) / d;
            return (u * (growth - 1) + 1) / a;
        }
        double remainder = d == 0 ? 0 : Exponentials.expm1MinusX(d * l) / d;
        return u * (Exponentials.expm1MinusX(-l) + remainder) / a;
    }

    @Override
    public double scoreWeight(double l) {
        if (a == 0) {
            return -factor * l;
        }
        return -factor * Math.expm1(a * l) / a;
    }

    @Override
    public double pathWeight(double l) {
        return a == 0 ? factor : factor * Math.exp(a * l);
    }

    /** Of forward KL, chi^2(p||q) and Hellinger, u l - (u - 1), (u - 1)^2 and (sqrt u - 1)^2; near l = 0 good to a spacing of doubles at 1. */
    @Override
    public void values(int n, double[] l, double[] out, double[] scratch) {
        if (a == 0.5) {
            powers(n, l, out, scratch);
            for (int i = 0; i < n; i++) {
                out[i] = 2 * factor * (out[i] - 1) * (out[i] - 1);
            }
            return;
        }
        if (a != 1 && a != 2) {
            Divergence.super.values(n, l, out, scratch);
            return;
        }
        ArrayMath.exp(n, l, out, scratch);
        if (a == 2) {
            for (int i = 0; i < n; i++) {
                out[i] = 0.5 * factor * (out[i] - 1) * (out[i] - 1);
            }
            return;
        }
        for (int i = 0; i < n; i++) {
            // At l of minus infinity u l is 0.
            double x = Math.max(l[i], -1e4);
            out[i] = factor * Math.max(0, out[i] * (x - 1) + 1);
        }
    }

    /** Near l = 0 good to a spacing of doubles at 1, since u^a - 1 is taken as a difference. */
    @Override
    public void scoreWeights(int n, double[] l, double[] out, double[] scratch) {
        if (a == 0) {
            scale(n, l, -factor, out);
            return;
        }
        powers(n, l, out, scratch);
        double c = -factor / a;
        for (int i = 0; i < n; i++) {
            out[i] = c * (out[i] - 1);
        }
    }

    @Override
    public void pathWeights(int n, double[] l, double[] out, double[] scratch) {
        if (a == 0) {
            Arrays.fill(out, 0, n, factor);
            return;
        }
        powers(n, l, out, scratch);
        scale(n, out, factor, out);
    }

    /** u^a. */
    private void powers(int n, double[] l, double[] out, double[] scratch) {
        scale(n, l, a, out);
        ArrayMath.exp(n, out, out, scratch);
    }

    private static void scale(int n, double[] x, double c, double[] out) {
        for (int i = 0; i < n; i++) {
            out[i] = c * x[i];
        }
    }

    /** The dual of h: u f' = (u^a - u)/(a - 1), without the difference f - h. */
    @Override
    public double slope(double l) {
        double d = a - 1;
        if (l == Double.NEGATIVE_INFINITY) {
            return a > 0 ? 0 : a == 0 ? -factor : Double.NEGATIVE_INFINITY;
        }
        // Far out one of the two powers overflows or vanishes before their product does.
        if (l < -300 && d != 0) {
            return factor * (Math.exp(a == 0 ? 0 : a * l) - Math.exp(l)) / d;
        }
        if (l > 300 && d > 0) {
            return factor * Math.exp(a * l) * -Math.expm1(-d * l) / d;
        }
        return factor * Math.exp(l) * (d == 0 ? l : Math.expm1(d * l) / d);
    }

    @Override
    public NormalizerEffect normalizerEffect() {
        return a == 0 ? NormalizerEffect.shiftsValue() : NormalizerEffect.scalesGradient(a);
    }

    /** f without its factor: u^a/(a (a - 1)) - u/(a - 1) + 1/a, and the limits; exact at both ends. */
    private Expansion withoutFactor() {
        if (a == 1) {
            return Expansion.of(new Expansion.Term(1, -1, 1), new Expansion.Term(0, 1, 0));
        }
        if (a == 0) {
            return Expansion.of(new Expansion.Term(1, 1, 0), new Expansion.Term(0, -1, -1));
        }
        return Expansion.of(new Expansion.Term(a, 1 / (a * (a - 1)), 0), new Expansion.Term(1, -1 / (a - 1), 0),
                new Expansion.Term(0, 1 / a, 0));
    }

    private Expansion expansion() {
        Expansion known = expansion;
        if (known == null) {
            known = withoutFactor().times(factor);
            expansion = known;
        }
        return known;
    }

    @Override
    public Expansion atInfinity() {
        return expansion();
    }

    @Override
    public Expansion atZero() {
        return expansion();
    }

    /** The textbook's weight is -u^a/a; that of reverse KL is -l, as it is. */
    @Override
    public double uncentredOffset() {
        return a == 0 ? 0 : -factor / a;
    }

    /** The textbook's generator is u^a/(a (a - 1)), u log u and -log u. */
    @Override
    public double uncentredLinearTerm() {
        return a == 1 ? factor : factor / (a - 1);
    }

    @Override
    public Divergence reversed() {
        return Divergences.alphaFamily(1 - a, factor);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof AlphaDivergence that && that.a == a && that.factor == factor;
    }

    @Override
    public int hashCode() {
        return Double.hashCode(a) * 31 + Double.hashCode(factor);
    }

    @Override
    public String toString() {
        return name;
    }
}
