package io.divergence.estimators.montecarlo;

import io.divergence.divergence.AlphaDivergence;
import io.divergence.divergence.Discrepancy;

/**
 * Score weights and values of reverse KL, forward KL and forward chi^2, the alpha divergences with a = 0, 1 and 2, made of l and u = e^l
 * that are there already: -l; 1 - u and u l - (u - 1); 1 - u^2 and (u - 1)^2, times factors. They are those of
 * {@link io.divergence.divergence.Divergence#scoreWeights} and the values of {@link Ratios}, to a few spacings of doubles. Immutable.
 */
final class PowerWeights {
    private final int a;
    private final double factor;

    private PowerWeights(int a, double factor) {
        this.a = a;
        this.factor = factor;
    }

    /** Returns those of a discrepancy, or null if it is another. */
    static PowerWeights of(Discrepancy discrepancy) {
        if (discrepancy instanceof AlphaDivergence alpha) {
            double a = alpha.exponent();
            return a == 0 || a == 1 || a == 2 ? new PowerWeights((int) a, alpha.factor()) : null;
        }
        return null;
    }

    /** {@return whether the ratio itself is needed beside its logarithm} */
    boolean needsRatio() {
        return a != 0;
    }

    /** {@return whether h + offset are the values themselves, as for reverse KL: both may be one array} */
    boolean areValues(double offset) {
        return a == 0 && offset == 0;
    }

    /** Writes h + offset and the values of the rows [from, to); all arrays have the same indices. */
    void write(int from, int to, double[] l, double[] u, double offset, double[] h, double[] values) {
        if (h == values) {
            ofReverseKl(from, to, l, factor, h);
        } else if (a == 0) {
            ofReverseKl(from, to, l, factor, offset, h, values);
        } else if (a == 1) {
            ofForwardKl(from, to, l, u, factor, offset, h, values);
        } else {
            ofForwardChiSquared(from, to, u, 0.5 * factor, offset, h, values);
        }
    }

    private static void ofReverseKl(int from, int to, double[] l, double factor, double offset, double[] h, double[] values) {
        for (int k = from; k < to; k++) {
            double v = -factor * l[k];
            h[k] = v + offset;
            values[k] = v;
        }
    }

    private static void ofReverseKl(int from, int to, double[] l, double factor, double[] h) {
        for (int k = from; k < to; k++) {
            h[k] = -factor * l[k];
        }
    }

    private static void ofForwardKl(int from, int to, double[] l, double[] u, double factor, double offset, double[] h,
            double[] values) {
        for (int k = from; k < to; k++) {
            h[k] = offset - factor * (u[k] - 1);
            // At l of minus infinity u l is 0.
            values[k] = factor * Math.max(0, u[k] * (Math.max(l[k], -1e4) - 1) + 1);
        }
    }

    private static void ofForwardChiSquared(int from, int to, double[] u, double half, double offset, double[] h, double[] values) {
        for (int k = from; k < to; k++) {
            h[k] = offset - half * (u[k] * u[k] - 1);
            values[k] = half * ((u[k] - 1) * (u[k] - 1));
        }
    }
}
