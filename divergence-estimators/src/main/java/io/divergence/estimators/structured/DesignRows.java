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
    private static final double[] ZEROS = new double[BLOCK];

    final int n;
    final int d;
    /** Entry (n, j) is blocks[n/BLOCK][j][n%BLOCK]; columns of zeros are appended until their number is a multiple of four. */
    private final double[][][] blocks;

    private DesignRows(int n, int d) {
        this.n = n;
        this.d = d;
        blocks = new double[(n + BLOCK - 1) / BLOCK][fours(d)][];
    }

    /** {@return the multiple of four from d on: how many columns, rows of results, and so on, there must be} */
    static int fours(int d) {
        return (d + 3) / 4 * 4;
    }

    /** Of a matrix, whose columns are not copied. */
    static DesignRows of(DesignMatrix x) {
        DesignRows rows = new DesignRows(x.rows(), x.columns());
        for (int b = 0; b < rows.blocks.length; b++) {
            rows.set(b, x.block(b));
        }
        return rows;
    }

    private void set(int block, double[][] columns) {
        System.arraycopy(columns, 0, blocks[block], 0, d);
        Arrays.fill(blocks[block], d, blocks[block].length, ZEROS);
    }

    /** Returns every stride-th row. */
    DesignRows every(int stride) {
        DesignRows some = new DesignRows((n + stride - 1) / stride, d);
        for (int b = 0; b < some.blocks.length; b++) {
            int count = some.count(b);
            some.set(b, new double[d][count]);
            for (int i = 0; i < count; ) {
                int row = (b * BLOCK + i) * stride;
                int end = Math.min(count, i + (BLOCK - row % BLOCK + stride - 1) / stride);
                for (int j = 0; j < d; j++) {
                    gather(blocks[row / BLOCK][j], row % BLOCK, stride, some.blocks[b][j], i, end);
                }
                i = end;
            }
        }
        return some;
    }

    private static void gather(double[] column, int first, int stride, double[] out, int from, int to) {
        int at = first;
        for (int i = from; i < to; i++) {
            out[i] = column[at];
            at += stride;
        }
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
        Arrays.fill(out, 0, count, 0);
        int k = 0;
        for (; k + 1 < d; k += 2) {
            imageTwo(block, w, upper ? 0 : k, upper ? k + 2 : d, k, u[k], u[k + 1]);
            Kernels.addSquares2(count, u[k], u[k + 1], out);
        }
        if (k < d) {
            Arrays.fill(u[k], 0, count, 0);
            for (int j = upper ? 0 : k; j < d; j++) {
                Kernels.add1(0, count, blocks[block][j], w[j][k], u[k]);
            }
            Kernels.addSquares(count, u[k], 1, out);
        }
        Kernels.root(count, out);
    }

    private void imageTwo(int block, double[][] w, int begin, int end, int k, double[] u, double[] v) {
        double[][] x = blocks[block];
        int count = count(block);
        Arrays.fill(u, 0, count, 0);
        Arrays.fill(v, 0, count, 0);
        int j = begin;
        for (; j + 3 < end; j += 4) {
            double[] w0 = w[j];
            double[] w1 = w[j + 1];
            double[] w2 = w[j + 2];
            double[] w3 = w[j + 3];
            Kernels.add4(count, x[j], x[j + 1], x[j + 2], x[j + 3], w0[k], w1[k], w2[k], w3[k], u, w0[k + 1], w1[k + 1], w2[k + 1], w3[k + 1], v);
        }
        for (; j < end; j++) {
            Kernels.add1(0, count, x[j], w[j][k], u);
            Kernels.add1(0, count, x[j], w[j][k + 1], v);
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
            for (int k = 0; k < TOGETHER; k += 4) {
                addOuter(scratch[k], scratch[k + 1], scratch[k + 2], scratch[k + 3], w[i + k], w[i + k + 1], w[i + k + 2], w[i + k + 3], h);
            }
        }
        for (; i < count; i += 4) {
            for (int k = 0; k < 4; k++) {
                for (int j = 0; j < d; j++) {
                    scratch[k][j] = i + k < count ? blocks[block][j][i + k] : 0;
                }
            }
            addOuter(scratch[0], scratch[1], scratch[2], scratch[3], w[i], i + 1 < count ? w[i + 1] : 0, i + 2 < count ? w[i + 2] : 0,
                    i + 3 < count ? w[i + 3] : 0, h);
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

    /** Adds a r0 r0^T + b r1 r1^T + c r2 r2^T + e r3 r3^T. */
    private void addOuter(double[] r0, double[] r1, double[] r2, double[] r3, double a, double b, double c, double e, double[][] h) {
        for (int j = 0; j < d; j += 2) {
            Kernels.addShort4(j + 2, r0, r1, r2, r3, a * r0[j], b * r1[j], c * r2[j], e * r3[j], h[j],
                    a * r0[j + 1], b * r1[j + 1], c * r2[j + 1], e * r3[j + 1], h[j + 1]);
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
