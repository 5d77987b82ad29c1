package io.divergence.estimators.evaluate;

import io.divergence.distribution.MultivariateNormal;
import io.divergence.distribution.MultivariateNormal.Form;
import io.divergence.math.Triangular;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.EigenDecomposition_F64;

/**
 * Two normal distributions in coordinates in which q is standard and p has independent coordinates: the eigenvalues of
 * S_q^-1 S_p less 1, and the squared coordinates of m_p - m_q.
 *
 * <p>Two that were given by factors are compared by the difference of these; others that are close by that of their covariances in
 * twice the working precision, or of their precisions, since their factors have lost the digits of a small difference.
 */
final class WhitenedPair {
    private final MultivariateNormal p;
    private final MultivariateNormal q;
    private final int d;
    private final double[] factor;
    /** The whitened difference of the matrices; null if the factors are compared. */
    private double[] difference;

    WhitenedPair(MultivariateNormal p, MultivariateNormal q) {
        this.p = p;
        this.q = q;
        d = p.dimension();
        factor = q.cholesky();
        if (!givenByFactor(p) || !givenByFactor(q)) {
            double[] r = byPrecision() ? precisionDifference() : covarianceDifference();
            double size = 0;
            for (double x : r) {
                size = Math.max(size, Math.abs(x));
            }
            difference = size < 0.1 / d ? r : null;
        }
    }

    /** Eigenvalues of S_q^-1 S_p less 1, and the squared coordinates of the step between the means in units of q. */
    record Eigen(double[] excess, double[] squares) {
        double largest() {
            double largest = 0;
            for (double r : excess) {
                largest = Math.max(largest, Math.abs(r));
            }
            return largest;
        }
    }

    private static boolean givenByFactor(MultivariateNormal n) {
        return n.form() == Form.CHOLESKY || n.form() == Form.DIAGONAL;
    }

    private boolean byPrecision() {
        return p.form() == Form.PRECISION && q.form() == Form.PRECISION;
    }

    /** Whether the difference of the matrices is small and known to nearly all its digits. */
    boolean isClose() {
        return difference != null;
    }

    /** How far the whitened matrices may be off because the factors have been computed: absolute, where q is 1. */
    double factorError() {
        return factorError(p) + factorError(q);
    }

    private static double factorError(MultivariateNormal n) {
        if (givenByFactor(n)) {
            return 0;
        }
        int d = n.dimension();
        double condition = condition(n.cholesky(), d);
        if (n.form() == Form.PRECISION) {
            condition += condition(Triangular.cholesky("precision", n.matrix(), d), d);
        }
        return 2 * d * Term.EPS * condition;
    }

    /** The norms of |L^-1| |L|: how much the rounding of L L^T, entry by entry, is magnified. */
    private static double condition(double[] factor, int d) {
        double[] inverse = Triangular.inverse(factor, d);
        double[] rows = new double[d];
        double[] columns = new double[d];
        for (int i = 0; i < d; i++) {
            for (int j = 0; j <= i; j++) {
                double sum = 0;
                for (int k = j; k <= i; k++) {
                    sum += Math.abs(inverse[i * d + k] * factor[k * d + j]);
                }
                rows[i] += sum;
                columns[j] += sum;
            }
        }
        double row = 0;
        double column = 0;
        for (int i = 0; i < d; i++) {
            row = Math.max(row, rows[i]);
            column = Math.max(column, columns[i]);
        }
        return row * column;
    }

    /** |L_q^-1 (m_p - m_q)|^2. */
    double squaredDistance() {
        double square = 0;
        for (double x : q.form() == Form.PRECISION ? byFactorOfPrecision(q) : whitenedStep()) {
            square += x * x;
        }
        return square;
    }

    private double[] step() {
        double[] y = p.mean();
        double[] other = q.mean();
        for (int i = 0; i < d; i++) {
            y[i] -= other[i];
        }
        return y;
    }

    private double[] whitenedStep() {
        double[] y = step();
        Triangular.solveRefined(factor, d, y);
        return y;
    }

    /** K^T (m_p - m_q) with the precision K K^T. */
    private double[] byFactorOfPrecision(MultivariateNormal n) {
        double[] root = Triangular.cholesky("precision", n.matrix(), d);
        double[] step = step();
        double[] y = new double[d];
        for (int i = 0; i < d; i++) {
            for (int j = 0; j <= i; j++) {
                y[j] += root[i * d + j] * step[i];
            }
        }
        return y;
    }

    /** E = L_q^-1 (L_p - L_q), lower triangular, column by column. */
    double[] factorSteps() {
        double[] own = p.cholesky();
        double[] e = new double[d * d];
        double[] column = new double[d];
        for (int j = 0; j < d; j++) {
            for (int i = 0; i < d; i++) {
                column[i] = own[i * d + j] - factor[i * d + j];
            }
            Triangular.solveRefined(factor, d, column);
            for (int i = j; i < d; i++) {
                e[i * d + j] = column[i];
            }
        }
        return e;
    }

    /** log |S_p| - log |S_q|. */
    double logDeterminant() {
        return 2 * (Triangular.logDeterminant(p.cholesky(), d) - Triangular.logDeterminant(factor, d));
    }

    Eigen eigen() {
        double[] matrix = isClose() ? difference : excess(factorSteps());
        DMatrixRMaj m = new DMatrixRMaj(d, d);
        for (int i = 0; i < d; i++) {
            for (int j = 0; j < d; j++) {
                m.set(i, j, 0.5 * (matrix[i * d + j] + matrix[j * d + i]));
            }
        }
        EigenDecomposition_F64<DMatrixRMaj> eigen = DecompositionFactory_DDRM.eig(d, true, true);
        if (!eigen.decompose(m)) {
            throw new ArithmeticException("the symmetric eigenvalue decomposition failed");
        }
        boolean precision = isClose() && byPrecision();
        double[] y = precision ? byFactorOfPrecision(p) : whitenedStep();
        double[] excess = new double[d];
        double[] squares = new double[d];
        for (int k = 0; k < d; k++) {
            excess[k] = eigen.getEigenvalue(k).getReal();
            double[] vector = eigen.getEigenVector(k).data;
            double projection = 0;
            for (int i = 0; i < d; i++) {
                projection += vector[i] * y[i];
            }
            // In units of p: its precision is that of q over 1 + r.
            squares[k] = projection * projection * (precision ? 1 + excess[k] : 1);
        }
        return new Eigen(excess, squares);
    }

    /** M M^T - I = E + E^T + E E^T. */
    private double[] excess(double[] e) {
        double[] r = Triangular.gramOfRows(e, d);
        for (int i = 0; i < d; i++) {
            for (int j = 0; j < d; j++) {
                r[i * d + j] += e[i * d + j] + e[j * d + i];
            }
        }
        return r;
    }

    /** K_p^-1 (P_q - P_p) K_p^-T: the eigenvalues of S_q^-1 S_p less 1. */
    private double[] precisionDifference() {
        double[] own = p.matrix();
        double[] r = q.matrix();
        for (int i = 0; i < r.length; i++) {
            r[i] -= own[i];
        }
        return whiten(r, Triangular.cholesky("precision", own, d));
    }

    /** L_q^-1 (S_p - S_q) L_q^-T. */
    private double[] covarianceDifference() {
        double[][] a = wideCovariance(p);
        double[][] b = wideCovariance(q);
        double[] r = new double[d * d];
        for (int i = 0; i < r.length; i++) {
            r[i] = (a[0][i] - b[0][i]) + (a[1][i] - b[1][i]);
        }
        return whiten(r, factor);
    }

    /** The covariance in twice the working precision: a matrix and its correction. */
    private static double[][] wideCovariance(MultivariateNormal n) {
        int d = n.dimension();
        double[] high = n.covariance();
        double[] low = new double[d * d];
        switch (n.form()) {
            case COVARIANCE -> { }
            case PRECISION -> {
                // X + X (I - P X).
                double[] rest = new double[d * d];
                double[] precision = n.matrix();
                for (int i = 0; i < d; i++) {
                    for (int j = 0; j < d; j++) {
                        rest[i * d + j] = -residual(precision, i * d, 1, high, j, d, d, i == j ? 1 : 0, 0);
                    }
                }
                for (int i = 0; i < d; i++) {
                    for (int j = 0; j < d; j++) {
                        for (int k = 0; k < d; k++) {
                            low[i * d + j] += high[i * d + k] * rest[k * d + j];
                        }
                    }
                }
            }
            default -> {
                double[] w = n.matrix();
                int rank = w.length / d;
                for (int i = 0; i < d; i++) {
                    for (int j = 0; j < d; j++) {
                        double diagonal = n.form() == Form.LOW_RANK && i == j ? n.diagonal()[i] : 0;
                        low[i * d + j] = residual(w, i * rank, 1, w, j * rank, 1, rank, high[i * d + j], diagonal);
                    }
                }
            }
        }
        return new double[][] {high, low};
    }

    /** SUM_k a_k b_k + plus - sum, with the sum in twice the working precision. */
    private static double residual(double[] a, int fromA, int strideA, double[] b, int fromB, int strideB, int n, double sum, double plus) {
        double high = -sum;
        double low = 0;
        for (int k = -1; k < n; k++) {
            double x = k < 0 ? plus : a[fromA + k * strideA];
            double y = k < 0 ? 1 : b[fromB + k * strideB];
            double product = x * y;
            double next = high + product;
            double part = next - high;
            low += (high - (next - part)) + (product - part) + Math.fma(x, y, -product);
            high = next;
        }
        return high + low;
    }

    /** L^-1 A L^-T. */
    private double[] whiten(double[] matrix, double[] root) {
        double[] half = new double[d * d];
        double[] column = new double[d];
        for (int pass = 0; pass < 2; pass++) {
            double[] source = pass == 0 ? matrix : half.clone();
            for (int j = 0; j < d; j++) {
                for (int i = 0; i < d; i++) {
                    // The second pass works on rows: (L^-1 A) L^-T = (L^-1 (L^-1 A)^T)^T.
                    column[i] = pass == 0 ? source[i * d + j] : source[j * d + i];
                }
                Triangular.solveRefined(root, d, column);
                for (int i = 0; i < d; i++) {
                    half[i * d + j] = column[i];
                }
            }
        }
        return half;
    }
}
