package io.divergence.math;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.decomposition.eig.SymmetricQRAlgorithmDecomposition_DDRM;
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
        // Not by the library's factory, which loads thirty classes for other decompositions.
        SymmetricQRAlgorithmDecomposition_DDRM eigen =
                new SymmetricQRAlgorithmDecomposition_DDRM(new TridiagonalDecompositionHouseholder_DDRM(), true);
        if (!eigen.decompose(new DMatrixRMaj(d, d, true, matrix))) {
            throw new ArithmeticException("the symmetric eigenvalue decomposition failed");
        }
        double[] values = new double[d];
        double[] vectors = new double[d * d];
        for (int k = 0; k < d; k++) {
            values[k] = eigen.getEigenvalue(k).getReal();
            double[] v = eigen.getEigenVector(k).data;
            for (int i = 0; i < d; i++) {
                vectors[i * d + k] = v[i];
            }
        }
        return new SymmetricEigen(values, vectors);
    }
}
