package io.divergence.estimators.matching;

import java.util.Arrays;

/** The update of {@link GaussianScoreMatching}, the mean over the batch. */
final class GaussianScoreStep implements MatchingStep {
    private final int d;
    private final double[] whitened;
    /** mu - theta. */
    private final double[] from;
    /** Sigma g - (mu - theta), then mu' - mu. */
    private final double[] shift;

    GaussianScoreStep(int d) {
        this.d = d;
        whitened = new double[d];
        from = new double[d];
        shift = new double[d];
    }

    @Override
    public boolean propose(GaussianState q, ScoreBatch batch, int iteration, int turns, double fraction, GaussianState next) {
        System.arraycopy(q.mean, 0, next.mean, 0, d);
        System.arraycopy(q.covariance, 0, next.covariance, 0, d * d);
        double share = fraction / batch.samples;
        for (int b = 0; b < batch.samples; b++) {
            shiftOf(q, batch, b);
            for (int i = 0; i < d; i++) {
                next.mean[i] += share * shift[i];
                for (int j = 0; j <= i; j++) {
                    // a a^T - (a + s)(a + s)^T without the terms that cancel.
                    double change = -(from[i] * shift[j] + shift[i] * from[j] + shift[i] * shift[j]);
                    next.covariance[i * d + j] += share * change;
                }
            }
        }
        for (int i = 0; i < d; i++) {
            for (int j = 0; j < i; j++) {
                next.covariance[j * d + i] = next.covariance[i * d + j];
            }
        }
        return true;
    }

    private void shiftOf(GaussianState q, ScoreBatch batch, int row) {
        batch.whiten(q, row, whitened);
        double size = 0;
        double along = 0;
        for (int i = 0; i < d; i++) {
            size = Math.hypot(size, whitened[i]);
            // (mu - theta)^T g = -e^T L^T g.
            along -= batch.noise[row * d + i] * whitened[i];
        }
        double half = Math.hypot(0.5, size);
        double onePlusRho = 0.5 + Math.hypot(half, along);
        // 1 + rho + along, which is above 1/2, without the difference of large numbers.
        double bottom = along >= 0 ? onePlusRho + along : 0.5 + half * (half / (onePlusRho - 0.5 - along));
        Arrays.fill(shift, 0);
        double projection = 0;
        for (int i = 0; i < d; i++) {
            for (int j = 0; j <= i; j++) {
                from[i] = (j == 0 ? 0 : from[i]) - q.factor[i * d + j] * batch.noise[row * d + j];
                shift[i] += q.factor[i * d + j] * whitened[j];
            }
            shift[i] -= from[i];
            projection += batch.scores[row * d + i] * shift[i];
        }
        double factor = projection / bottom;
        for (int i = 0; i < d; i++) {
            shift[i] = (shift[i] - from[i] * factor) / onePlusRho;
        }
    }
}
