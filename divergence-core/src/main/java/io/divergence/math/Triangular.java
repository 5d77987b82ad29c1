package io.divergence.math;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.decomposition.chol.CholeskyDecompositionInner_DDRM;

/** Lower triangular matrices as row-major arrays: entry (i, j) of a D x D matrix is a[i * D + j]. */
public final class Triangular {
    /** Rows that are solved for together. */
    private static final int TOGETHER = 4;

    private Triangular() {
    }

    /**
     * Returns the lower Cholesky factor of a symmetric matrix.
     *
     * @param name the argument's name, for the message
     * @throws IllegalArgumentException if the matrix is not positive definite: it names the first pivot that is not positive
     */
    public static double[] cholesky(String name, double[] matrix, int d) {
        DMatrixRMaj a = new DMatrixRMaj(d, d, true, matrix.clone());
        CholeskyDecompositionInner_DDRM decomposition = new CholeskyDecompositionInner_DDRM(true);
        if (!decomposition.decompose(a)) {
            throw notPositiveDefinite(name, matrix, d);
        }
        double[] factor = decomposition.getT(null).data.clone();
        for (int i = 0; i < d; i++) {
            if (!(factor[i * d + i] > 0 && factor[i * d + i] <= Double.MAX_VALUE)) {
                throw notPositiveDefinite(name, matrix, d);
            }
        }
        return factor;
    }

    /**
     * Returns the exception for a matrix that has no Cholesky factor: pivot i is a_ii less the squares of row i of the factor, the
     * variance of coordinate i given those before it.
     */
    private static IllegalArgumentException notPositiveDefinite(String name, double[] matrix, int d) {
        double[] factor = new double[d * d];
        int least = 0;
        double smallest = Double.POSITIVE_INFINITY;
        for (int i = 0; i < d; i++) {
            double pivot = matrix[i * d + i];
            for (int j = 0; j < i; j++) {
                double sum = matrix[i * d + j];
                for (int k = 0; k < j; k++) {
                    sum -= factor[i * d + k] * factor[j * d + k];
                }
                factor[i * d + j] = sum / factor[j * d + j];
                pivot -= factor[i * d + j] * factor[i * d + j];
            }
            if (!(pivot > 0 && pivot <= Double.MAX_VALUE)) {
                return illegalPivot(name, i, pivot, matrix);
            }
            least = pivot < smallest ? i : least;
            smallest = Math.min(smallest, pivot);
            factor[i * d + i] = Math.sqrt(pivot);
        }
        return illegalPivot(name, least, smallest, matrix);
    }

    private static IllegalArgumentException illegalPivot(String name, int i, double pivot, double[] matrix) {
        return Checks.illegal("pivot " + i + " of " + name, pivot, "must be positive and finite: " + name + " = " + Checks.text(matrix)
                + " must be positive definite");
    }

    /** Returns SUM log L_ii. */
    public static double logDeterminant(double[] factor, int d) {
        double sum = 0;
        for (int i = 0; i < d; i++) {
            sum += Math.log(factor[i * d + i]);
        }
        return sum;
    }

    /** Replaces x by L^-1 x. */
    public static void solve(double[] factor, int d, double[] x) {
        solve(factor, d, x, 0);
    }

    /** The same of an x that is zero before an entry. */
    private static void solve(double[] factor, int d, double[] x, int from) {
        for (int i = from; i < d; i++) {
            double sum = x[i];
            for (int j = from; j < i; j++) {
                sum -= factor[i * d + j] * x[j];
            }
            x[i] = sum / factor[i * d + i];
        }
    }

    /**
     * Replaces each of some rows x by L^-1 x: the same bits as one by one, sooner, since the sums of four rows do not wait for each
     * other.
     *
     * @param x row-major, rows x D at least
     */
    public static void solveRows(double[] factor, int d, double[] x, int rows) {
        int row = 0;
        for (; rows - row >= TOGETHER; row += TOGETHER) {
            solveFour(factor, d, x, row * d);
        }
        for (; row < rows; row++) {
            for (int i = 0; i < d; i++) {
                double sum = x[row * d + i];
                for (int j = 0; j < i; j++) {
                    sum -= factor[i * d + j] * x[row * d + j];
                }
                x[row * d + i] = sum / factor[i * d + i];
            }
        }
    }

    private static void solveFour(double[] factor, int d, double[] x, int first) {
        int second = first + d;
        int third = second + d;
        int fourth = third + d;
        for (int i = 0; i < d; i++) {
            double a = x[first + i];
            double b = x[second + i];
            double c = x[third + i];
            double e = x[fourth + i];
            for (int j = 0; j < i; j++) {
                double l = factor[i * d + j];
                a -= l * x[first + j];
                b -= l * x[second + j];
                c -= l * x[third + j];
                e -= l * x[fourth + j];
            }
            double pivot = factor[i * d + i];
            x[first + i] = a / pivot;
            x[second + i] = b / pivot;
            x[third + i] = c / pivot;
            x[fourth + i] = e / pivot;
        }
    }

    /** Replaces x by L^-T x. */
    public static void solveTransposed(double[] factor, int d, double[] x) {
        for (int i = d - 1; i >= 0; i--) {
            double sum = x[i];
            for (int j = i + 1; j < d; j++) {
                sum -= factor[j * d + i] * x[j];
            }
            x[i] = sum / factor[i * d + i];
        }
    }

    /**
     * Replaces x by L^-1 x, with a residual in twice the working precision and one correction: nearly all digits are right while
     * the condition of L is below 1e12 or so.
     */
    public static void solveRefined(double[] factor, int d, double[] x) {
        solveRefined(factor, d, x, 0);
    }

    private static void solveRefined(double[] factor, int d, double[] x, int from) {
        double[] right = x.clone();
        solve(factor, d, x, from);
        double[] residual = new double[d];
        for (int i = from; i < d; i++) {
            double high = right[i];
            double low = 0;
            for (int j = from; j <= i; j++) {
                double product = -factor[i * d + j] * x[j];
                double productLow = Math.fma(-factor[i * d + j], x[j], -product);
                double sum = high + product;
                double part = sum - high;
                low += (high - (sum - part)) + (product - part) + productLow;
                high = sum;
            }
            residual[i] = high + low;
        }
        solve(factor, d, residual, from);
        for (int i = from; i < d; i++) {
            x[i] += residual[i];
        }
    }

    /** Returns L^-1. */
    public static double[] inverse(double[] factor, int d) {
        double[] inverse = new double[d * d];
        double[] column = new double[d];
        for (int j = 0; j < d; j++) {
            java.util.Arrays.fill(column, 0);
            column[j] = 1;
            solveRefined(factor, d, column, j);
            for (int i = j; i < d; i++) {
                inverse[i * d + j] = column[i];
            }
        }
        return inverse;
    }

    /** Returns A A^T. */
    public static double[] gramOfRows(double[] a, int d) {
        double[] gram = new double[d * d];
        for (int i = 0; i < d; i++) {
            for (int j = 0; j <= i; j++) {
                double sum = 0;
                for (int k = 0; k < d; k++) {
                    sum += a[i * d + k] * a[j * d + k];
                }
                gram[i * d + j] = sum;
                gram[j * d + i] = sum;
            }
        }
        return gram;
    }

    /** Returns A^T A. */
    public static double[] gramOfColumns(double[] a, int d) {
        double[] gram = new double[d * d];
        // Row by row, since that is how they lie in memory; most entries above the diagonal are zero.
        for (int k = 0; k < d; k++) {
            for (int i = 0; i < d; i++) {
                double x = a[k * d + i];
                for (int j = 0; j <= i && x != 0; j++) {
                    gram[i * d + j] += x * a[k * d + j];
                }
            }
        }
        for (int i = 0; i < d; i++) {
            for (int j = 0; j < i; j++) {
                gram[j * d + i] = gram[i * d + j];
            }
        }
        return gram;
    }
}
