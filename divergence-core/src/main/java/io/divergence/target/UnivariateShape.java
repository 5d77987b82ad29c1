package io.divergence.target;

import java.util.List;

/**
 * What is known of the shape of a one-dimensional density: what quadrature needs to be sure of its answer.
 *
 * <p>The line is cut at {@link #breakPoints()}; between two of them, or beyond the last, the density is smooth, and either
 * zero or positive throughout. {@link #towards} tells how it behaves as one of them, or infinity, is approached.
 */
public interface UnivariateShape {
    /** No break points. */
    double[] SMOOTH = {};

    /** {@return where there may be mass} */
    Support support();

    /** {@return the places and scales at which the density changes; not empty} */
    List<Feature> features();

    /** {@return how the density behaves towards the lower edge of its support, which may be negative infinity} */
    Tail lowerTail();

    /** {@return how the density behaves towards the upper edge of its support, which may be positive infinity} */
    Tail upperTail();

    /**
     * {@return the finite points, in no special order, at which the density is not smooth: finite edges of the support,
     * corners, poles} A new array, or one of length zero.
     */
    default double[] breakPoints() {
        Support support = support();
        boolean lower = !Double.isInfinite(support.lower(0));
        boolean upper = !Double.isInfinite(support.upper(0));
        if (lower && upper) {
            return new double[] {support.lower(0), support.upper(0)};
        }
        return lower ? new double[] {support.lower(0)} : upper ? new double[] {support.upper(0)} : SMOOTH;
    }

    /**
     * Returns how the density behaves as a point is approached from one side.
     *
     * @param point any number, or an infinity
     * @param side +1 if the point is approached from above, -1 from below
     */
    default Tail towards(double point, int side) {
        Support support = support();
        double lower = support.lower(0);
        double upper = support.upper(0);
        if (side > 0 ? point < lower || point >= upper : point <= lower || point > upper) {
            return Tail.none();
        }
        if (side > 0 && point == lower) {
            return lowerTail();
        }
        return side < 0 && point == upper ? upperTail() : Tail.constant();
    }
}
