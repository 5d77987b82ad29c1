package io.divergence.estimators.automatic;

import io.divergence.random.RandomStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.LinearSolverFactory_DDRM;
import org.ejml.interfaces.linsol.LinearSolverDense;

/**
 * Standard deviations of a mean-field fit by linear response: how its means move as the target is tilted. To first order, without the
 * response of the variances, they are those of the inverse expected Hessian, S A^-1 S, A by regression of the gradients on matched
 * points. For a normal target they are exact, where the mean-field standard deviations are too small.
 *
 * <p>Reference: R. Giordano, T. Broderick, M. Jordan, Covariances, robustness, and variational Bayes, 2018.
 */
final class LinearResponse {
    private static final int LARGEST = 1000;

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
        PointSet set = PointSet.draw(rng, Math.max(256, 4 * d), d, false);
        GaussianState full = new GaussianState(d, false);
        full.setIsotropic(q.mean, 1);
        for (int i = 0; i < d; i++) {
            full.factor[i * d + i] = q.factor[i];
        }
        SampleAverage average = SampleAverage.of(target, full, set);
        if (!average.isFinite()) {
            return null;
        }
        DMatrixRMaj a = new DMatrixRMaj(d, d);
        for (int i = 0; i < d; i++) {
            for (int j = 0; j < d; j++) {
                a.data[i * d + j] = -0.5 * (q.factor[i] * average.cross()[i * d + j] + q.factor[j] * average.cross()[j * d + i]);
            }
        }
        LinearSolverDense<DMatrixRMaj> solver = LinearSolverFactory_DDRM.chol(d);
        if (!solver.setA(a)) {
            return null;
        }
        DMatrixRMaj inverse = new DMatrixRMaj(d, d);
        solver.invert(inverse);
        double[] sds = new double[d];
        for (int i = 0; i < d; i++) {
            sds[i] = Math.abs(q.factor[i]) * Math.sqrt(inverse.data[i * d + i]);
        }
        return sds;
    }
}
