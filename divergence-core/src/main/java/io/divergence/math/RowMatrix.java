package io.divergence.math;

import java.util.Arrays;

/**
 * Products of small dense matrices whose rows are arrays of their own: row i of a matrix a is a[i], from its entry 0 on. In this
 * form, other than with row offsets in one array, the compiler turns the inner loops into vector instructions; six or four rows are added
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
    /** Columns of a triangle that are worked on at a time: all rows of the second factor stay in the fastest cache. */
    private static final int PANEL = 256;

    /** Columns that {@link #addLowerProduct(double[][], int, double[], double[], int, int, double[][], double[][])} takes at a time. */
    public static final int COLUMN_GROUP = 6;

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
            for (; j < inner - 5; j += 6) {
                for (int k = 0; k < rows; k++) {
                    double[] x = a[k];
                    addSix(from, to, x[j], x[j + 1], x[j + 2], x[j + 3], x[j + 4], x[j + 5], b[j], b[j + 1], b[j + 2], b[j + 3], b[j + 4],
                            b[j + 5], c[k]);
                }
            }
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
     * Adds the lower triangle of A^T B, SUM_k a[k][i] b[k][j], k &lt; rows, j &lt;= i &lt; d, to a packed one: the diagonal to
     * out[from + i], and what is below it row by row to out[from + d + i (i - 1)/2 + j].
     *
     * @param a rows x d
     * @param b rows x d; it may be a
     * @param scale what the diagonal is multiplied by; null for 1
     * @param row scratch space of length d
     */
    public static void addLowerGram(double[][] a, double[][] b, int rows, int d, double[] scale, double[] out, int from,
            double[] row) {
        for (int start = 0; start < d; start += PANEL) {
            for (int i = start; i < d; i++) {
                int end = Math.min(i, start + PANEL);
                int at = from + d + i * (i - 1) / 2;
                System.arraycopy(out, at + start, row, start, end - start);
                if (i < start + PANEL) {
                    row[i] = 0;
                }
                addCombination(a, i, rows, b, start, Math.min(i + 1, start + PANEL), row);
                if (i < start + PANEL) {
                    out[from + i] += scale == null ? row[i] : scale[i] * row[i];
                }
                System.arraycopy(row, start, out, at + start, end - start);
            }
        }
    }

    /** Writes a factor times that triangle, whatever was there: without a pass over the packed matrix to clear it, nor one to scale it. */
    public static void setLowerGram(double[][] a, double[][] b, int rows, int d, double[] scale, double factor, double[] out, int from,
            double[] row) {
        for (int start = 0; start < d; start += PANEL) {
            for (int i = start; i < d; i++) {
                int end = Math.min(i, start + PANEL);
                int to = Math.min(i + 1, start + PANEL);
                Arrays.fill(row, start, to, 0);
                addCombination(a, i, rows, b, start, to, row);
                if (to > i) {
                    out[from + i] = (scale == null ? row[i] : scale[i] * row[i]) * factor;
                }
                multiply(start, end, factor, row);
                System.arraycopy(row, start, out, from + d + i * (i - 1) / 2 + start, end - start);
            }
        }
    }

    /** Returns SUM a[k][i]^2, k &lt; rows, i &lt; columns. */
    public static double squares(double[][] a, int rows, int columns) {
        double sum = 0;
        for (int k = 0; k < rows; k++) {
            sum += ArrayMath.dot(columns, a[k], a[k]);
        }
        return sum;
    }

    /** Multiplies the entries [from, to) of a vector. */
    public static void multiply(int from, int to, double factor, double[] x) {
        for (int j = from; j < to; j++) {
            x[j] *= factor;
        }
    }

    /** Adds SUM_k a[k][i] b[k] to the entries [from, to) of a row. */
    private static void addCombination(double[][] a, int i, int rows, double[][] b, int from, int to, double[] row) {
        int k = 0;
        for (; k < rows - 5; k += 6) {
            addSix(from, to, a[k][i], a[k + 1][i], a[k + 2][i], a[k + 3][i], a[k + 4][i], a[k + 5][i], b[k], b[k + 1], b[k + 2], b[k + 3],
                    b[k + 4], b[k + 5], row);
        }
        for (; k < rows - 3; k += 4) {
            addFour(from, to, a[k][i], a[k + 1][i], a[k + 2][i], a[k + 3][i], b[k], b[k + 1], b[k + 2], b[k + 3], row);
        }
        for (; k < rows; k++) {
            addOne(from, to, a[k][i], b[k], row);
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
        int i = 0;
        for (; i < d - 1; i += 2) {
            int row = from + i * (i - 1) / 2;
            int k = 0;
            for (; k < rows - 1; k += 2) {
                addFourDots(i, below, row, diagonal[i], diagonal[i + 1], e[k], e[k + 1], z[k], z[k + 1]);
            }
            if (k < rows) {
                addDot(i, below, row, diagonal[i], e[k], z[k]);
                addDot(i + 1, below, row + i, diagonal[i + 1], e[k], z[k]);
            }
        }
        if (i < d) {
            for (int k = 0; k < rows; k++) {
                addDot(i, below, from + i * (i - 1) / 2, diagonal[i], e[k], z[k]);
            }
        }
    }

    /**
     * Adds the same by the columns of L, with other roundings: six columns at a time are copied to arrays of their own, so that the sums
     * become vector instructions. For four rows and more, and an L that fits into a fast cache.
     *
     * @param columns scratch space of {@link #COLUMN_GROUP} x d
     */
    public static void addLowerProduct(double[][] e, int rows, double[] diagonal, double[] below, int from, int d, double[][] z,
            double[][] columns) {
        for (int top = 0; top < d; top += COLUMNS) {
            int end = Math.min(d, top + COLUMNS);
            int j = 0;
            for (; j < Math.min(end, d - 5); j += 6) {
                int start = Math.max(top, j);
                loadColumns(below, from, j, 6, start, end, diagonal, columns);
                for (int k = 0; k < rows; k++) {
                    double[] x = e[k];
                    addSix(start, end, x[j], x[j + 1], x[j + 2], x[j + 3], x[j + 4], x[j + 5], columns[0], columns[1], columns[2],
                            columns[3], columns[4], columns[5], z[k]);
                }
            }
            if (j < end) {
                loadColumns(below, from, j, d - j, Math.max(top, j), end, diagonal, columns);
                for (int k = 0; k < rows; k++) {
                    for (int q = 0; q < d - j; q++) {
                        addOne(Math.max(top, j), end, e[k][j + q], columns[q], z[k]);
                    }
                }
            }
        }
    }

    /** Copies the columns [j, j + count) of the rows [start, end) of L, with zeros above the diagonal. */
    private static void loadColumns(double[] below, int from, int j, int count, int start, int end, double[] diagonal, double[][] columns) {
        int full = Math.min(end, Math.max(start, j + count));
        for (int i = start; i < full; i++) {
            for (int q = 0; q < count; q++) {
                columns[q][i] = j + q < i ? below[from + i * (i - 1) / 2 + j + q] : j + q == i ? diagonal[i] : 0;
            }
        }
        if (full < end) {
            copySix(below, from + full * (full - 1) / 2 + j, full, end, columns[0], columns[1], columns[2], columns[3], columns[4], columns[5]);
        }
    }

    private static void copySix(double[] below, int first, int from, int to, double[] p0, double[] p1, double[] p2, double[] p3,
            double[] p4, double[] p5) {
        int at = first;
        for (int i = from; i < to; i++) {
            p0[i] = below[at];
            p1[i] = below[at + 1];
            p2[i] = below[at + 2];
            p3[i] = below[at + 3];
            p4[i] = below[at + 4];
            p5[i] = below[at + 5];
            at += i;
        }
    }

    private static void addSix(int from, int to, double a0, double a1, double a2, double a3, double a4, double a5, double[] p0, double[] p1,
            double[] p2, double[] p3, double[] p4, double[] p5, double[] c) {
        for (int i = from; i < to; i++) {
            double half = Math.fma(a3, p3[i], Math.fma(a4, p4[i], Math.fma(a5, p5[i], c[i])));
            c[i] = Math.fma(a0, p0[i], Math.fma(a1, p1[i], Math.fma(a2, p2[i], half)));
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

    /**
     * Two rows share the loads of two rows of L, an even one and the next; each has the sums, and so the bits, of {@link #addDot}: an odd
     * length has as many fours as the even one before.
     */
    private static void addFourDots(int i, double[] l, int row, double diagonal, double nextDiagonal, double[] x, double[] y,
            double[] xOut, double[] yOut) {
        int next = row + i;
        double x0 = 0;
        double x1 = 0;
        double x2 = 0;
        double x3 = 0;
        double y0 = 0;
        double y1 = 0;
        double y2 = 0;
        double y3 = 0;
        double u0 = 0;
        double u1 = 0;
        double u2 = 0;
        double u3 = 0;
        double v0 = 0;
        double v1 = 0;
        double v2 = 0;
        double v3 = 0;
        int j = 0;
        for (; j < i - 3; j += 4) {
            double l0 = l[row + j];
            double m0 = l[next + j];
            x0 = Math.fma(l0, x[j], x0);
            y0 = Math.fma(l0, y[j], y0);
            u0 = Math.fma(m0, x[j], u0);
            v0 = Math.fma(m0, y[j], v0);
            double l1 = l[row + j + 1];
            double m1 = l[next + j + 1];
            x1 = Math.fma(l1, x[j + 1], x1);
            y1 = Math.fma(l1, y[j + 1], y1);
            u1 = Math.fma(m1, x[j + 1], u1);
            v1 = Math.fma(m1, y[j + 1], v1);
            double l2 = l[row + j + 2];
            double m2 = l[next + j + 2];
            x2 = Math.fma(l2, x[j + 2], x2);
            y2 = Math.fma(l2, y[j + 2], y2);
            u2 = Math.fma(m2, x[j + 2], u2);
            v2 = Math.fma(m2, y[j + 2], v2);
            double l3 = l[row + j + 3];
            double m3 = l[next + j + 3];
            x3 = Math.fma(l3, x[j + 3], x3);
            y3 = Math.fma(l3, y[j + 3], y3);
            u3 = Math.fma(m3, x[j + 3], u3);
            v3 = Math.fma(m3, y[j + 3], v3);
        }
        for (; j < i; j++) {
            x0 = Math.fma(l[row + j], x[j], x0);
            y0 = Math.fma(l[row + j], y[j], y0);
            u0 = Math.fma(l[next + j], x[j], u0);
            v0 = Math.fma(l[next + j], y[j], v0);
        }
        u0 = Math.fma(l[next + i], x[i], u0);
        v0 = Math.fma(l[next + i], y[i], v0);
        xOut[i] += Math.fma(diagonal, x[i], (x0 + x1) + (x2 + x3));
        yOut[i] += Math.fma(diagonal, y[i], (y0 + y1) + (y2 + y3));
        xOut[i + 1] += Math.fma(nextDiagonal, x[i + 1], (u0 + u1) + (u2 + u3));
        yOut[i + 1] += Math.fma(nextDiagonal, y[i + 1], (v0 + v1) + (v2 + v3));
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
