package io.divergence.math;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.decomposition.eig.symm.SymmetricQREigenHelper_DDRM;
import org.ejml.dense.row.decomposition.eig.symm.SymmetricQrAlgorithm_DDRM;
import org.ejml.dense.row.decomposition.hessenberg.TridiagonalDecompositionHouseholder_DDRM;

/**
 * The eigenvalues and orthonormal eigenvectors of a symmetric matrix, A = V diag(a) V^T, in no order; nobody writes to the arrays.
 *
 * @param values a, of length D
 * @param vectors V, row-major D x D: column k is the vector of value k
 */
public record SymmetricEigen(double[] values, double[] vectors) {

    /**
     * Decomposes a matrix.
     *
     * @param matrix row-major D x D, symmetric, finite; not written
     * @throws ArithmeticException if the iteration does not converge, as for what is not finite
     */
    public static SymmetricEigen of(double[] matrix, int d) {
        // By the library's parts, and not by its decomposition, with which a fresh virtual machine loads twenty classes for other ones.
        Tridiagonal tridiagonal = new Tridiagonal();
        SymmetricQREigenHelper_DDRM helper = new SymmetricQREigenHelper_DDRM();
        SymmetricQrAlgorithm_DDRM iteration = new SymmetricQrAlgorithm_DDRM(helper);
        boolean isDone = tridiagonal.decompose(new DMatrixRMaj(d, d, true, matrix));
        double[] diagonal = new double[d];
        double[] off = new double[Math.max(0, d - 1)];
        tridiagonal.getDiagonal(diagonal, off);
        helper.init(diagonal.clone(), off.clone(), d);
        // The values alone first: known, they are the shifts with which the vectors follow.
        iteration.setFastEigenvalues(true);
        isDone = isDone && iteration.process(-1, null, null);
        double[] shifts = helper.copyEigenvalues(null);
        helper.init(diagonal, off, d);
        DMatrixRMaj rows = tridiagonal.transposedQ();
        iteration.setQ(rows);
        if (!isDone || !iteration.process(-1, null, null, shifts)) {
            throw new ArithmeticException("the symmetric eigenvalue decomposition failed");
        }
        double[] vectors = new double[d * d];
        for (int k = 0; k < d; k++) {
            for (int i = 0; i < d; i++) {
                vectors[i * d + k] = rows.data[k * d + i];
            }
        }
        double[] values = helper.copyEigenvalues(null);
        return new SymmetricEigen(values, vectors);
    }

    /** A = Q T Q^T, T tridiagonal. */
    private static final class Tridiagonal extends TridiagonalDecompositionHouseholder_DDRM {

        /** Q^T, as {@link #getQ} returns it: the reflections one after the other, without the class of all that matrices can do. */
        DMatrixRMaj transposedQ() {
            DMatrixRMaj q = new DMatrixRMaj(N, N);
            for (int i = 0; i < N; i++) {
                q.data[i * N + i] = 1;
            }
            Arrays.fill(w, 0, N, 0);
            for (int j = N - 2; j >= 0; j--) {
                w[j + 1] = 1;
                System.arraycopy(QT.data, j * N + j + 2, w, j + 2, N - j - 2);
                rank1UpdateMultL(q, gammas[j + 1], j + 1, j + 1, N);
            }
            return q;
        }
    }
}
