package io.divergence.estimators.exact;

import io.divergence.family.FiniteFamily;
import io.divergence.math.Checks;
import io.divergence.math.LogSumExp;
import io.divergence.target.LogDensity;
import java.util.Arrays;

/**
 * The normalised target at every state.
 *
 * @param logP log p of each state; not to be written
 * @param logError the absolute error of log p that comes from the normaliser
 * @param missing the mass of p outside the states: zero unless the normaliser is known
 * @param nonFinite at how many states the target returned NaN or positive infinity
 * @param nonFinitePoint the first of them, or null
 */
record StateTable(double[] logP, double logError, double missing, int nonFinite, double[] nonFinitePoint) {
    private static final int BLOCK = 1024;
    /** A sum that differs from one by no more than this differs by rounding. */
    private static final double ROUNDING = 1e-10;

    static StateTable of(LogDensity target, FiniteFamily family) {
        int states = (int) family.states();
        int d = family.dimension();
        LogDensity density = target.boundCopy();
        FiniteFamily points = family.boundCopy() instanceof FiniteFamily copy ? copy : family;
        double[] z = new double[BLOCK * d];
        double[] block = new double[BLOCK];
        double[] logP = new double[states];
        int bad = 0;
        double[] point = null;
        for (int from = 0; from < states; from += BLOCK) {
            int n = Math.min(BLOCK, states - from);
            for (int k = 0; k < n; k++) {
                points.state(from + k, z, k);
            }
            density.logDensity(z, 0, n, block);
            for (int k = 0; k < n; k++) {
                logP[from + k] = block[k];
                if (Double.isNaN(block[k]) || block[k] == Double.POSITIVE_INFINITY) {
                    point = bad++ == 0 ? Arrays.copyOfRange(z, k * d, (k + 1) * d) : point;
                }
            }
        }
        return bad > 0 ? new StateTable(logP, 0, 0, bad, point) : normalized(target, logP);
    }

    private static StateTable normalized(LogDensity target, double[] logP) {
        double logSum = LogSumExp.of(logP);
        double missing = 0;
        double logZ = logSum;
        if (target.logNormalizer().isPresent()) {
            logZ = target.logNormalizer().getAsDouble();
            missing = -Math.expm1(logSum - logZ);
            if (missing < -ROUNDING) {
                throw Checks.illegal("target.logNormalizer", logZ, "must be at least the logarithm of the mass on the states, " + logSum);
            }
            // A difference by rounding is divided out, as it would be if the normaliser were not known.
            logZ = missing <= ROUNDING ? logSum : logZ;
            missing = missing <= ROUNDING ? 0 : missing;
        }
        for (int i = 0; i < logP.length; i++) {
            logP[i] = logP[i] == Double.NEGATIVE_INFINITY ? logP[i] : logP[i] - logZ;
        }
        return new StateTable(logP, Math.ulp(1.0) * (4 + (Double.isInfinite(logZ) ? 0 : Math.abs(logZ))), missing, 0, null);
    }

    /** Whether the target has mass nowhere. */
    boolean isBlind() {
        if (missing > 0) {
            return false;
        }
        for (double l : logP) {
            if (l > Double.NEGATIVE_INFINITY) {
                return false;
            }
        }
        return true;
    }
}
