package io.divergence.model;

import io.divergence.math.Checks;
import java.util.Arrays;

/** The covariates of a regression: N rows (observations) of D columns, kept row-major, entry (n, j) at n D + j. Immutable. */
public final class DesignMatrix {
    private final int rows;
    private final int columns;
    private final double[] entries;

    private DesignMatrix(int rows, int columns, double[] entries) {
        this.rows = rows;
        this.columns = columns;
        this.entries = entries;
    }

    /**
     * Returns the matrix of its entries in rows.
     *
     * @param entries row-major N x D, finite; copied
     * @param columns D
     */
    public static DesignMatrix ofRows(double[] entries, int columns) {
        Checks.allFinite("entries", entries);
        Checks.atLeast("columns", columns, 1);
        if (entries.length % columns != 0) {
            throw Checks.illegal("entries.length", entries.length, "must be a multiple of the number of columns " + columns);
        }
        return new DesignMatrix(entries.length / columns, columns, entries.clone());
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
            System.arraycopy(entries, i * columns, wider, i * (columns + 1) + 1, columns);
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

    /** Returns entry (row, column). */
    double entry(int row, int column) {
        return entries[row * columns + column];
    }

    /** Writes x_n . beta of the rows from {@code row} on to out[0], out[1], ...; beta starts at z[at]. */
    void predict(int row, int count, double[] z, int at, double[] out) {
        for (int i = 0; i < count; i++) {
            int start = (row + i) * columns;
            double sum = 0;
            for (int j = 0; j < columns; j++) {
                sum += entries[start + j] * z[at + j];
            }
            out[i] = sum;
        }
    }

    /** Adds SUM w_i x_(row + i) to the entries of gradient from {@code at} on. */
    void addTransposed(int row, int count, double[] w, double[] gradient, int at) {
        for (int i = 0; i < count; i++) {
            int start = (row + i) * columns;
            for (int j = 0; j < columns; j++) {
                gradient[at + j] += w[i] * entries[start + j];
            }
        }
    }

    /** A text that tells one matrix from another without printing it, the same in every run. */
    @Override
    public String toString() {
        return rows + " x " + columns + " matrix #" + Integer.toHexString(Arrays.hashCode(entries));
    }
}
