package io.divergence.math;

/**
 * Products of small dense matrices whose rows are arrays of their own: row i of a matrix a is a[i], from its entry 0 on. In this
 * form, other than with row offsets in one array, the compiler turns the inner loops into vector instructions; four rows are added
 * at a time by fused multiplications.
 *
 * <p>Nothing is allocated; the caller owns all arrays, and the result must share none with the factors. Rows may be longer than
 * needed. The order of summation is fixed, so that the bits of a result depend on the arguments only, and those of a row of a
 * product on its own row of the first factor, not on how many rows are worked on at once. Arrays that are too short end in an
 * {@link IndexOutOfBoundsException}. Stateless.
 */
public final class RowMatrix {
    /** Columns that are worked on at a time: the rows of the result stay in the fastest cache. */
    private static final int COLUMNS = 512;

    private RowMatrix() {
    }

    /**
     * Adds A B to C: c[k][i] += SUM_j a[k][j] b[j][i], k &lt; rows, j &lt; inner, i &lt; columns.
     *
     * @param a rows x inner
     * @param b inner x columns
     * @param c rows x columns
     */
    public static void addProduct(double[][] a, int rows, double[][] b, int inner, int columns, double[][] c) {
        for (int from = 0; from < columns; from += COLUMNS) {
            int to = Math.min(columns, from + COLUMNS);
            int j = 0;
            for (; j < inner - 3; j += 4) {
                for (int k = 0; k < rows; k++) {
                    double[] x = a[k];
                    addFour(from, to, x[j], x[j + 1], x[j + 2], x[j + 3], b[j], b[j + 1], b[j + 2], b[j + 3], c[k]);
                }
            }
            for (; j < inner; j++) {
                for (int k = 0; k < rows; k++) {
                    addOne(from, to, a[k][j], b[j], c[k]);
                }
            }
        }
    }

    /**
     * Adds the lower triangle of A^T B, the diagonal included, to C: c[i][j] += SUM_k a[k][i] b[k][j], k &lt; rows, j &lt;= i &lt; d.
     *
     * @param a rows x d
     * @param b rows x d; it may be a
     * @param c d rows, row i of i + 1 entries or more
     */
    public static void addLowerGram(double[][] a, double[][] b, int rows, int d, double[][] c) {
        for (int i = 0; i < d; i++) {
            int k = 0;
            for (; k < rows - 3; k += 4) {
                addFour(0, i + 1, a[k][i], a[k + 1][i], a[k + 2][i], a[k + 3][i], b[k], b[k + 1], b[k + 2], b[k + 3], c[i]);
            }
            for (; k < rows; k++) {
                addOne(0, i + 1, a[k][i], b[k], c[i]);
            }
        }
    }

    /**
     * Adds L e to z for each row e of a matrix: z[k][i] += diagonal[i] e[k][i] + SUM_(j &lt; i) L_ij e[k][j], k &lt; rows, i &lt; d.
     *
     * @param e rows x d
     * @param diagonal the d diagonal entries of L
     * @param below the entries of L below the diagonal, row by row: L_ij is below[from + i (i - 1)/2 + j]
     * @param from where they begin
     * @param z rows x d
     */
    public static void addLowerProduct(double[][] e, int rows, double[] diagonal, double[] below, int from, int d, double[][] z) {
        for (int i = 0; i < d; i++) {
            int row = from + i * (i - 1) / 2;
            int k = 0;
            for (; k < rows - 1; k += 2) {
                addTwoDots(i, below, row, diagonal[i], e[k], e[k + 1], z[k], z[k + 1]);
            }
            if (k < rows) {
                addDot(i, below, row, diagonal[i], e[k], z[k]);
            }
        }
    }

    private static void addFour(int from, int to, double a0, double a1, double a2, double a3, double[] p0, double[] p1, double[] p2,
            double[] p3, double[] c) {
        for (int i = from; i < to; i++) {
            c[i] = Math.fma(a0, p0[i], Math.fma(a1, p1[i], Math.fma(a2, p2[i], Math.fma(a3, p3[i], c[i]))));
        }
    }

    private static void addOne(int from, int to, double a, double[] p, double[] c) {
        for (int i = from; i < to; i++) {
            c[i] = Math.fma(a, p[i], c[i]);
        }
    }

    /** Two rows share the loads of L; each has the sums, and so the bits, of {@link #addDot}. */
    private static void addTwoDots(int i, double[] l, int row, double diagonal, double[] x, double[] y, double[] xOut, double[] yOut) {
        double x0 = 0;
        double x1 = 0;
        double x2 = 0;
        double x3 = 0;
        double y0 = 0;
        double y1 = 0;
        double y2 = 0;
        double y3 = 0;
        int j = 0;
        for (; j < i - 3; j += 4) {
            double l0 = l[row + j];
            double l1 = l[row + j + 1];
            double l2 = l[row + j + 2];
            double l3 = l[row + j + 3];
            x0 = Math.fma(l0, x[j], x0);
            x1 = Math.fma(l1, x[j + 1], x1);
            x2 = Math.fma(l2, x[j + 2], x2);
            x3 = Math.fma(l3, x[j + 3], x3);
            y0 = Math.fma(l0, y[j], y0);
            y1 = Math.fma(l1, y[j + 1], y1);
            y2 = Math.fma(l2, y[j + 2], y2);
            y3 = Math.fma(l3, y[j + 3], y3);
        }
        for (; j < i; j++) {
            x0 = Math.fma(l[row + j], x[j], x0);
            y0 = Math.fma(l[row + j], y[j], y0);
        }
        xOut[i] += Math.fma(diagonal, x[i], (x0 + x1) + (x2 + x3));
        yOut[i] += Math.fma(diagonal, y[i], (y0 + y1) + (y2 + y3));
    }

    private static void addDot(int i, double[] l, int row, double diagonal, double[] x, double[] out) {
        double x0 = 0;
        double x1 = 0;
        double x2 = 0;
        double x3 = 0;
        int j = 0;
        for (; j < i - 3; j += 4) {
            x0 = Math.fma(l[row + j], x[j], x0);
            x1 = Math.fma(l[row + j + 1], x[j + 1], x1);
            x2 = Math.fma(l[row + j + 2], x[j + 2], x2);
            x3 = Math.fma(l[row + j + 3], x[j + 3], x3);
        }
        for (; j < i; j++) {
            x0 = Math.fma(l[row + j], x[j], x0);
        }
        out[i] += Math.fma(diagonal, x[i], (x0 + x1) + (x2 + x3));
    }
}
