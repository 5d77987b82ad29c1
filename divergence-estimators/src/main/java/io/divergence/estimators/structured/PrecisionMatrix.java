package io.divergence.estimators.structured;

import java.util.Arrays;

/**
 * A symmetric matrix P with its Cholesky factor U, P = U^T U, if it is positive definite, and W = U^-1, so that P^-1 = W W^T. Both triangles
 * are made row by row of sums of rows, which become vector instructions. One caller.
 */
final class PrecisionMatrix {
    /** A pivot below this part of its diagonal entry is rounding. */
    private static final double SINGULAR = 1e-13;

    final int d;
    final double[][] entries;
    /** U, upper triangular, by rows; below the diagonal are numbers without meaning. */
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
            System.arraycopy(other.factor[i], i, factor[i], i, d - i);
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
            System.arraycopy(entries[i], i, row, i, d - i);
            int k = 0;
            for (; k + 3 < i; k += 4) {
                double[] f0 = factor[k];
                double[] f1 = factor[k + 1];
                double[] f2 = factor[k + 2];
                double[] f3 = factor[k + 3];
                Kernels.addRange4(i, d, f0, f1, f2, f3, -f0[i], -f1[i], -f2[i], -f3[i], row);
            }
            for (; k < i; k++) {
                Kernels.add1(i, d, factor[k], -factor[k][i], row);
            }
            double pivot = row[i];
            if (!(pivot > singular * entries[i][i] && pivot <= Double.MAX_VALUE)) {
                return false;
            }
            double root = Math.sqrt(pivot);
            reciprocals[i] = 1 / root;
            scale(i, d, reciprocals[i], row);
            row[i] = root;
            logDeterminant += 2 * Math.log(root);
        }
        return true;
    }

    private static void scale(int from, int to, double factor, double[] x) {
        for (int k = from; k < to; k++) {
            x[k] *= factor;
        }
    }

    double logDeterminant() {
        return logDeterminant;
    }

    /** Replaces x by P^-1 x. */
    void solve(double[] x) {
        for (int i = 0; i < d; i++) {
            x[i] *= reciprocals[i];
            Kernels.add1(i + 1, d, factor[i], -x[i], x);
        }
        for (int i = d - 1; i >= 0; i--) {
            double sum = x[i];
            for (int k = i + 1; k < d; k++) {
                sum = Math.fma(-factor[i][k], x[k], sum);
            }
            x[i] = sum * reciprocals[i];
        }
    }

    /** Computes W from the last row on: row i of U W = 1 gives row i of W by those below it. */
    void invertFactor() {
        for (int i = d - 1; i >= 0; i--) {
            double[] w = inverseFactor[i];
            double[] f = factor[i];
            Arrays.fill(w, 0);
            int k = d - 1;
            for (; k - 3 > i; k -= 4) {
                Kernels.addRange4(k - 3, d, inverseFactor[k - 3], inverseFactor[k - 2], inverseFactor[k - 1], inverseFactor[k], f[k - 3], f[k - 2],
                        f[k - 1], f[k], w);
            }
            for (; k > i; k--) {
                Kernels.add1(k, d, inverseFactor[k], f[k], w);
            }
            scale(i + 1, d, -reciprocals[i], w);
            w[i] = reciprocals[i];
        }
    }

    /** {@return entry j of the diagonal of P^-1; needs W} */
    double variance(int j) {
        return Sums.dot(d, inverseFactor[j], inverseFactor[j]);
    }
}
