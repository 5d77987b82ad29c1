package io.divergence.target;

import io.divergence.math.Checks;
import java.util.Arrays;

/**
 * Where a target may have mass: all of R^D, a box (whose sides may be infinite), or a set without volume
 * (a lattice, or the points of a data set). Immutable.
 *
 * <p>The path form of a gradient holds on R^D only, and quadrature must know the edges.
 */
public final class Support {

    /** The kinds of support. */
    public enum Kind {
        /** All of R^D. */
        REALS,
        /** A product of intervals, some of them bounded. */
        BOX,
        /** Points: integers, or data. */
        POINTS
    }

    private static final Support LINE = spanning(Kind.REALS, 1);

    private final Kind kind;
    private final double[] lower;
    private final double[] upper;

    private Support(Kind kind, double[] lower, double[] upper) {
        this.kind = kind;
        this.lower = lower;
        this.upper = upper;
    }

    /** Returns all of R^D. */
    public static Support reals(int dimension) {
        return dimension == 1 ? LINE : spanning(Kind.REALS, dimension);
    }

    /** Returns the support of a distribution on points of R^D. */
    public static Support points(int dimension) {
        return spanning(Kind.POINTS, dimension);
    }

    private static Support spanning(Kind kind, int dimension) {
        Checks.atLeast("dimension", dimension, 1);
        double[] lower = new double[dimension];
        double[] upper = new double[dimension];
        Arrays.fill(lower, Double.NEGATIVE_INFINITY);
        Arrays.fill(upper, Double.POSITIVE_INFINITY);
        return new Support(kind, lower, upper);
    }

    /**
     * Returns an interval.
     *
     * @throws IllegalArgumentException unless lower &lt; upper
     */
    public static Support interval(double lower, double upper) {
        return box(new double[] {lower}, new double[] {upper});
    }

    /**
     * Returns a box; a side may be infinite, and the box is R^D if all are.
     *
     * @throws IllegalArgumentException unless lower[i] &lt; upper[i] for every i
     */
    public static Support box(double[] lower, double[] upper) {
        Checks.notNull("lower", lower);
        Checks.length("upper", upper, lower.length);
        Checks.atLeast("dimension", lower.length, 1);
        boolean bounded = false;
        for (int i = 0; i < lower.length; i++) {
            if (!(lower[i] < upper[i])) {
                throw Checks.illegal("upper[" + i + "]", upper[i], "must be above lower[" + i + "] = " + lower[i]);
            }
            bounded |= !Double.isInfinite(lower[i]) || !Double.isInfinite(upper[i]);
        }
        return new Support(bounded ? Kind.BOX : Kind.REALS, lower.clone(), upper.clone());
    }

    /** {@return the kind of this support} */
    public Kind kind() {
        return kind;
    }

    /** {@return the dimension D} */
    public int dimension() {
        return lower.length;
    }

    /** {@return the lower edge of coordinate i, maybe negative infinity} */
    public double lower(int i) {
        return lower[i];
    }

    /** {@return the upper edge of coordinate i, maybe positive infinity} */
    public double upper(int i) {
        return upper[i];
    }

    /** {@return whether the edges of this support enclose those of another of the same dimension} */
    public boolean encloses(Support other) {
        for (int i = 0; i < lower.length; i++) {
            if (other.lower[i] < lower[i] || other.upper[i] > upper[i]) {
                return false;
            }
        }
        return true;
    }

    @Override
    public String toString() {
        if (kind == Kind.BOX) {
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < lower.length; i++) {
                text.append(i == 0 ? "" : " x ").append('[').append(lower[i]).append(", ").append(upper[i]).append(']');
            }
            return text.toString();
        }
        return (kind == Kind.POINTS ? "points of " : "") + (lower.length == 1 ? "R" : "R^" + lower.length);
    }
}
