package io.divergence.model;

import io.divergence.math.Checks;
import java.util.Arrays;

/**
 * The covariates of a regression: N rows (observations) of D columns. Immutable.
 *
 * <p>It is kept in blocks of 128 rows, and a block by its columns: products with a few coefficients are then loops over observations,
 * long enough for vector instructions however few columns there are.
 */
public final class DesignMatrix {
    /** How many rows a block has; the last may have fewer. */
    public static final int BLOCK = 128;
    /** How many rows the methods below take at once: half a block. The last may be fewer. */
    static final int TILE = BLOCK / 2;

    /** Rows that are read at once when the blocks are made. */
    private static final int TOGETHER = 8;

    private final int rows;
    private final int columns;
    /** Entry (n, j) is blocks[n/BLOCK][j][n%BLOCK]. */
    private final double[][][] blocks;

    /** From entries in rows, which are checked to be finite. */
    private DesignMatrix(int rows, int columns, double[] entries) {
        this.rows = rows;
        this.columns = columns;
        blocks = new double[(rows + BLOCK - 1) / BLOCK][columns][];
        double zero = 0;
        for (int b = 0; b < blocks.length; b++) {
            double[][] block = blocks[b];
            int count = Math.min(BLOCK, rows - b * BLOCK);
            for (int j = 0; j < columns; j++) {
                block[j] = new double[count];
            }
            int i = 0;
            for (; i + TOGETHER <= count; i += TOGETHER) {
                zero += copyRows(entries, (b * BLOCK + i) * columns, block, i);
            }
            for (; i < count; i++) {
                zero += copyRow(entries, (b * BLOCK + i) * columns, block, i);
            }
        }
        if (zero != 0) {
            Checks.allFinite("entries", entries);
        }
    }

    /** Copies eight rows; returns 0, or NaN if an entry is not finite: the entries are read once. */
    private double copyRows(double[] entries, int from, double[][] block, int to) {
        double a = 0;
        double b = 0;
        double c = 0;
        double d = 0;
        for (int k = 0; k < columns; k++) {
            int j = from + k;
            double[] column = block[k];
            double e0 = entries[j];
            double e1 = entries[j + columns];
            double e2 = entries[j + 2 * columns];
            double e3 = entries[j + 3 * columns];
            double e4 = entries[j + 4 * columns];
            double e5 = entries[j + 5 * columns];
            double e6 = entries[j + 6 * columns];
            double e7 = entries[j + 7 * columns];
            column[to] = e0;
            column[to + 1] = e1;
            column[to + 2] = e2;
            column[to + 3] = e3;
            column[to + 4] = e4;
            column[to + 5] = e5;
            column[to + 6] = e6;
            column[to + 7] = e7;
            a += (e0 - e0) + (e1 - e1);
            b += (e2 - e2) + (e3 - e3);
            c += (e4 - e4) + (e5 - e5);
            d += (e6 - e6) + (e7 - e7);
        }
        return (a + b) + (c + d);
    }

    private double copyRow(double[] entries, int from, double[][] block, int to) {
        double zero = 0;
        for (int j = 0; j < columns; j++) {
            double entry = entries[from + j];
            block[j][to] = entry;
            zero += entry - entry;
        }
        return zero;
    }

    /**
     * Returns the matrix of its entries in rows.
     *
     * @param entries row-major N x D, finite; copied
     * @param columns D
     */
    public static DesignMatrix ofRows(double[] entries, int columns) {
        if (Checks.notNull("entries", entries).length == 0) {
            throw Checks.illegal("entries", "[]", "must not be empty");
        }
        Checks.atLeast("columns", columns, 1);
        if (entries.length % columns != 0) {
            throw Checks.illegal("entries.length", entries.length, "must be a multiple of the number of columns " + columns);
        }
        return new DesignMatrix(entries.length / columns, columns, entries);
    }

    /**
     * Returns the matrix of columns, one per covariate.
     *
     * @param columns at least one, of one length, finite; copied
     */
    public static DesignMatrix ofColumns(double[]... columns) {
        Checks.noNulls("columns", columns);
        int n = columns[0].length;
        int d = columns.length;
        double[] entries = new double[n * d];
        for (int j = 0; j < d; j++) {
            Checks.length("columns[" + j + "]", columns[j], n);
            for (int i = 0; i < n; i++) {
                entries[i * d + j] = columns[j][i];
            }
        }
        return ofRows(entries, d);
    }

    /**
     * Returns the lagged values of a series: the row of time t = lags, lags + 1, ... is (y[t - 1], ..., y[t - lags]). The responses of
     * an autoregression are then y[lags], y[lags + 1], ...
     */
    public static DesignMatrix lagged(double[] series, int lags) {
        Checks.allFinite("series", series);
        Checks.atLeast("lags", lags, 1);
        Checks.atLeast("series.length", series.length, lags + 1);
        int n = series.length - lags;
        double[] entries = new double[n * lags];
        for (int i = 0; i < n; i++) {
            for (int k = 1; k <= lags; k++) {
                entries[i * lags + k - 1] = series[lags + i - k];
            }
        }
        return new DesignMatrix(n, lags, entries);
    }

    /** Returns this matrix with a column of ones before its own. */
    public DesignMatrix withIntercept() {
        double[] wider = new double[rows * (columns + 1)];
        for (int i = 0; i < rows; i++) {
            wider[i * (columns + 1)] = 1;
            for (int j = 0; j < columns; j++) {
                wider[i * (columns + 1) + 1 + j] = entry(i, j);
            }
        }
        return new DesignMatrix(rows, columns + 1, wider);
    }

    /** {@return the number of observations N} */
    public int rows() {
        return rows;
    }

    /** {@return the number of covariates D} */
    public int columns() {
        return columns;
    }

    /**
     * Writes a row to out[0], ..., out[D - 1].
     *
     * @param out of length D at least
     */
    public void copyRow(int row, double[] out) {
        if (!(row >= 0 && row < rows)) {
            throw Checks.illegal("row", row, "must lie in [0, " + rows + ")");
        }
        for (int j = 0; j < columns; j++) {
            out[j] = entry(row, j);
        }
    }

    /**
     * Writes the entries of a column in rows from, ..., to - 1 to out[0], out[1], ...
     *
     * @param out of length to - from at least
     */
    public void copyColumn(int column, int from, int to, double[] out) {
        if (!(column >= 0 && column < columns)) {
            throw Checks.illegal("column", column, "must lie in [0, " + columns + ")");
        }
        if (!(from >= 0 && to >= from && to <= rows)) {
            throw Checks.illegal("rows", "[" + from + ", " + to + ")", "must lie in [0, " + rows + ")");
        }
        for (int row = from; row < to;) {
            int b = row / BLOCK;
            int end = Math.min(to, (b + 1) * BLOCK);
            System.arraycopy(blocks[b][column], row - b * BLOCK, out, row - from, end - row);
            row = end;
        }
    }

    /**
     * Returns the columns of a block of rows, for loops over all entries: entry (n, j) is block(n/BLOCK)[j][n%BLOCK]. They are not copies,
     * and must not be written; the array of them is one.
     *
     * @param index from 0 to (N - 1)/BLOCK
     */
    public double[][] block(int index) {
        if (!(index >= 0 && index < blocks.length)) {
            throw Checks.illegal("index", index, "must lie in [0, " + blocks.length + ")");
        }
        return blocks[index].clone();
    }

    /** Returns entry (row, column). */
    double entry(int row, int column) {
        return blocks[row / BLOCK][column][row % BLOCK];
    }

    /** Writes x_n . beta of the tile that begins with {@code row} to out[0], out[1], ...; beta starts at z[at]. */
    void predict(int row, int count, double[] z, int at, double[] out) {
        Arrays.fill(out, 0, count, 0);
        for (int j = 0; j < columns; j++) {
            addScaled(z[at + j], blocks[row / BLOCK][j], row % BLOCK, count, out);
        }
    }

    private static void addScaled(double coefficient, double[] column, int start, int count, double[] out) {
        for (int i = 0; i < count; i++) {
            out[i] += coefficient * column[start + i];
        }
    }

    /** Adds SUM w_i x_(row + i) over the tile that begins with {@code row} to the entries of gradient from {@code at} on. */
    void addTransposed(int row, int count, double[] w, double[] gradient, int at) {
        for (int j = 0; j < columns; j++) {
            gradient[at + j] += dot(w, blocks[row / BLOCK][j], row % BLOCK, count);
        }
    }

    /** Four sums, since a single one waits for each addition before the next. */
    private static double dot(double[] w, double[] column, int start, int count) {
        double a = 0;
        double b = 0;
        double c = 0;
        double d = 0;
        int i = 0;
        for (; i + 3 < count; i += 4) {
            a += w[i] * column[start + i];
            b += w[i + 1] * column[start + i + 1];
            c += w[i + 2] * column[start + i + 2];
            d += w[i + 3] * column[start + i + 3];
        }
        for (; i < count; i++) {
            a += w[i] * column[start + i];
        }
        return (a + b) + (c + d);
    }

    /** A text that tells one matrix from another without printing it, the same in every run. */
    @Override
    public String toString() {
        return rows + " x " + columns + " matrix #" + Integer.toHexString(hash());
    }

    /** That of the columns of tiles, one after the other. */
    private int hash() {
        int hash = 1;
        for (int row = 0; row < rows; row += TILE) {
            int from = row % BLOCK;
            int to = from + Math.min(TILE, rows - row);
            for (double[] column : blocks[row / BLOCK]) {
                for (int i = from; i < to; i++) {
                    hash = 31 * hash + Double.hashCode(column[i]);
                }
            }
        }
        return hash;
    }
}
