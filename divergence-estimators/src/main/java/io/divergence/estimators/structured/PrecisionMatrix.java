package io.divergence.estimators.structured;

import java.util.Arrays;

/** A symmetric matrix P with its Cholesky factor, P = R R^T, if it is positive definite, and W = R^-T, so that P^-1 = W W^T. One caller. */
final class PrecisionMatrix {
    /** A pivot below this part of its diagonal entry is rounding. */
    private static final double SINGULAR = 1e-13;

    final int d;
    final double[][] entries;
    private final double[][] factor;
    /** W, upper triangular, by rows. */
    final double[][] inverseFactor;
    /** Of the diagonal of the factor. */
    private final double[] reciprocals;
    private double logDeterminant;

    PrecisionMatrix(int d) {
        this.d = d;
        entries = new double[d][d];
        factor = new double[d][d];
        reciprocals = new double[d];
        inverseFactor = new double[d][d];
    }

    /** Sets (1 - t) a + t b. */
    void mix(double[][] a, double[][] b, double t) {
        for (int i = 0; i < d; i++) {
            for (int j = 0; j < d; j++) {
                entries[i][j] = t == 1 ? b[i][j] : (1 - t) * a[i][j] + t * b[i][j];
            }
        }
    }

    /** Copies a matrix that is factorized, with its factor. */
    void copy(PrecisionMatrix other) {
        for (int i = 0; i < d; i++) {
            System.arraycopy(other.entries[i], 0, entries[i], 0, d);
            System.arraycopy(other.factor[i], 0, factor[i], 0, i + 1);
        }
        System.arraycopy(other.reciprocals, 0, reciprocals, 0, d);
        logDeterminant = other.logDeterminant;
    }

    /** {@return whether the matrix is positive definite beyond rounding; only then the other methods may be called} */
    boolean factorize() {
        return factorize(SINGULAR);
    }

    /** {@return whether the pivots are above so small a part of their diagonal entries; only then the other methods may be called} */
    boolean factorize(double singular) {
        logDeterminant = 0;
        for (int i = 0; i < d; i++) {
            double[] row = factor[i];
            for (int j = 0; j < i; j++) {
                row[j] = (entries[i][j] - Sums.dot(j, row, factor[j])) * reciprocals[j];
            }
            double pivot = entries[i][i] - Sums.dot(i, row, row);
            if (!(pivot > singular * entries[i][i] && pivot <= Double.MAX_VALUE)) {
                return false;
            }
            row[i] = Math.sqrt(pivot);
            reciprocals[i] = 1 / row[i];
            logDeterminant += 2 * Math.log(row[i]);
        }
        return true;
    }

    double logDeterminant() {
        return logDeterminant;
    }

    /** Replaces x by P^-1 x. */
    void solve(double[] x) {
        for (int i = 0; i < d; i++) {
            x[i] = (x[i] - Sums.dot(i, factor[i], x)) * reciprocals[i];
        }
        for (int i = d - 1; i >= 0; i--) {
            x[i] *= reciprocals[i];
            Kernels.add1(0, i, factor[i], -x[i], x);
        }
    }

    /** Computes W by columns of R^-1: row j of W is column j of R^-1. */
    void invertFactor() {
        for (int j = 0; j < d; j++) {
            double[] w = inverseFactor[j];
            Arrays.fill(w, 0);
            w[j] = reciprocals[j];
            for (int i = j + 1; i < d; i++) {
                w[i] = -Sums.dot(i, factor[i], w) * reciprocals[i];
            }
        }
    }

    /** {@return entry j of the diagonal of P^-1; needs W} */
    double variance(int j) {
        return Sums.dot(d, inverseFactor[j], inverseFactor[j]);
    }
}
