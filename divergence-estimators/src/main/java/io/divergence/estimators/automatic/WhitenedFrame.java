package io.divergence.estimators.automatic;

import java.util.Arrays;

/**
 * Coordinates x of the normal distributions about a state in which the Fisher information is the identity: mu = mu0 + L0 m,
 * L = L0 R, R lower triangular, R_ii = exp(t_ii/sqrt 2), R_ij = t_ij; x = (m, t_11 ... t_DD, t_21, t_31, t_32 ...). For a diagonal
 * L without the last. Mutable; one caller.
 */
final class WhitenedFrame {
    private static final double ROOT = Math.sqrt(2);

    private final GaussianState origin;
    private final int d;
    final int size;

    WhitenedFrame(GaussianState origin) {
        this.origin = GaussianState.copyOf(origin);
        d = origin.d;
        size = origin.diagonal ? 2 * d : d + d * (d + 1) / 2;
    }

    /** Whether x is so far from the origin that the Fisher information there is no longer nearly the identity. */
    static boolean isFar(double[] x) {
        double largest = 0;
        for (double a : x) {
            largest = Math.max(largest, Math.abs(a));
        }
        return largest > 1;
    }

    /**
     * By what to shorten a step that promised to first order so much and lost so much: to the top of a parabola, within [0.1, 0.5].
     */
    static double shortening(double promised, double lost) {
        double factor = -0.5 * promised / (lost - promised);
        return Math.max(0.1, Math.min(0.5, Double.isNaN(factor) ? 0.5 : factor));
    }

    /** Writes the state at x. */
    void at(double[] x, GaussianState out) {
        double[] l0 = origin.factor;
        double logs = 0;
        for (int i = 0; i < d; i++) {
            logs += x[d + i] / ROOT;
        }
        out.logDeterminant = origin.logDeterminant + logs;
        if (origin.diagonal) {
            for (int i = 0; i < d; i++) {
                out.mean[i] = origin.mean[i] + l0[i] * x[i];
                out.factor[i] = l0[i] * Math.exp(x[d + i] / ROOT);
            }
            return;
        }
        for (int i = 0; i < d; i++) {
            double sum = origin.mean[i];
            for (int j = 0; j < d; j++) {
                sum += l0[i * d + j] * x[j];
            }
            out.mean[i] = sum;
        }
        Arrays.fill(out.factor, 0);
        int below = 2 * d;
        for (int k = 0; k < d; k++) {
            double diagonal = Math.exp(x[d + k] / ROOT);
            for (int i = 0; i < d; i++) {
                double by = l0[i * d + k];
                for (int j = 0; j < k; j++) {
                    out.factor[i * d + j] += by * x[below + j];
                }
                out.factor[i * d + k] += by * diagonal;
            }
            below += k;
        }
    }

    /** Writes minus the gradient of F by x, from its average at the state of x. */
    void gradient(double[] x, SampleAverage average, double[] out) {
        double[] byMean = new double[d];
        origin.whiten(average.gradient(), byMean);
        double[] m = new double[average.cross().length];
        origin.whitenRows(average.cross(), m);
        int below = 2 * d;
        for (int i = 0; i < d; i++) {
            out[i] = -byMean[i];
            double own = origin.diagonal ? m[i] : m[i * d + i];
            out[d + i] = -(own * Math.exp(x[d + i] / ROOT) + 1) / ROOT;
            if (origin.diagonal) {
                continue;
            }
            for (int j = 0; j < i; j++) {
                out[below + j] = -m[i * d + j];
            }
            below += i;
        }
    }
}
