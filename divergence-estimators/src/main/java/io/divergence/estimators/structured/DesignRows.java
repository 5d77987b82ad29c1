package io.divergence.estimators.structured;

import io.divergence.model.DesignMatrix;
import java.util.Arrays;

/**
 * The rows x_n of a design in blocks, and a block by its columns, each an array of its own: products with them are loops over the rows of
 * a block from index 0 on, several columns at a time, which become vector instructions however few columns there are. Immutable.
 */
final class DesignRows {
    /** Rows in a block; the last may have fewer. */
    static final int BLOCK = DesignMatrix.BLOCK;

    /** Rows that are transposed at once. */
    static final int TOGETHER = 8;
    /** Columns of a block that stay in the first cache while all sums over them are made; a multiple of three. */
    private static final int CACHED = 18;
    /** Rows of which a sample takes the first ones. */
    private static final int RUN = BLOCK / 2;
    private static final double[] ZEROS = new double[BLOCK];

    final int n;
    final int d;
    /** How many of each {@link #RUN} rows of the target are here: the first ones; a power of two. */
    private final int kept;
    private final int keptLog;
    /** Entry (n, j) is blocks[n/BLOCK][j][n%BLOCK]; columns of zeros are appended until their number is a multiple of four. */
    private final double[][][] blocks;

    private DesignRows(int n, int d, int kept) {
        this.n = n;
        this.d = d;
        this.kept = kept;
        keptLog = Integer.numberOfTrailingZeros(kept);
        blocks = new double[(n + BLOCK - 1) / BLOCK][fours(d)][];
    }

    /** {@return the multiple of four from d on: how many columns, rows of results, and so on, there must be} */
    static int fours(int d) {
        return (d + 3) / 4 * 4;
    }

    /** Of a matrix, whose columns are not copied. */
    static DesignRows of(DesignMatrix x) {
        DesignRows rows = new DesignRows(x.rows(), x.columns(), RUN);
        for (int b = 0; b < rows.blocks.length; b++) {
            rows.set(b, x.block(b));
        }
        return rows;
    }

    private void set(int block, double[][] columns) {
        System.arraycopy(columns, 0, blocks[block], 0, d);
        Arrays.fill(blocks[block], d, blocks[block].length, ZEROS);
    }

    /**
     * Returns the first of so many parts of each run of neighbours that are here: rows from everywhere, in few pieces, since single ones
     * would have the memory of all of them read.
     *
     * @param parts a power of two, at most {@link #RUN}/8 of all rows
     */
    DesignRows sample(int parts) {
        int run = kept / parts;
        DesignRows some = new DesignRows(n / kept * run + Math.min(run, n % kept), d, run);
        for (int b = 0; b < some.blocks.length; b++) {
            int count = some.count(b);
            some.set(b, new double[d][count]);
            for (int i = 0; i < count; i += run) {
                int row = (b * BLOCK + i) / run * kept;
                copy(blocks[row / BLOCK], row % BLOCK, some.blocks[b], i, Math.min(run, count - i));
            }
        }
        return some;
    }

    private void copy(double[][] from, int at, double[][] to, int begin, int length) {
        for (int j = 0; j < d; j++) {
            double[] column = from[j];
            double[] out = to[j];
            for (int i = 0; i < length; i++) {
                out[begin + i] = column[at + i];
            }
        }
    }

    /** {@return which row of the target a row is} */
    int origin(int row) {
        return (row >> keptLog) * RUN + (row & kept - 1);
    }

    int blocks() {
        return blocks.length;
    }

    /** How many rows a block has. */
    int count(int block) {
        return Math.min(BLOCK, n - block * BLOCK);
    }

    /** Writes x_i . mean of the rows of a block to out[0], out[1], ... */
    void predict(int block, double[] mean, double[] out) {
        double[][] x = blocks[block];
        int count = count(block);
        Arrays.fill(out, 0, count, 0);
        int j = 0;
        for (; j + 3 < d; j += 4) {
            Kernels.add4(count, x[j], x[j + 1], x[j + 2], x[j + 3], mean[j], mean[j + 1], mean[j + 2], mean[j + 3], out);
        }
        for (; j < d; j++) {
            Kernels.add1(0, count, x[j], mean[j], out);
        }
    }

    /** Writes the square roots of SUM_j x_ij^2 variances[j]. */
    void spread(int block, double[] variances, double[] out) {
        double[][] x = blocks[block];
        int count = count(block);
        Arrays.fill(out, 0, count, 0);
        int j = 0;
        for (; j + 3 < d; j += 4) {
            Kernels.addSquares4(count, x[j], x[j + 1], x[j + 2], x[j + 3], variances[j], variances[j + 1], variances[j + 2], variances[j + 3],
                    out);
        }
        for (; j < d; j++) {
            Kernels.addSquares(count, x[j], variances[j], out);
        }
        Kernels.root(count, out);
    }

    /**
     * Writes u_i = W^T x_i of the rows of a block and their Euclidean lengths.
     *
     * @param w W, upper or lower triangular, by rows; its other triangle is 0
     * @param u receives entry k of u_i as u[k][i]
     */
    void spread(int block, double[][] w, boolean upper, double[][] u, double[] out) {
        int count = count(block);
        int threes = d / 3 * 3;
        Arrays.fill(out, 0, count, 0);
        for (int k = 0; k < threes; k++) {
            Arrays.fill(u[k], 0, count, 0);
        }
        for (int first = 0; first < d; first += CACHED) {
            int end = Math.min(d, first + CACHED);
            int last = upper ? threes : Math.min(end, threes);
            for (int k = upper ? first : 0; k < last; k += 3) {
                imageThree(block, w, upper ? first : Math.max(first, k), upper ? Math.min(end, k + 3) : end, k, u);
                if (upper ? k < end : end == d) {
                    Kernels.addSquares2(count, u[k], u[k + 1], out);
                    Kernels.addSquares(count, u[k + 2], 1, out);
                }
            }
        }
        for (int k = threes; k < d; k++) {
            image(block, w, upper ? 0 : k, upper ? k + 1 : d, k, u[k]);
            Kernels.addSquares(count, u[k], 1, out);
        }
        Kernels.root(count, out);
    }

    /** Adds the columns from begin to end to u[k], u[k + 1], u[k + 2]. */
    private void imageThree(int block, double[][] w, int begin, int end, int k, double[][] u) {
        double[][] x = blocks[block];
        int count = count(block);
        int j = begin;
        for (; j + 2 < end; j += 3) {
            double[] w0 = w[j];
            double[] w1 = w[j + 1];
            double[] w2 = w[j + 2];
            Kernels.add3(count, x[j], x[j + 1], x[j + 2], w0[k], w1[k], w2[k], u[k], w0[k + 1], w1[k + 1], w2[k + 1], u[k + 1],
                    w0[k + 2], w1[k + 2], w2[k + 2], u[k + 2]);
        }
        for (; j < end; j++) {
            for (int m = k; m < k + 3; m++) {
                Kernels.add1(0, count, x[j], w[j][m], u[m]);
            }
        }
    }

    private void image(int block, double[][] w, int begin, int end, int k, double[] u) {
        double[][] x = blocks[block];
        int count = count(block);
        Arrays.fill(u, 0, count, 0);
        int j = begin;
        for (; j + 3 < end; j += 4) {
            Kernels.add4(count, x[j], x[j + 1], x[j + 2], x[j + 3], w[j][k], w[j + 1][k], w[j + 2][k], w[j + 3][k], u);
        }
        for (; j < end; j++) {
            Kernels.add1(0, count, x[j], w[j][k], u);
        }
    }

    /** Adds SUM_i w_i x_i over the rows of a block, w_i being w[0], w[1], ... here and below. */
    void addTransposed(int block, double[] w, double[] out) {
        double[][] x = blocks[block];
        int j = 0;
        for (; j + 7 < d; j += 8) {
            Sums.addDots(count(block), x, j, w, out);
        }
        for (; j < d; j++) {
            out[j] += Sums.dot(count(block), x[j], w);
        }
    }

    /** Adds SUM_i w_i x_ij^2 to out[j]. */
    void addSquares(int block, double[] w, double[] out) {
        addSquares(blocks[block], count(block), w, out);
    }

    /** Adds SUM_i w_i u[j][i]^2 to out[j]. */
    void addSquares(double[][] u, int count, double[] w, double[] out) {
        int j = 0;
        for (; j + 7 < d; j += 8) {
            Sums.addSquareDots(count, u, j, w, out);
        }
        for (; j < d; j++) {
            out[j] += Sums.weightedSquares(count, u[j], w);
        }
    }

    /** Adds SUM_i w_i |x_ij| to out[j]. */
    void addAbsolute(int block, double[] w, double[] out) {
        for (int j = 0; j < d; j++) {
            out[j] += Sums.absoluteDot(count(block), blocks[block][j], w);
        }
    }

    /**
     * Adds SUM_i w_i x_i x_i^T to the lower triangle of h, whose other entries are changed, too.
     *
     * @param scratch TOGETHER arrays of fours(d) entries, those from d on zeros
     * @param h fours(d) x fours(d)
     */
    void addGram(int block, double[] w, double[][] scratch, double[][] h) {
        int count = count(block);
        int i = 0;
        for (; i + TOGETHER <= count; i += TOGETHER) {
            transposeEight(blocks[block], i, scratch);
            for (int k = 0; k < TOGETHER; k += 2) {
                addOuter(scratch[k], scratch[k + 1], w[i + k], w[i + k + 1], h);
            }
        }
        for (; i < count; i += 2) {
            for (int k = 0; k < 2; k++) {
                for (int j = 0; j < d; j++) {
                    scratch[k][j] = i + k < count ? blocks[block][j][i + k] : 0;
                }
            }
            addOuter(scratch[0], scratch[1], w[i], i + 1 < count ? w[i + 1] : 0, h);
        }
    }

    private void transposeEight(double[][] x, int i, double[][] out) {
        double[] r0 = out[0];
        double[] r1 = out[1];
        double[] r2 = out[2];
        double[] r3 = out[3];
        double[] r4 = out[4];
        double[] r5 = out[5];
        double[] r6 = out[6];
        double[] r7 = out[7];
        for (int j = 0; j < d; j++) {
            double[] column = x[j];
            r0[j] = column[i];
            r1[j] = column[i + 1];
            r2[j] = column[i + 2];
            r3[j] = column[i + 3];
            r4[j] = column[i + 4];
            r5[j] = column[i + 5];
            r6[j] = column[i + 6];
            r7[j] = column[i + 7];
        }
    }

    /** Adds a r r^T + b s s^T. */
    private void addOuter(double[] r, double[] s, double a, double b, double[][] h) {
        for (int j = 0; j < d; j += 4) {
            Kernels.addShort2(j + 4, r, s, a * r[j], b * s[j], h[j], a * r[j + 1], b * s[j + 1], h[j + 1], a * r[j + 2], b * s[j + 2], h[j + 2],
                    a * r[j + 3], b * s[j + 3], h[j + 3]);
        }
    }

    /**
     * Adds SUM_i w_i x_i u_i^T to the upper or the lower triangle of h, whose other entries are changed, too.
     *
     * @param u where entry k of u_i is u[k][i], with as many arrays as scratch
     */
    void addProduct(int block, double[] w, double[][] u, boolean upper, double[][] scratch, double[][] h) {
        int count = count(block);
        for (int j = 0; j < d; j++) {
            Kernels.multiply(count, blocks[block][j], w, scratch[j]);
        }
        for (int j = 0; j < d; j += 4) {
            for (int k = upper ? j : 0; k < (upper ? d : j + 4); k += 4) {
                Sums.addDots(count, scratch, j, u, k, h);
            }
        }
    }
}
