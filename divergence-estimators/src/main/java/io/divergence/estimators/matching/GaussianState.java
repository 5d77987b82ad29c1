package io.divergence.estimators.matching;

import io.divergence.math.Triangular;

/** A normal distribution on the way: mean, covariance and its lower Cholesky factor, in arrays that are reused. One caller. */
final class GaussianState {
    final int d;
    final double[] mean;
    /** Row-major D x D, symmetric. */
    final double[] covariance;
    /** L with Sigma = L L^T, row-major; zero above the diagonal. */
    final double[] factor;

    GaussianState(int d) {
        this.d = d;
        mean = new double[d];
        covariance = new double[d * d];
        factor = new double[d * d];
    }

    void set(GaussianState other) {
        System.arraycopy(other.mean, 0, mean, 0, d);
        System.arraycopy(other.covariance, 0, covariance, 0, d * d);
        System.arraycopy(other.factor, 0, factor, 0, d * d);
    }

    /** Goes half the way to another state: a mean of two positive definite matrices is positive definite. */
    void halfWayTo(GaussianState other) {
        for (int i = 0; i < d; i++) {
            mean[i] = 0.5 * mean[i] + 0.5 * other.mean[i];
        }
        for (int i = 0; i < d * d; i++) {
            covariance[i] = 0.5 * covariance[i] + 0.5 * other.covariance[i];
        }
        if (factorize() >= 0) {
            set(other);
        }
    }

    /** Computes the factor from the covariance; returns the first row whose pivot is not positive and finite, or -1. */
    int factorize() {
        return factorize(covariance, d, factor);
    }

    /** Whether the mean is finite and the covariance, which is then factorized, positive definite. */
    boolean isSound() {
        for (double m : mean) {
            if (!(Math.abs(m) <= Double.MAX_VALUE)) {
                return false;
            }
        }
        return factorize() < 0;
    }

    /** Writes the lower Cholesky factor of the lower half of a; returns the first row without a good pivot, or -1. */
    static int factorize(double[] a, int d, double[] factor) {
        for (int i = 0; i < d; i++) {
            for (int j = 0; j < i; j++) {
                factor[i * d + j] = (a[i * d + j] - product(factor, d, i, j)) / factor[j * d + j];
                factor[j * d + i] = 0;
            }
            double pivot = a[i * d + i] - product(factor, d, i, i);
            if (!(pivot > 0 && pivot <= Double.MAX_VALUE)) {
                return i;
            }
            factor[i * d + i] = Math.sqrt(pivot);
        }
        return -1;
    }

    /** Rows i and j of the factor, up to column min(i, j). */
    private static double product(double[] factor, int d, int i, int j) {
        double sum = 0;
        for (int k = 0; k < j; k++) {
            sum += factor[i * d + k] * factor[j * d + k];
        }
        return sum;
    }

    /**
     * Returns how far another state lies from this one in its units: the larger of |L^-1 (mean' - mean)| and the Frobenius norm of
     * L^-1 (Sigma' - Sigma) L^-T.
     *
     * @param move of length D (D + 1), receives L^-1 (Sigma' - Sigma) L^-T, row-major, then L^-1 (mean' - mean)
     * @param column of length D, overwritten
     */
    double moveTo(GaussianState other, double[] move, double[] column) {
        for (int i = 0; i < d; i++) {
            column[i] = other.mean[i] - mean[i];
        }
        Triangular.solve(factor, d, column);
        System.arraycopy(column, 0, move, d * d, d);
        for (int i = 0; i < d * d; i++) {
            move[i] = other.covariance[i] - covariance[i];
        }
        solveRows(move, column);
        transpose(move);
        solveRows(move, column);
        return Math.max(norm(move, d * d, d), norm(move, 0, d * d));
    }

    private void solveRows(double[] rows, double[] column) {
        for (int i = 0; i < d; i++) {
            System.arraycopy(rows, i * d, column, 0, d);
            Triangular.solve(factor, d, column);
            System.arraycopy(column, 0, rows, i * d, d);
        }
    }

    private void transpose(double[] a) {
        for (int i = 0; i < d; i++) {
            for (int j = 0; j < i; j++) {
                double x = a[i * d + j];
                a[i * d + j] = a[j * d + i];
                a[j * d + i] = x;
            }
        }
    }

    private static double norm(double[] x, int from, int length) {
        double sum = 0;
        for (int i = from; i < from + length; i++) {
            sum += x[i] * x[i];
        }
        return Math.sqrt(sum);
    }
}
