package io.divergence.target;

import io.divergence.math.Checks;

/**
 * A sum of log terms over N rows of data, of which any rows can be added: the log likelihood of independent observations. Immutable
 * and thread-safe, unless it hands out copies of its own for each worker.
 */
public interface DataTerms {

    /** {@return the number N of rows, 0 or more} */
    int rows();

    /** {@return the dimension D of z, at least 1} */
    int dimension();

    /**
     * Adds scale * SUM_i term(rows[i], z_k), i in [from, to), to out[k] for the points k in [zFrom, zTo), and the gradient of that by
     * z_k to row k of the gradient.
     *
     * @param rows row numbers in [0, N); not to be written
     * @param from first entry of rows
     * @param to one past the last entry of rows
     * @param scale what the sum is multiplied by, positive
     * @param z points, row-major K x D; not to be written
     * @param zFrom first point
     * @param zTo one past the last point
     * @param out added to; in nats
     * @param gradient row-major K x D, added to; null if it is not asked for
     */
    void add(int[] rows, int from, int to, double scale, double[] z, int zFrom, int zTo, double[] out, double[] gradient);

    /** {@return whether {@link #add} can add gradients} */
    default boolean isDifferentiable() {
        return true;
    }

    /** Returns the object that one worker will call; this one unless it needs scratch space. */
    default DataTerms boundCopy() {
        return this;
    }

    /** The log term of one row of data. */
    @FunctionalInterface
    interface Term {
        /** Returns the log term of a row in nats; z has length D, is reused between calls, and not to be written. */
        double at(int row, double[] z);
    }

    /** The gradient of the log term of one row of data. */
    @FunctionalInterface
    interface TermGradient {
        /** Writes the D partial derivatives by z; z is reused between calls, and not to be written. */
        void at(int row, double[] z, double[] gradient);
    }

    /** Returns terms by a function of one row and one point; it must be thread-safe. */
    static DataTerms of(int dimension, int rows, Term term) {
        return new PointTerms(Checks.atLeast("dimension", dimension, 1), Checks.atLeast("rows", rows, 0), Checks.notNull("term", term), null);
    }

    /** Returns terms by a function of one row and one point, and its gradient; both must be thread-safe. */
    static DataTerms of(int dimension, int rows, Term term, TermGradient gradient) {
        return new PointTerms(Checks.atLeast("dimension", dimension, 1), Checks.atLeast("rows", rows, 0), Checks.notNull("term", term),
                Checks.notNull("gradient", gradient));
    }
}
