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

    private final int rows;
    private final int columns;
    /** Entry (n, j), n in the tile of rows [t, t + count), is at t D + j count + (n - t). */
    private final double[] tiles;

    /** From entries in rows, which are checked to be finite. */
    private DesignMatrix(int rows, int columns, double[] entries) {
        this.rows = rows;
        this.columns = columns;
        tiles = new double[rows * columns];
        double zero = 0;
        for (int tile = 0; tile < rows; tile += TILE) {
            int count = Math.min(TILE, rows - tile);
            for (int i = 0; i < count; i++) {
                zero += copyToTile(entries, (tile + i) * columns, tile * columns + i, count);
            }
        }
        if (zero != 0) {
            Checks.allFinite("entries", entries);
        }
    }

    /** Returns 0, or NaN if an entry is not finite: the entries are read once. */
    private double copyToTile(double[] entries, int from, int to, int count) {
        double zero = 0;
        for (int j = 0; j < columns; j++) {
            double entry = entries[from + j];
            tiles[to + j * count] = entry;
            zero += entry - entry;
        }
        return zero;
    }

    private int index(int row, int column) {
        int tile = row - row % TILE;
        return tile * columns + column * Math.min(TILE, rows - tile) + row - tile;
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
        int count = Math.min(TILE, rows - (row - row % TILE));
        int at = index(row, 0);
        for (int j = 0; j < columns; j++) {
            out[j] = tiles[at + j * count];
        }
    }

    /** Returns entry (row, column). */
    double entry(int row, int column) {
        return tiles[index(row, column)];
    }

    /** Writes x_n . beta of the tile that begins with {@code row} to out[0], out[1], ...; beta starts at z[at]. */
    void predict(int row, int count, double[] z, int at, double[] out) {
        Arrays.fill(out, 0, count, 0);
        for (int j = 0; j < columns; j++) {
            addScaled(z[at + j], row * columns + j * count, count, out);
        }
    }

    private void addScaled(double coefficient, int start, int count, double[] out) {
        for (int i = 0; i < count; i++) {
            out[i] += coefficient * tiles[start + i];
        }
    }

    /** Adds SUM w_i x_(row + i) over the tile that begins with {@code row} to the entries of gradient from {@code at} on. */
    void addTransposed(int row, int count, double[] w, double[] gradient, int at) {
        for (int j = 0; j < columns; j++) {
            gradient[at + j] += dot(w, row * columns + j * count, count);
        }
    }

    /** Four sums, since a single one waits for each addition before the next. */
    private double dot(double[] w, int start, int count) {
        double a = 0;
        double b = 0;
        double c = 0;
        double d = 0;
        int i = 0;
        for (; i + 3 < count; i += 4) {
            a += w[i] * tiles[start + i];
            b += w[i + 1] * tiles[start + i + 1];
            c += w[i + 2] * tiles[start + i + 2];
            d += w[i + 3] * tiles[start + i + 3];
        }
        for (; i < count; i++) {
            a += w[i] * tiles[start + i];
        }
        return (a + b) + (c + d);
    }

    /** A text that tells one matrix from another without printing it, the same in every run. */
    @Override
    public String toString() {
        return rows + " x " + columns + " matrix #" + Integer.toHexString(Arrays.hashCode(tiles));
    }
}
