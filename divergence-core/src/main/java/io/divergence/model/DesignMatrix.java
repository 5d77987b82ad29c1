package io.divergence.model;

import io.divergence.math.Checks;
import java.util.Arrays;

/**
 * The covariates of a regression: N rows (observations) of D columns. Immutable.
 *
 * <p>It is kept in tiles of 64 rows, and a tile by its columns: products with a few coefficients are then loops over observations,
 * long enough for vector instructions however few columns there are.
 */
public final class DesignMatrix {
    /** How many rows a tile has; the last may have fewer. */
    static final int TILE = 64;

    /** Rows that are read at once when the tiles are made. */
    private static final int TOGETHER = 8;

    private final int rows;
    private final int columns;
    /**
     * Entry (n, j), n in the tile of rows [t, t + count), is tiles[t/TILE][j count + n - t]. One array for all would be so large that
     * garbage collectors treat it as a special case.
     */
    private final double[][] tiles;

    /** From entries in rows, which are checked to be finite. */
    private DesignMatrix(int rows, int columns, double[] entries) {
        this.rows = rows;
        this.columns = columns;
        tiles = new double[(rows + TILE - 1) / TILE][];
        double zero = 0;
        for (int t = 0; t < tiles.length; t++) {
            int count = count(t);
            tiles[t] = new double[columns * count];
            int i = 0;
            for (; i + TOGETHER <= count; i += TOGETHER) {
                zero += copyRows(entries, (t * TILE + i) * columns, tiles[t], i, count);
            }
            for (; i < count; i++) {
                zero += copyRow(entries, (t * TILE + i) * columns, tiles[t], i, count);
            }
        }
        if (zero != 0) {
            Checks.allFinite("entries", entries);
        }
    }

    /** How many rows a tile has. */
    private int count(int tile) {
        return Math.min(TILE, rows - tile * TILE);
    }

    /** Copies eight rows; returns 0, or NaN if an entry is not finite: the entries are read once. */
    private double copyRows(double[] entries, int from, double[] tile, int to, int count) {
        double a = 0;
        double b = 0;
        double c = 0;
        double d = 0;
        int at = to;
        for (int j = from; j < from + columns; j++) {
            double e0 = entries[j];
            double e1 = entries[j + columns];
            double e2 = entries[j + 2 * columns];
            double e3 = entries[j + 3 * columns];
            double e4 = entries[j + 4 * columns];
            double e5 = entries[j + 5 * columns];
            double e6 = entries[j + 6 * columns];
            double e7 = entries[j + 7 * columns];
            tile[at] = e0;
            tile[at + 1] = e1;
            tile[at + 2] = e2;
            tile[at + 3] = e3;
            tile[at + 4] = e4;
            tile[at + 5] = e5;
            tile[at + 6] = e6;
            tile[at + 7] = e7;
            a += (e0 - e0) + (e1 - e1);
            b += (e2 - e2) + (e3 - e3);
            c += (e4 - e4) + (e5 - e5);
            d += (e6 - e6) + (e7 - e7);
            at += count;
        }
        return (a + b) + (c + d);
    }

    private double copyRow(double[] entries, int from, double[] tile, int to, int count) {
        double zero = 0;
        for (int j = 0; j < columns; j++) {
            double entry = entries[from + j];
            tile[to + j * count] = entry;
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
        int count = count(row / TILE);
        double[] tile = tiles[row / TILE];
        int at = row % TILE;
        for (int j = 0; j < columns; j++) {
            out[j] = tile[at + j * count];
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
            int t = row / TILE;
            int end = Math.min(to, (t + 1) * TILE);
            System.arraycopy(tiles[t], column * count(t) + row - t * TILE, out, row - from, end - row);
            row = end;
        }
    }

    /** Returns entry (row, column). */
    double entry(int row, int column) {
        return tiles[row / TILE][column * count(row / TILE) + row % TILE];
    }

    /** Writes x_n . beta of the tile that begins with {@code row} to out[0], out[1], ...; beta starts at z[at]. */
    void predict(int row, int count, double[] z, int at, double[] out) {
        Arrays.fill(out, 0, count, 0);
        for (int j = 0; j < columns; j++) {
            addScaled(z[at + j], tiles[row / TILE], j * count, count, out);
        }
    }

    private static void addScaled(double coefficient, double[] tile, int start, int count, double[] out) {
        for (int i = 0; i < count; i++) {
            out[i] += coefficient * tile[start + i];
        }
    }

    /** Adds SUM w_i x_(row + i) over the tile that begins with {@code row} to the entries of gradient from {@code at} on. */
    void addTransposed(int row, int count, double[] w, double[] gradient, int at) {
        for (int j = 0; j < columns; j++) {
            gradient[at + j] += dot(w, tiles[row / TILE], j * count, count);
        }
    }

    /** Four sums, since a single one waits for each addition before the next. */
    private static double dot(double[] w, double[] tile, int start, int count) {
        double a = 0;
        double b = 0;
        double c = 0;
        double d = 0;
        int i = 0;
        for (; i + 3 < count; i += 4) {
            a += w[i] * tile[start + i];
            b += w[i + 1] * tile[start + i + 1];
            c += w[i + 2] * tile[start + i + 2];
            d += w[i + 3] * tile[start + i + 3];
        }
        for (; i < count; i++) {
            a += w[i] * tile[start + i];
        }
        return (a + b) + (c + d);
    }

    /** A text that tells one matrix from another without printing it, the same in every run. */
    @Override
    public String toString() {
        return rows + " x " + columns + " matrix #" + Integer.toHexString(hash());
    }

    /** That of the tiles, one after the other. */
    private int hash() {
        int hash = 1;
        for (double[] tile : tiles) {
            for (double entry : tile) {
                hash = 31 * hash + Double.hashCode(entry);
            }
        }
        return hash;
    }
}
