package io.divergence.estimators.automatic;

import io.divergence.math.Checks;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.decomposition.qr.QRDecompositionHouseholderColumn_DDRM;

/**
 * A normal distribution z = mu + L e: L any invertible D x D matrix, row-major, or a diagonal as D numbers; or Student's t distribution
 * z = mu + s L e, s of {@link RadialScale}. Mutable; one caller.
 */
final class GaussianState {
    private static final int ROWS = 4;

    final int d;
    final boolean diagonal;
    final double[] mean;
    final double[] factor;
    /** log |det L|. */
    double logDeterminant;
    /** Of Student's t distribution; infinite for the normal one. */
    double degrees = Double.POSITIVE_INFINITY;

    GaussianState(int d, boolean diagonal) {
        this.d = d;
        this.diagonal = diagonal;
        mean = new double[d];
        factor = new double[diagonal ? d : d * d];
        for (int i = 0; i < d; i++) {
            factor[diagonal ? i : i * d + i] = 1;
        }
    }

    static GaussianState copyOf(GaussianState other) {
        GaussianState copy = new GaussianState(other.d, other.diagonal);
        copy.set(other);
        return copy;
    }

    void set(GaussianState other) {
        System.arraycopy(other.mean, 0, mean, 0, d);
        System.arraycopy(other.factor, 0, factor, 0, factor.length);
        logDeterminant = other.logDeterminant;
        degrees = other.degrees;
    }

    boolean isNormal() {
        return degrees == Double.POSITIVE_INFINITY;
    }

    /** Sets N(mean, scale^2 I). */
    void setIsotropic(double[] center, double scale) {
        System.arraycopy(center, 0, mean, 0, d);
        java.util.Arrays.fill(factor, 0);
        for (int i = 0; i < d; i++) {
            factor[diagonal ? i : i * d + i] = scale;
        }
        logDeterminant = d * Math.log(Checks.positive("scale", scale));
    }

    /** Writes the points mu + L e of the rows of e. */
    void points(double[] e, int rows, double[] z) {
        int k = 0;
        for (; !diagonal && rows - k >= ROWS; k += ROWS) {
            fourPoints(e, k * d, z);
        }
        for (; k < rows; k++) {
            int at = k * d;
            for (int i = 0; i < d; i++) {
                double sum = mean[i];
                if (diagonal) {
                    sum += factor[i] * e[at + i];
                } else {
                    for (int j = 0; j < d; j++) {
                        sum += factor[i * d + j] * e[at + j];
                    }
                }
                z[at + i] = sum;
            }
        }
    }

    /** The same bits as one by one, sooner, since the sums of four points do not wait for each other. */
    private void fourPoints(double[] e, int first, double[] z) {
        int second = first + d;
        int third = second + d;
        int fourth = third + d;
        for (int i = 0; i < d; i++) {
            double a = mean[i];
            double b = a;
            double c = a;
            double f = a;
            int row = i * d;
            for (int j = 0; j < d; j++) {
                double l = factor[row + j];
                a += l * e[first + j];
                b += l * e[second + j];
                c += l * e[third + j];
                f += l * e[fourth + j];
            }
            z[first + i] = a;
            z[second + i] = b;
            z[third + i] = c;
            z[fourth + i] = f;
        }
    }

    /** Writes L^T g. */
    void whiten(double[] g, double[] out) {
        if (diagonal) {
            for (int i = 0; i < d; i++) {
                out[i] = factor[i] * g[i];
            }
            return;
        }
        java.util.Arrays.fill(out, 0, d, 0);
        for (int i = 0; i < d; i++) {
            for (int j = 0; j < d; j++) {
                out[j] += factor[i * d + j] * g[i];
            }
        }
    }

    /** Writes L^T C for a D x D matrix, or its diagonal for a diagonal one. */
    void whitenRows(double[] c, double[] out) {
        if (diagonal) {
            whiten(c, out);
            return;
        }
        java.util.Arrays.fill(out, 0, d * d, 0);
        int k = 0;
        for (; d - k >= ROWS; k += ROWS) {
            addFourRows(c, k * d, out);
        }
        for (; k < d; k++) {
            for (int i = 0; i < d; i++) {
                double by = factor[k * d + i];
                for (int j = 0; j < d; j++) {
                    out[i * d + j] += by * c[k * d + j];
                }
            }
        }
    }

    /** Adds what four rows of C give to L^T C, one after the other. */
    private void addFourRows(double[] c, int first, double[] out) {
        int second = first + d;
        int third = second + d;
        int fourth = third + d;
        for (int i = 0; i < d; i++) {
            double a = factor[first + i];
            double b = factor[second + i];
            double e = factor[third + i];
            double f = factor[fourth + i];
            int row = i * d;
            for (int j = 0; j < d; j++) {
                out[row + j] = out[row + j] + a * c[first + j] + b * c[second + j] + e * c[third + j] + f * c[fourth + j];
            }
        }
    }

    /** The lower triangular R^T of L^T = Q R, of the same covariance: no squares, which would lose half of the digits. */
    double[] triangularFactor() {
        QRDecompositionHouseholderColumn_DDRM qr = new QRDecompositionHouseholderColumn_DDRM();
        DMatrixRMaj transposed = new DMatrixRMaj(d, d);
        for (int i = 0; i < d; i++) {
            for (int j = 0; j < d; j++) {
                transposed.data[j * d + i] = factor[i * d + j];
            }
        }
        if (!qr.decompose(transposed)) {
            throw new ArithmeticException("the QR decomposition failed");
        }
        double[][] columns = qr.getQR();
        double[] lower = new double[d * d];
        for (int j = 0; j < d; j++) {
            double sign = columns[j][j] < 0 ? -1 : 1;
            for (int i = j; i < d; i++) {
                lower[i * d + j] = sign * columns[i][j];
            }
            lower[j * d + j] = Math.max(lower[j * d + j], Double.MIN_NORMAL);
        }
        return lower;
    }

    /** The covariance L L^T, row-major. */
    double[] covariance() {
        double[] covariance = new double[d * d];
        for (int i = 0; i < d; i++) {
            for (int j = 0; j < d; j++) {
                if (diagonal) {
                    covariance[i * d + j] = i == j ? factor[i] * factor[i] : 0;
                    continue;
                }
                double sum = 0;
                for (int k = 0; k < d; k++) {
                    sum += factor[i * d + k] * factor[j * d + k];
                }
                covariance[i * d + j] = sum;
            }
        }
        return covariance;
    }
}
