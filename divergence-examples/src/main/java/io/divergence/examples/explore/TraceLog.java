package io.divergence.examples.explore;

import io.divergence.estimate.GradientEstimate;
import java.util.Arrays;

/**
 * A whole run in at most so many rows: when they are full, every other row goes, and from then on only every second step is kept. What is kept
 * depends on the steps alone, so that a repeated run has the same trace. Thread-safe.
 */
final class TraceLog {
    static final int MOST = 400;
    private static final int HEAD = 4;

    private final int stride;
    private final double[] rows;
    private int size;
    private long every = 1;

    TraceLog(int parameters) {
        stride = HEAD + parameters;
        rows = new double[MOST * stride];
    }

    synchronized void record(long step, double[] phi, GradientEstimate estimate) {
        if (step % every != 0) {
            return;
        }
        if (size == MOST) {
            for (int i = 1; 2 * i < MOST; i++) {
                System.arraycopy(rows, 2 * i * stride, rows, i * stride, stride);
            }
            size = MOST / 2;
            every *= 2;
            if (step % every != 0) {
                return;
            }
        }
        int at = size++ * stride;
        rows[at] = step;
        rows[at + 1] = estimate.value();
        rows[at + 2] = estimate.gradientNorm();
        rows[at + 3] = estimate.effectiveSampleSize();
        System.arraycopy(phi, 0, rows, at + HEAD, phi.length);
    }

    /** A copy of the rows: step, value, norm of the gradient, ESS, phi. */
    synchronized double[][] rows() {
        double[][] copy = new double[size][];
        for (int i = 0; i < size; i++) {
            copy[i] = Arrays.copyOfRange(rows, i * stride, (i + 1) * stride);
        }
        return copy;
    }
}
