package io.divergence.fit;

import io.divergence.estimate.GradientEstimate;
import java.util.Arrays;

/** What was recorded every so many steps: step, value, its error, gradient norm, ESS, phi. */
public final class Trace {
    static final int HEAD = 5;
    private final int stride;
    private double[] rows;
    private int size;

    Trace(int parameters, double[] rows) {
        stride = HEAD + parameters;
        this.rows = rows;
        size = rows.length / stride;
    }

    void record(long step, double[] phi, GradientEstimate estimate) {
        if ((size + 1) * stride > rows.length) {
            rows = Arrays.copyOf(rows, Math.max(64 * stride, 2 * rows.length));
        }
        int at = size++ * stride;
        rows[at] = step;
        rows[at + 1] = estimate.value();
        rows[at + 2] = estimate.valueError();
        rows[at + 3] = estimate.gradientNorm();
        rows[at + 4] = estimate.effectiveSampleSize();
        System.arraycopy(phi, 0, rows, at + HEAD, phi.length);
    }

    double[] rows() {
        return Arrays.copyOf(rows, size * stride);
    }

    Trace copy() {
        return new Trace(stride - HEAD, rows());
    }

    /** {@return the number of rows} */
    public int size() {
        return size;
    }

    /** {@return the step of a row} */
    public long step(int row) {
        return (long) rows[row * stride];
    }

    /** {@return the value at a row, in nats} */
    public double value(int row) {
        return rows[row * stride + 1];
    }

    /** {@return the error of the value} */
    public double valueError(int row) {
        return rows[row * stride + 2];
    }

    /** {@return the Euclidean norm of the gradient} */
    public double gradientNorm(int row) {
        return rows[row * stride + 3];
    }

    /** {@return the effective sample size; NaN without samples} */
    public double effectiveSampleSize(int row) {
        return rows[row * stride + 4];
    }

    /** {@return entry j of phi at a row} */
    public double phi(int row, int j) {
        return rows[row * stride + HEAD + j];
    }
}
