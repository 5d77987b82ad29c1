package io.divergence.transform;

import io.divergence.math.Checks;
import io.divergence.target.Support;
import java.util.ArrayList;
import java.util.List;

/**
 * A differentiable map x = T(y) from R^M into the space of D coordinates in which a model is written. If D &gt; M, the
 * image is a surface, and the Jacobian J of the volume is that of M of the coordinates by y; each transform says which.
 *
 * <p>Rows are passed by array and offset, so that nothing is allocated; the caller owns all arrays, which must not
 * overlap. An implementation is immutable and thread-safe.
 *
 * <p>Source of the maps: Stan Reference Manual, chapter "Constraint Transforms".
 */
public interface Transform {

    /** {@return the number M of unconstrained coordinates, at least 1} */
    int unconstrainedDimension();

    /** {@return the number D of coordinates in the space of the model, at least M} */
    int dimension();

    /**
     * Writes x = T(y).
     *
     * @param y the point is y[yAt .. yAt + M)
     * @param yAt where y starts
     * @param x x[xAt .. xAt + D) receives T(y), inside the open image: a coordinate that rounds onto an edge is moved to
     *     the next number inside
     * @param xAt where x starts
     * @return log |det J(y)|, and negative infinity where a coordinate has left the range of doubles by overflow or by
     *     underflow to 0 at an edge at 0; then x is not to be used. Never NaN, never positive infinity.
     */
    double apply(double[] y, int yAt, double[] x, int xAt);

    /**
     * Writes the gradient by y: (dx/dy)^T g + factor * grad log |det J|, where {@link #apply} has not returned negative
     * infinity.
     *
     * @param y the point is y[yAt .. yAt + M)
     * @param yAt where y starts
     * @param x x[xAt .. xAt + D) is T(y), as written by {@link #apply}; not changed
     * @param xAt where x and g start
     * @param g g[xAt .. xAt + D) is a gradient by all D coordinates of x. It is used up: its values may be overwritten
     * @param factor of the gradient of log |det J|: 1 for densities, 0 for plain functions
     * @param out out[outAt .. outAt + M) receives the gradient by y
     * @param outAt where the gradient by y starts
     */
    void pullback(double[] y, int yAt, double[] x, int xAt, double[] g, double factor, double[] out, int outAt);

    /**
     * Writes the y with T(y) = x.
     *
     * @param x the point is x[xAt .. xAt + D); not changed
     * @param xAt where x starts
     * @param y y[yAt .. yAt + M) receives finite numbers
     * @param yAt where y starts
     * @throws IllegalArgumentException if x is not in the open image; it names the entry, its value and the rule
     */
    void invert(double[] x, int xAt, double[] y, int yAt);

    /** {@return whether different y have different x; true unless overridden} */
    default boolean isOneToOne() {
        return true;
    }

    /**
     * Returns whether the image is known to hold all points at which a density on coordinates [at, at + D) of a support may
     * have mass, so that the integral over R^M is that over the support. False if in doubt.
     */
    default boolean covers(Support support, int at) {
        return false;
    }

    /** Returns the names of the coordinates of x: the base name, with indices from 0 if D &gt; 1. */
    default List<String> names(String base) {
        Checks.notNull("base", base);
        if (dimension() == 1) {
            return List.of(base);
        }
        List<String> names = new ArrayList<>(dimension());
        for (int i = 0; i < dimension(); i++) {
            names.add(base + "[" + i + "]");
        }
        return List.copyOf(names);
    }

    /**
     * Returns T(y) in a new array.
     *
     * @param y of length M, finite
     */
    default double[] constrain(double... y) {
        Checks.length("y", Checks.allFinite("y", y), unconstrainedDimension());
        double[] x = new double[dimension()];
        apply(y, 0, x, 0);
        return x;
    }

    /**
     * Returns the y with T(y) = x in a new array.
     *
     * @param x of length D
     * @throws IllegalArgumentException if x is not in the open image
     */
    default double[] unconstrain(double... x) {
        Checks.length("x", x, dimension());
        double[] y = new double[unconstrainedDimension()];
        invert(x, 0, y, 0);
        return y;
    }
}
