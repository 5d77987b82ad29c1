package io.divergence.estimators.montecarlo;

import io.divergence.estimate.Finiteness;
import io.divergence.estimate.GradientEstimate;
import java.util.Arrays;

/** The rows of a step at which the target is NaN or positive infinity, or its gradient not finite: how many, and where the first is. */
final class InvalidRows {
    private final SampledObjective objective;
    /** At how many rows of a block log p~ is NaN or positive infinity. */
    private final int[] counts;

    InvalidRows(SampledObjective objective) {
        this.objective = objective;
        counts = new int[objective.blocks];
    }

    /** Counts the rows [from, to) of a block, in which log p~ is not finite somewhere, or everywhere finite; any worker. */
    void count(int block, int from, int to, boolean notFinite) {
        int bad = 0;
        for (int k = from; notFinite && k < to; k++) {
            bad += isInvalid(k) ? 1 : 0;
        }
        counts[block] = bad;
    }

    /** Log ratios are NaN or infinite where log p~ was, since log q of a draw is finite. */
    private boolean isInvalid(int k) {
        double l = objective.logRatio[k];
        return Double.isNaN(l) || l == Double.POSITIVE_INFINITY;
    }

    /** Whether there are none; what there is is recorded. */
    boolean check(GradientEstimate out) {
        int bad = 0;
        for (int n : counts) {
            bad += n;
        }
        if (bad == 0) {
            return true;
        }
        int first = 0;
        while (!isInvalid(first)) {
            first++;
        }
        record(bad, first, out);
        return false;
    }

    /** Why coefficients or values are not finite, if they are not. */
    Finiteness findWeights() {
        for (int k = 0; k < objective.samples; k++) {
            if (!objective.contributions.isFinite(k) || !(Math.abs(objective.values[k]) <= Double.MAX_VALUE)) {
                return objective.logRatio[k] == Double.NEGATIVE_INFINITY ? Finiteness.INFINITE_BY_SUPPORT : Finiteness.OVERFLOW;
            }
        }
        return Finiteness.FINITE;
    }

    /** Why a gradient is not finite: the target's own is not, at some rows, or its range is left. */
    Finiteness findGradients(GradientEstimate out) {
        int bad = 0;
        int first = 0;
        for (int k = objective.samples - 1; k >= 0; k--) {
            if (!objective.isTargetGradientFinite(k)) {
                bad++;
                first = k;
            }
        }
        if (bad == 0) {
            return Finiteness.OVERFLOW;
        }
        record(bad, first, out);
        return Finiteness.INVALID;
    }

    private void record(int bad, int row, GradientEstimate out) {
        int d = objective.dimension;
        out.setNonFinite(bad, Arrays.copyOfRange(objective.z, row * d, (row + 1) * d));
    }
}
