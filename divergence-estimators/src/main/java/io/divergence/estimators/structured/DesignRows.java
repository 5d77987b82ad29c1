package io.divergence.estimators.structured;

import io.divergence.model.DesignMatrix;

/**
 * The rows x_n of a design, each an array of its own: products with them are loops over arrays from the same index on, four rows at a
 * time, which become vector instructions. Immutable.
 */
final class DesignRows {
    final int n;
    final int d;
    private final double[][] rows;

    private DesignRows(double[][] rows, int d) {
        this.rows = rows;
        this.d = d;
        n = rows.length;
    }

    static DesignRows of(DesignMatrix x) {
        double[][] rows = new double[x.rows()][x.columns()];
        for (int i = 0; i < rows.length; i++) {
            x.copyRow(i, rows[i]);
        }
        return new DesignRows(rows, x.columns());
    }

    /** Returns every stride-th row, shared with this object. */
    DesignRows every(int stride) {
        double[][] some = new double[(n + stride - 1) / stride][];
        for (int i = 0; i < some.length; i++) {
            some[i] = rows[i * stride];
        }
        return new DesignRows(some, d);
    }

    /** Writes x_i . mean to out[i], i in [from, to). */
    void predict(int from, int to, double[] mean, double[] out) {
        int i = from;
        for (; i + 1 < to; i += 2) {
            predictTwo(i, mean, out);
        }
        if (i < to) {
            out[i] = Sums.dot(d, rows[i], mean);
        }
    }

    /** Two rows at once, each summed as {@link Sums#dot} does: eight sums that do not wait for each other. */
    private void predictTwo(int i, double[] mean, double[] out) {
        double[] x = rows[i];
        double[] y = rows[i + 1];
        double a = 0;
        double b = 0;
        double c = 0;
        double e = 0;
        double f = 0;
        double g = 0;
        double p = 0;
        double q = 0;
        int j = 0;
        for (; j + 3 < d; j += 4) {
            a = Math.fma(x[j], mean[j], a);
            b = Math.fma(x[j + 1], mean[j + 1], b);
            c = Math.fma(x[j + 2], mean[j + 2], c);
            e = Math.fma(x[j + 3], mean[j + 3], e);
            f = Math.fma(y[j], mean[j], f);
            g = Math.fma(y[j + 1], mean[j + 1], g);
            p = Math.fma(y[j + 2], mean[j + 2], p);
            q = Math.fma(y[j + 3], mean[j + 3], q);
        }
        for (; j < d; j++) {
            a = Math.fma(x[j], mean[j], a);
            f = Math.fma(y[j], mean[j], f);
        }
        out[i] = (a + b) + (c + e);
        out[i + 1] = (f + g) + (p + q);
    }

    /** Writes the square root of SUM_j x_ij^2 variances[j] to out[i]. */
    void spread(int from, int to, double[] variances, double[] out) {
        for (int i = from; i < to; i++) {
            out[i] = Math.sqrt(Sums.weightedSquares(d, rows[i], variances));
        }
    }

    /**
     * Writes u_i = W^T x_i and its Euclidean length to out[i].
     *
     * @param factor W, upper or lower triangular, by rows
     * @param u receives u_i as u[i - from]
     */
    void spread(int from, int to, double[][] factor, boolean upper, double[][] u, double[] out) {
        int i = from;
        for (; i + 1 < to; i += 2) {
            multiply(rows[i], rows[i + 1], factor, upper, u[i - from], u[i + 1 - from]);
        }
        if (i < to) {
            multiply(rows[i], rows[i], factor, upper, u[i - from], u[to - from]);
        }
        for (i = from; i < to; i++) {
            out[i] = Math.sqrt(Sums.dot(d, u[i - from], u[i - from]));
        }
    }

    private void multiply(double[] x, double[] y, double[][] w, boolean upper, double[] u, double[] v) {
        java.util.Arrays.fill(u, 0, d, 0);
        java.util.Arrays.fill(v, 0, d, 0);
        int j = 0;
        for (; j + 3 < d; j += 4) {
            Kernels.add4(upper ? j : 0, upper ? d : j + 4, w[j], w[j + 1], w[j + 2], w[j + 3], x[j], x[j + 1], x[j + 2], x[j + 3], u,
                    y[j], y[j + 1], y[j + 2], y[j + 3], v);
        }
        for (; j < d; j++) {
            Kernels.add1(upper ? j : 0, upper ? d : j + 1, w[j], x[j], u);
            Kernels.add1(upper ? j : 0, upper ? d : j + 1, w[j], y[j], v);
        }
    }

    /** Adds SUM_i w_i x_i. */
    void addTransposed(int from, int to, double[] w, double[] out) {
        int i = from;
        for (; i + 3 < to; i += 4) {
            Kernels.add4(0, d, rows[i], rows[i + 1], rows[i + 2], rows[i + 3], w[i], w[i + 1], w[i + 2], w[i + 3], out);
        }
        for (; i < to; i++) {
            Kernels.add1(0, d, rows[i], w[i], out);
        }
    }

    /** Adds SUM_i w_i x_ij^2 to out[j]. */
    void addSquares(int from, int to, double[] w, double[] out) {
        for (int i = from; i < to; i++) {
            double[] x = rows[i];
            double a = w[i];
            for (int j = 0; j < d; j++) {
                out[j] = Math.fma(a * x[j], x[j], out[j]);
            }
        }
    }

    /** Adds SUM_i w_i |x_ij| to absolute[j] and SUM_i v_i x_ij^2 to squares[j]. */
    void addErrors(int from, int to, double[] w, double[] absolute, double[] v, double[] squares) {
        for (int i = from; i < to; i++) {
            double[] x = rows[i];
            double a = w[i];
            double b = v[i];
            for (int j = 0; j < d; j++) {
                absolute[j] = Math.fma(a, Math.abs(x[j]), absolute[j]);
                squares[j] = Math.fma(b * x[j], x[j], squares[j]);
            }
        }
    }

    /** Adds SUM_i w_i x_i x_i^T to the upper triangle of h. */
    void addGram(int from, int to, double[] w, double[][] h) {
        addProduct(from, to, w, rows, 0, true, h);
    }

    /**
     * Adds SUM_i w_i x_i u_i^T to the upper or the lower triangle of h, whose other entries are changed, too.
     *
     * @param u where u_i is u[i - shift]
     */
    void addProduct(int from, int to, double[] w, double[][] u, int shift, boolean upper, double[][] h) {
        int i = from;
        for (; i + 3 < to; i += 4) {
            addFour(i, w, u[i - shift], u[i + 1 - shift], u[i + 2 - shift], u[i + 3 - shift], upper, h);
        }
        for (; i < to; i++) {
            for (int j = 0; j < d; j++) {
                Kernels.add1(upper ? j : 0, upper ? d : j + 1, u[i - shift], w[i] * rows[i][j], h[j]);
            }
        }
    }

    private void addFour(int i, double[] w, double[] u0, double[] u1, double[] u2, double[] u3, boolean upper, double[][] h) {
        double[] x0 = rows[i];
        double[] x1 = rows[i + 1];
        double[] x2 = rows[i + 2];
        double[] x3 = rows[i + 3];
        double w0 = w[i];
        double w1 = w[i + 1];
        double w2 = w[i + 2];
        double w3 = w[i + 3];
        int j = 0;
        for (; j + 1 < d; j += 2) {
            Kernels.add4(upper ? j : 0, upper ? d : j + 2, u0, u1, u2, u3, w0 * x0[j], w1 * x1[j], w2 * x2[j], w3 * x3[j], h[j],
                    w0 * x0[j + 1], w1 * x1[j + 1], w2 * x2[j + 1], w3 * x3[j + 1], h[j + 1]);
        }
        if (j < d) {
            Kernels.add4(upper ? j : 0, upper ? d : j + 1, u0, u1, u2, u3, w0 * x0[j], w1 * x1[j], w2 * x2[j], w3 * x3[j], h[j]);
        }
    }
}
