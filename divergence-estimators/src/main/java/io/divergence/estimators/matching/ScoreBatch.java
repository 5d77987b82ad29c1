package io.divergence.estimators.matching;

import io.divergence.math.Checks;
import io.divergence.random.RandomStream;
import io.divergence.target.DifferentiableLogDensity;
import java.util.Arrays;

/** The samples of one iteration: z_b = mean + L e_b, and the scores of the target there. One caller. */
final class ScoreBatch {
    final int samples;
    final int d;
    /** e, row-major B x D. */
    final double[] noise;
    /** z, row-major B x D. */
    final double[] points;
    /** g = grad log p(z), row-major B x D. */
    final double[] scores;
    private final double[] logDensity;
    private final double[] whitened;

    ScoreBatch(int samples, int d) {
        this.samples = samples;
        this.d = d;
        noise = new double[samples * d];
        points = new double[samples * d];
        scores = new double[samples * d];
        logDensity = new double[samples];
        whitened = new double[d];
    }

    /** Draws from q, where the stream stands, and evaluates the target. */
    void draw(RandomStream stream, GaussianState q, DifferentiableLogDensity target) {
        for (int i = 0; i < noise.length; i++) {
            noise[i] = stream.nextGaussian();
        }
        for (int b = 0; b < samples; b++) {
            for (int i = 0; i < d; i++) {
                double sum = 0;
                for (int j = 0; j <= i; j++) {
                    sum += q.factor[i * d + j] * noise[b * d + j];
                }
                points[b * d + i] = q.mean[i] + sum;
            }
        }
        target.logDensityAndGradient(points, 0, samples, logDensity, scores);
    }

    /** The first row without a finite log density and score, or -1. */
    int firstBad() {
        for (int b = 0; b < samples; b++) {
            if (!(Math.abs(logDensity[b]) <= Double.MAX_VALUE)) {
                return b;
            }
            for (int i = b * d; i < (b + 1) * d; i++) {
                if (!(Math.abs(scores[i]) <= Double.MAX_VALUE)) {
                    return b;
                }
            }
        }
        return -1;
    }

    /** What the target returned at a row, for messages. */
    String describe(int row) {
        double[] point = Arrays.copyOfRange(points, row * d, (row + 1) * d);
        double[] score = Arrays.copyOfRange(scores, row * d, (row + 1) * d);
        boolean outside = logDensity[row] == Double.NEGATIVE_INFINITY;
        return "at z = " + Checks.text(point) + " the log density is " + logDensity[row]
                + (outside ? "" : " and the score " + Checks.text(score));
    }

    /**
     * The mean of |L^T (g - grad log q(z))|^2 = |L^T g + e|^2: grad log q(z) = -L^-T e. An estimate of the divergence of the scores of
     * q and p, E_q |grad log q - grad log p|^2 in the norm of Sigma.
     */
    double scoreDivergence(GaussianState q) {
        double sum = 0;
        for (int b = 0; b < samples; b++) {
            whiten(q, b, whitened);
            for (int j = 0; j < d; j++) {
                double x = whitened[j] + noise[b * d + j];
                sum += x * x;
            }
        }
        return sum / samples;
    }

    /** Writes L^T g of a row. */
    void whiten(GaussianState q, int row, double[] out) {
        Arrays.fill(out, 0);
        for (int i = 0; i < d; i++) {
            double g = scores[row * d + i];
            for (int j = 0; j <= i; j++) {
                out[j] += q.factor[i * d + j] * g;
            }
        }
    }
}
