package io.divergence.estimators.evaluate;

import io.divergence.distribution.Distribution;
import io.divergence.distribution.MultivariateNormal;
import io.divergence.distribution.MultivariateNormal.Form;
import io.divergence.math.Exponentials;
import io.divergence.math.Triangular;
import java.util.Optional;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.EigenDecomposition_F64;

/**
 * Normal distributions in D dimensions. With M = L_q^-1 L_p = I + E, E from the difference of the factors,
 *
 * <pre>KL = (SUM_(i&gt;j) E_ij^2 + SUM_i (E_ii^2 + 2 (E_ii - log(1 + E_ii))) + |L_q^-1 (m_p - m_q)|^2)/2,</pre>
 *
 * <p>a sum of squares and remainders. Two that were given by their covariances, or by their precisions, are compared through the
 * eigenvalues of the whitened difference of these matrices, since their factors have lost digits. The moments are those of one
 * dimension for each eigenvalue.
 */
final class MultivariateNormalFormula implements PairFormula {

    @Override
    public Optional<Term> kl(Distribution p, Distribution q) {
        if (!(p instanceof MultivariateNormal a) || !(q instanceof MultivariateNormal b)) {
            return Optional.empty();
        }
        int d = a.dimension();
        double[] factor = b.cholesky();
        double[] y = whitened(a, b, factor);
        double square = 0;
        for (double x : y) {
            square += x * x;
        }
        double sum;
        if (byMatrices(a, b)) {
            sum = 0;
            for (double r : eigen(difference(a, b), d).values) {
                sum += Math.abs(r) <= 0.5 ? Exponentials.xMinusLog1p(r) : r - Math.log1p(r);
            }
        } else {
            sum = byFactors(a.cholesky(), factor, d);
        }
        double value = 0.5 * (sum + square);
        return Optional.of(new Term(value, 64 * d * Term.EPS * value));
    }

    private static double byFactors(double[] p, double[] q, int d) {
        double[] e = steps(p, q, d);
        double sum = 0;
        for (int i = 0; i < d; i++) {
            for (int j = 0; j < i; j++) {
                sum += e[i * d + j] * e[i * d + j];
            }
            double x = e[i * d + i];
            double log = Math.abs(x) <= 0.5 ? Exponentials.xMinusLog1p(x) : x - (Math.log(p[i * d + i]) - Math.log(q[i * d + i]));
            sum += x * x + 2 * log;
        }
        return sum;
    }

    /** E = L_q^-1 (L_p - L_q), lower triangular, column by column. */
    private static double[] steps(double[] p, double[] q, int d) {
        double[] e = new double[d * d];
        double[] column = new double[d];
        for (int j = 0; j < d; j++) {
            for (int i = 0; i < d; i++) {
                column[i] = p[i * d + j] - q[i * d + j];
            }
            Triangular.solveRefined(q, d, column);
            for (int i = j; i < d; i++) {
                e[i * d + j] = column[i];
            }
        }
        return e;
    }

    private static double[] whitened(MultivariateNormal a, MultivariateNormal b, double[] factor) {
        double[] y = a.mean();
        double[] other = b.mean();
        for (int i = 0; i < y.length; i++) {
            y[i] -= other[i];
        }
        Triangular.solveRefined(factor, y.length, y);
        return y;
    }

    /** Whether the matrices themselves are close, in one form that loses digits in its factors. */
    private static boolean byMatrices(MultivariateNormal a, MultivariateNormal b) {
        if (a.form() != b.form() || a.form() == Form.CHOLESKY || a.form() == Form.DIAGONAL) {
            return false;
        }
        double[] r = difference(a, b);
        double size = 0;
        for (double x : r) {
            size = Math.max(size, Math.abs(x));
        }
        return size < 0.1 / a.dimension();
    }

    /** L_q^-1 (S_p - S_q) L_q^-T for covariances; the same with the roles exchanged for precisions. */
    private static double[] difference(MultivariateNormal a, MultivariateNormal b) {
        int d = a.dimension();
        double[] first = a.matrix();
        double[] second = b.matrix();
        if (a.form() == Form.PRECISION) {
            // KL = SUM (r - log(1 + r))/2 with r the eigenvalues of P_q relative to P_p, less 1.
            return whiten(minus(second, first), Triangular.cholesky("precision", first, d), d);
        }
        if (a.form() == Form.LOW_RANK) {
            return whiten(lowRankDifference(a, b, d), b.cholesky(), d);
        }
        return whiten(minus(first, second), b.cholesky(), d);
    }

    private static double[] minus(double[] a, double[] b) {
        double[] c = new double[a.length];
        for (int i = 0; i < c.length; i++) {
            c[i] = a[i] - b[i];
        }
        return c;
    }

    /** (W_p - W_q) W_p^T + W_q (W_p - W_q)^T plus the difference of the diagonals; both padded to the larger rank. */
    private static double[] lowRankDifference(MultivariateNormal a, MultivariateNormal b, int d) {
        double[] wp = a.matrix();
        double[] wq = b.matrix();
        double[] dp = a.diagonal();
        double[] dq = b.diagonal();
        int rp = wp.length / d;
        int rq = wq.length / d;
        int r = Math.max(rp, rq);
        double[] c = new double[d * d];
        for (int i = 0; i < d; i++) {
            for (int j = 0; j < d; j++) {
                double sum = i == j ? dp[i] - dq[i] : 0;
                for (int k = 0; k < r; k++) {
                    double pi = k < rp ? wp[i * rp + k] : 0;
                    double pj = k < rp ? wp[j * rp + k] : 0;
                    double qi = k < rq ? wq[i * rq + k] : 0;
                    double qj = k < rq ? wq[j * rq + k] : 0;
                    sum += (pi - qi) * pj + qi * (pj - qj);
                }
                c[i * d + j] = sum;
            }
        }
        return c;
    }

    private static double[] whiten(double[] matrix, double[] factor, int d) {
        double[] half = new double[d * d];
        double[] column = new double[d];
        for (int pass = 0; pass < 2; pass++) {
            double[] source = pass == 0 ? matrix : half.clone();
            for (int j = 0; j < d; j++) {
                for (int i = 0; i < d; i++) {
                    // The second pass works on rows: (L^-1 A) L^-T = (L^-1 (L^-1 A)^T)^T.
                    column[i] = pass == 0 ? source[i * d + j] : source[j * d + i];
                }
                Triangular.solveRefined(factor, d, column);
                for (int i = 0; i < d; i++) {
                    half[i * d + j] = column[i];
                }
            }
        }
        return half;
    }

    private record Eigen(double[] values, double[][] vectors) {
    }

    private static Eigen eigen(double[] matrix, int d) {
        DMatrixRMaj m = new DMatrixRMaj(d, d);
        for (int i = 0; i < d; i++) {
            for (int j = 0; j < d; j++) {
                m.set(i, j, 0.5 * (matrix[i * d + j] + matrix[j * d + i]));
            }
        }
        EigenDecomposition_F64<DMatrixRMaj> decomposition = DecompositionFactory_DDRM.eig(d, true, true);
        if (!decomposition.decompose(m)) {
            throw new ArithmeticException("the eigenvalues of a symmetric matrix were not found");
        }
        double[] values = new double[d];
        double[][] vectors = new double[d][];
        for (int k = 0; k < d; k++) {
            values[k] = decomposition.getEigenvalue(k).getReal();
            DMatrixRMaj vector = decomposition.getEigenVector(k);
            vectors[k] = vector.data.clone();
        }
        return new Eigen(values, vectors);
    }

    /** The moments of one dimension for each eigenvalue of the covariance of p, whitened by that of q, less 1. */
    @Override
    public Optional<Term> logMoment(double order, Distribution p, Distribution q) {
        if (!(p instanceof MultivariateNormal a) || !(q instanceof MultivariateNormal b)) {
            return Optional.empty();
        }
        int d = a.dimension();
        double[] factor = b.cholesky();
        double[] r;
        boolean precision = a.form() == Form.PRECISION && b.form() == Form.PRECISION && byMatrices(a, b);
        if (byMatrices(a, b) && !precision) {
            r = difference(a, b);
        } else {
            r = excess(steps(a.cholesky(), factor, d), d);
        }
        Eigen eigen = eigen(r, d);
        double[] y = whitened(a, b, factor);
        double logDeterminants = 0;
        double largest = 1;
        for (int i = 0; i < d; i++) {
            logDeterminants += Math.log(a.cholesky()[i * d + i]) - Math.log(factor[i * d + i]);
            largest = Math.max(largest, Math.abs(eigen.values[i]));
        }
        return Optional.of(sum(order, eigen, y, logDeterminants, largest));
    }

    private static Term sum(double order, Eigen eigen, double[] y, double logDeterminants, double largest) {
        int d = y.length;
        double b = 1 - order;
        double near = 0;
        for (double r : eigen.values) {
            near = Math.max(near, Math.max(Math.abs(r), Math.abs(b * r)));
        }
        double value = near > 0.5 ? b * logDeterminants : 0;
        double error = near > 0.5 ? 16 * Term.EPS * d * (1 + Math.abs(b * logDeterminants)) : 0;
        for (int k = 0; k < d; k++) {
            double r = eigen.values[k];
            double projection = 0;
            for (int i = 0; i < d; i++) {
                projection += eigen.vectors[k][i] * y[i];
            }
            double w = 1 + b * r;
            double absolute = 8 * Term.EPS * d * (near > 0.5 ? largest : Math.abs(r));
            if (!(w > 4 * Term.EPS * d * largest * Math.abs(b))) {
                return Term.INFINITE;
            }
            double second = -0.5 * order * b * projection * projection / w;
            double first = near > 0.5
                    ? -0.5 * Math.log(w)
                    : 0.5 * (Exponentials.xMinusLog1p(b * r) - b * Exponentials.xMinusLog1p(r));
            value += first + second;
            error += near > 0.5
                    ? 0.5 * Math.abs(b) * absolute / w + Math.abs(second) * (Math.abs(b) * absolute / w + 16 * d * Term.EPS)
                    : 32 * d * Term.EPS * (r * r + Math.abs(second));
        }
        return new Term(value, error + 8 * Term.EPS * Math.abs(value));
    }

    /** M M^T - I = E + E^T + E E^T. */
    private static double[] excess(double[] e, int d) {
        double[] r = Triangular.gramOfRows(e, d);
        for (int i = 0; i < d; i++) {
            for (int j = 0; j < d; j++) {
                r[i * d + j] += e[i * d + j] + e[j * d + i];
            }
        }
        return r;
    }
}
