package io.divergence.estimators.automatic;

import io.divergence.math.Triangular;
import io.divergence.random.RandomStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.decomposition.chol.CholeskyDecompositionInner_DDRM;

/**
 * Standard deviations of a mean-field fit by linear response: how its means move as the target is tilted. To first order, without the
 * response of the variances, they are those of the inverse expected Hessian, S A^-1 S, A by regression of the gradients on matched
 * points. For a normal target they are exact, where the mean-field standard deviations are too small.
 *
 * <p>Reference: R. Giordano, T. Broderick, M. Jordan, Covariances, robustness, and variational Bayes, 2018.
 */
final class LinearResponse {
    private static final int LARGEST = 1000;
    /** Rows that are added together. */
    private static final int ROWS = 4;
    /** Products of what is larger overflow. */
    private static final double LARGEST_SLOPE = 1e100;

    private LinearResponse() {
    }

    /** Returns them; null if the expected curvature is not positive definite, or the dimension too large. */
    static double[] sds(CountedTarget target, GaussianState q, long seed) {
        int d = q.d;
        if (d > LARGEST) {
            return null;
        }
        RandomStream rng = RandomStream.of(seed, 0x72657370L);
        rng.seek(0, 0);
        int half = ROWS * (Math.max(128, 2 * d + ROWS - 1) / ROWS);
        double[] e = matched(rng, half, d);
        double[] h = differences(target, q, e, half);
        if (h == null) {
            return null;
        }
        double[] a = new double[d * d];
        addProducts(h, e, half, d, a);
        addProducts(e, h, half, d, a);
        double[] factor = factor(a, d, -0.25 / half);
        return factor == null ? null : sds(q, factor);
    }

    /** Half of a set of points, of which the other half are the negatives, with mean e e^T = I. */
    private static double[] matched(RandomStream rng, int half, int d) {
        double[] e = new double[half * d];
        rng.fillGaussian(e, 0, e.length);
        double[] c = new double[d * d];
        addProducts(e, e, half, d, c);
        Triangular.solveRows(factor(c, d, 1.0 / half), d, e, half);
        return e;
    }

    /** Writes the differences of the whitened gradients at mean + S e and at mean - S e; null where the target is not finite. */
    private static double[] differences(CountedTarget target, GaussianState q, double[] e, int half) {
        int d = q.d;
        double[] z = new double[2 * e.length];
        double[] log = new double[2 * half];
        double[] g = new double[z.length];
        for (int k = 0; k < e.length; k += d) {
            for (int i = 0; i < d; i++) {
                z[k + i] = q.mean[i] + q.factor[i] * e[k + i];
                z[e.length + k + i] = q.mean[i] - q.factor[i] * e[k + i];
            }
        }
        target.evaluate(z, log.length, log, g);
        for (double l : log) {
            if (!(l > Double.NEGATIVE_INFINITY)) {
                return null;
            }
        }
        double[] h = new double[e.length];
        for (int k = 0; k < h.length; k += d) {
            for (int i = k; i < k + d; i++) {
                h[i] = q.factor[i - k] * (g[i] - g[e.length + i]);
                if (!(Math.abs(h[i]) <= LARGEST_SLOPE)) {
                    return null;
                }
            }
        }
        return h;
    }

    /** Adds the sum of the products x_i y_j of all rows for j &lt;= i: four rows at a time, along rows, as they lie in memory. */
    private static void addProducts(double[] x, double[] y, int rows, int d, double[] out) {
        for (int k = 0; k < rows; k += ROWS) {
            int at = k * d;
            for (int i = 0; i < d; i++) {
                double x0 = x[at + i];
                double x1 = x[at + d + i];
                double x2 = x[at + 2 * d + i];
                double x3 = x[at + 3 * d + i];
                for (int j = 0; j <= i; j++) {
                    out[i * d + j] += x0 * y[at + j] + x1 * y[at + d + j] + x2 * y[at + 2 * d + j] + x3 * y[at + 3 * d + j];
                }
            }
        }
    }

    /** The Cholesky factor of a matrix, of which the lower half is given, times a number; null if it is not positive definite. */
    private static double[] factor(double[] lower, int d, double by) {
        DMatrixRMaj a = new DMatrixRMaj(d, d);
        for (int i = 0; i < d; i++) {
            for (int j = 0; j <= i; j++) {
                a.data[i * d + j] = by * lower[i * d + j];
                a.data[j * d + i] = a.data[i * d + j];
            }
        }
        CholeskyDecompositionInner_DDRM cholesky = new CholeskyDecompositionInner_DDRM(true);
        return cholesky.decompose(a) ? cholesky.getT(null).data : null;
    }

    /** By the diagonal of S A^-1 S: the squares of the columns of the inverse factor. */
    private static double[] sds(GaussianState q, double[] factor) {
        int d = q.d;
        double[] columns = new double[d * d];
        for (int i = 0; i < d; i++) {
            columns[i * d + i] = 1;
        }
        Triangular.solveRows(factor, d, columns, d);
        double[] sds = new double[d];
        for (int i = 0; i < d; i++) {
            double sum = 0;
            for (int j = i; j < d; j++) {
                sum += columns[i * d + j] * columns[i * d + j];
            }
            sds[i] = Math.abs(q.factor[i]) * Math.sqrt(sum);
        }
        return sds;
    }
}
