package io.divergence.estimators.automatic;

import io.divergence.random.RandomStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.CholeskyDecomposition_F64;

/**
 * Fits a target whose answers are noisy: natural steps of decreasing length on fresh sets of points, each at a step of the target's
 * own, and an average of the means and precisions that forgets the first ones. It goes on to the end of its budget, and claims nothing.
 * One caller.
 */
final class NoisySearch {
    private static final int POINTS = 64;
    private static final double SLOWNESS = 4;
    private static final int CAREFUL = 3;
    /** Iterate k has a weight that grows as k to this power. */
    private static final double ETA = 4;
    private static final int MAX_SHRINKS = 40;

    private final CountedTarget target;
    private final int d;
    private final boolean diagonal;
    private final RandomStream rng;
    private final GaussianState state;
    private final double[] mean;
    private final double[] precision;
    private double objective;
    private int batches;

    final GaussianState best;
    double bestValue = Double.NEGATIVE_INFINITY;

    NoisySearch(CountedTarget target, long seed, boolean diagonal) {
        this.target = target;
        this.diagonal = diagonal;
        d = target.dimension();
        rng = RandomStream.of(seed, 0x6e6f697379L);
        state = new GaussianState(d, diagonal);
        best = new GaussianState(d, diagonal);
        mean = new double[d];
        precision = new double[state.factor.length];
    }

    int batches() {
        return batches;
    }

    /** Runs from a start until an {@link Interruption}, which is passed on; returns if the target has no mass to be found. */
    void run(double[] x0) {
        state.setIsotropic(x0, 1);
        best.set(state);
        try {
            int misses = 0;
            for (long step = 0; misses < MAX_SHRINKS; step++) {
                misses = step(step) ? 0 : misses + 1;
            }
        } finally {
            finish();
        }
    }

    /** Returns whether the target was finite at all points; draws the state together otherwise. */
    private boolean step(long step) {
        rng.seek(step, 0);
        PointSet set = PointSet.draw(rng, Math.max(POINTS, 2 * Integer.highestOneBit(2 * d + 1)), d, diagonal);
        target.prepare(step);
        SampleAverage average = SampleAverage.of(target, state, set);
        if (!average.isFinite()) {
            for (int i = 0; i < state.factor.length; i++) {
                state.factor[i] *= 0.5;
            }
            state.logDeterminant += d * Math.log(0.5);
            return false;
        }
        double r = batches < CAREFUL ? 0.5 : 1 / (1 + batches / SLOWNESS);
        GaussianState next = new GaussianState(d, diagonal);
        NaturalStep.apply(state, average.curvature(state), r, next);
        state.set(next);
        batches++;
        average(average.value());
        return true;
    }

    private void average(double value) {
        double weight = (ETA + 1) / (batches + ETA);
        double[] own = precisionOf(state);
        if (own == null) {
            return;
        }
        for (int i = 0; i < d; i++) {
            mean[i] += weight * (state.mean[i] - mean[i]);
        }
        for (int i = 0; i < own.length; i++) {
            precision[i] += weight * (own[i] - precision[i]);
        }
        objective += weight * (value - objective);
    }

    private static double[] precisionOf(GaussianState q) {
        int d = q.d;
        double[] precision = new double[q.factor.length];
        if (q.diagonal) {
            for (int i = 0; i < d; i++) {
                precision[i] = 1 / (q.factor[i] * q.factor[i]);
            }
            return precision;
        }
        DMatrixRMaj inverse = new DMatrixRMaj(d, d);
        if (!CommonOps_DDRM.invert(new DMatrixRMaj(d, d, true, q.factor), inverse)) {
            return null;
        }
        CommonOps_DDRM.multTransA(inverse, inverse, DMatrixRMaj.wrap(d, d, precision));
        return precision;
    }

    /** The average becomes the answer. */
    private void finish() {
        if (batches == 0) {
            return;
        }
        GaussianState averaged = new GaussianState(d, diagonal);
        System.arraycopy(mean, 0, averaged.mean, 0, d);
        if (diagonal) {
            for (int i = 0; i < d; i++) {
                averaged.factor[i] = 1 / Math.sqrt(precision[i]);
                averaged.logDeterminant += Math.log(averaged.factor[i]);
            }
        } else if (!invertRoot(averaged)) {
            return;
        }
        best.set(averaged);
        bestValue = objective;
    }

    /** With P = C C^T: L = C^-T. */
    private boolean invertRoot(GaussianState averaged) {
        CholeskyDecomposition_F64<DMatrixRMaj> cholesky = DecompositionFactory_DDRM.chol(d, true);
        DMatrixRMaj c = new DMatrixRMaj(d, d, true, precision.clone());
        DMatrixRMaj inverse = new DMatrixRMaj(d, d);
        if (!cholesky.decompose(c) || !CommonOps_DDRM.invert(cholesky.getT(null), inverse)) {
            return false;
        }
        for (int i = 0; i < d; i++) {
            averaged.logDeterminant += Math.log(inverse.data[i * d + i]);
            for (int j = 0; j < d; j++) {
                averaged.factor[i * d + j] = inverse.data[j * d + i];
            }
        }
        return true;
    }
}
