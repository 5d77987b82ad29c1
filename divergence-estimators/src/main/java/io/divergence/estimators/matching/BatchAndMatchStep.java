package io.divergence.estimators.matching;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.decomposition.eig.SymmetricQRAlgorithmDecomposition_DDRM;
import org.ejml.dense.row.decomposition.hessenberg.TridiagonalDecompositionHouseholder_DDRM;

/**
 * The update of {@link BatchAndMatch}. With V = L L^T and M = L^T U L = Q diag(m) Q^T the positive definite solution of
 * S U S + S = V is S = L Q diag(2/(1 + sqrt(1 + 4 m))) Q^T L^T, symmetric to the last bit as W W^T.
 */
final class BatchAndMatchStep implements MatchingStep {
    private final int d;
    private final double constantRate;
    private final double decayingRate;
    private final double[] meanPoint;
    private final double[] meanScore;
    private final double[] u;
    private final double[] v;
    private final double[] factor;
    private final double[] product;
    private final DMatrixRMaj m;
    /** The single-threaded classes by name, so that bits do not depend on a global switch. */
    private final SymmetricQRAlgorithmDecomposition_DDRM eigen =
            new SymmetricQRAlgorithmDecomposition_DDRM(new TridiagonalDecompositionHouseholder_DDRM(), true);

    BatchAndMatchStep(int d, double constantRate, double decayingRate) {
        this.d = d;
        this.constantRate = constantRate;
        this.decayingRate = decayingRate;
        meanPoint = new double[d];
        meanScore = new double[d];
        u = new double[d * d];
        v = new double[d * d];
        factor = new double[d * d];
        product = new double[d * d];
        m = new DMatrixRMaj(d, d);
    }

    @Override
    public boolean propose(GaussianState q, ScoreBatch batch, int iteration, int turns, double fraction, GaussianState next) {
        double lambda = fraction * rate(iteration, turns, batch.samples);
        double share = lambda / (1 + lambda);
        moments(batch.scores, batch.samples, lambda, meanScore, u);
        moments(batch.points, batch.samples, lambda, meanPoint, v);
        for (int i = 0; i < d; i++) {
            for (int j = 0; j <= i; j++) {
                u[i * d + j] += share * meanScore[i] * meanScore[j];
                v[i * d + j] += q.covariance[i * d + j] + share * (q.mean[i] - meanPoint[i]) * (q.mean[j] - meanPoint[j]);
                u[j * d + i] = u[i * d + j];
            }
        }
        if (GaussianState.factorize(v, d, factor) >= 0 || !solve(next.covariance)) {
            return false;
        }
        for (int i = 0; i < d; i++) {
            double sum = meanPoint[i];
            for (int j = 0; j < d; j++) {
                sum += next.covariance[i * d + j] * meanScore[j];
            }
            next.mean[i] = q.mean[i] / (1 + lambda) + share * sum;
        }
        return true;
    }

    private double rate(int iteration, int turns, int samples) {
        if (constantRate > 0) {
            return constantRate;
        }
        return decayingRate > 0 ? decayingRate / (iteration + 1.0) : (double) samples * d / (turns + 1.0);
    }

    /** The mean of the rows, and lambda times their covariance (divided by B) in the lower half. */
    private void moments(double[] rows, int n, double lambda, double[] mean, double[] covariance) {
        Arrays.fill(mean, 0);
        Arrays.fill(covariance, 0);
        for (int b = 0; b < n; b++) {
            for (int i = 0; i < d; i++) {
                mean[i] += rows[b * d + i] / n;
            }
        }
        double factor = lambda / n;
        for (int b = 0; b < n; b++) {
            for (int i = 0; i < d; i++) {
                double x = factor * (rows[b * d + i] - mean[i]);
                for (int j = 0; j <= i; j++) {
                    covariance[i * d + j] += x * (rows[b * d + j] - mean[j]);
                }
            }
        }
    }

    /** Writes S; false if the eigenvalues cannot be had. */
    private boolean solve(double[] s) {
        whitenU();
        for (double x : m.data) {
            if (!(Math.abs(x) <= Double.MAX_VALUE)) {
                return false;
            }
        }
        if (!eigen.decompose(m)) {
            return false;
        }
        for (int k = 0; k < d; k++) {
            // U is a sum of squares: an eigenvalue below zero is rounding.
            double value = Math.max(0, eigen.getEigenvalue(k).getReal());
            double root = Math.sqrt(2 / (1 + Math.sqrt(1 + 4 * value)));
            double[] vector = eigen.getEigenVector(k).data;
            for (int i = 0; i < d; i++) {
                double sum = 0;
                for (int j = 0; j <= i; j++) {
                    sum += factor[i * d + j] * vector[j];
                }
                product[i * d + k] = root * sum;
            }
        }
        squareOfProduct(s);
        return true;
    }

    /** L^T U L, made symmetric. */
    private void whitenU() {
        for (int i = 0; i < d; i++) {
            for (int j = 0; j < d; j++) {
                double sum = 0;
                for (int k = j; k < d; k++) {
                    sum += u[i * d + k] * factor[k * d + j];
                }
                product[i * d + j] = sum;
            }
        }
        for (int i = 0; i < d; i++) {
            for (int j = 0; j <= i; j++) {
                double sum = 0;
                for (int k = i; k < d; k++) {
                    sum += factor[k * d + i] * product[k * d + j];
                }
                m.data[i * d + j] = sum;
                m.data[j * d + i] = sum;
            }
        }
    }

    private void squareOfProduct(double[] s) {
        for (int i = 0; i < d; i++) {
            for (int j = 0; j <= i; j++) {
                double sum = 0;
                for (int k = 0; k < d; k++) {
                    sum += product[i * d + k] * product[j * d + k];
                }
                s[i * d + j] = sum;
                s[j * d + i] = sum;
            }
        }
    }
}
