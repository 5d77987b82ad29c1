package io.divergence.estimators.automatic;

import java.util.Arrays;

/**
 * Coordinates x of the normal distributions about a state in which the Fisher information is the identity: mu = mu0 + L0 m,
 * L = L0 R, R lower triangular, R_ii = exp(t_ii/sqrt 2), R_ij = t_ij; x = (m, t_11 ... t_DD, t_21, t_31, t_32 ...). For a diagonal
 * L without the last; for Student's t distribution with a multiple of y - y0 after them,
 * nu = {@value RadialScale#LEAST_DEGREES} + e^y, of which the information beside that about the scale is one. Mutable; one caller.
 */
final class WhitenedFrame {
    private static final double ROOT = Math.sqrt(2);
    private static final double LEAST_SCALE = 0.05;

    private final GaussianState origin;
    private final int d;
    final int size;
    /** The root of the Fisher information about y, not too small for steps of moderate length. */
    private final double degreesScale;

    WhitenedFrame(GaussianState origin) {
        this.origin = GaussianState.copyOf(origin);
        d = origin.d;
        size = (origin.diagonal ? 2 * d : d + d * (d + 1) / 2) + (origin.isNormal() ? 0 : 1);
        degreesScale = origin.isNormal() ? 1 : Math.max(LEAST_SCALE,
                (origin.degrees - RadialScale.LEAST_DEGREES) * Math.sqrt(RadialScale.information(origin.degrees, d)));
    }

    /** Writes the state at x. */
    void at(double[] x, GaussianState out) {
        double[] l0 = origin.factor;
        double logs = 0;
        for (int i = 0; i < d; i++) {
            logs += x[d + i] / ROOT;
        }
        out.logDeterminant = origin.logDeterminant + logs;
        out.degrees = origin.isNormal() ? Double.POSITIVE_INFINITY : Math.min(RadialScale.MOST_DEGREES, degrees(x));
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

    private double degrees(double[] x) {
        return RadialScale.LEAST_DEGREES + (origin.degrees - RadialScale.LEAST_DEGREES) * Math.exp(x[size - 1] / degreesScale);
    }

    /** Writes minus the gradient of F by x, from its average at the state of x. */
    void gradient(double[] x, SampleAverage average, double[] out) {
        double[] byMean = new double[d];
        origin.whiten(average.gradient(), byMean);
        if (!origin.isNormal()) {
            double degrees = degrees(x);
            out[size - 1] = degrees < RadialScale.MOST_DEGREES ? -average.byDegrees() * (degrees - RadialScale.LEAST_DEGREES) / degrees
                    / degreesScale : 0;
        }
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
