package io.divergence.transform;

import io.divergence.math.Checks;
import io.divergence.target.Support;
import java.util.Arrays;

/**
 * x_0 = y_0, or e^(y_0) if positive, and x_i = x_(i-1) + e^(y_i). log |J| is the sum of the y under an exponential.
 */
final class Ordered implements Diffeomorphism {
    private final int k;
    private final boolean positive;

    Ordered(int k, boolean positive) {
        this.k = Checks.atLeast("k", k, 1);
        this.positive = positive;
    }

    @Override
    public int unconstrainedDimension() {
        return k;
    }

    @Override
    public int dimension() {
        return k;
    }

    @Override
    public double apply(double[] y, int yAt, double[] x, int xAt) {
        double first = y[yAt];
        boolean inRange = !positive || first >= ScalarMaps.LOG_MIN_NORMAL;
        double log = positive ? first : 0;
        double last = positive ? Math.max(Math.exp(first), Double.MIN_NORMAL) : first;
        x[xAt] = last;
        for (int i = 1; i < k; i++) {
            // Never equal to the one before: a step below the spacing of doubles is one spacing.
            last = Math.max(last + Math.exp(y[yAt + i]), Math.nextUp(last));
            x[xAt + i] = last;
            log += y[yAt + i];
        }
        boolean finite = Math.abs(x[xAt]) <= Double.MAX_VALUE && Math.abs(last) <= Double.MAX_VALUE;
        return inRange && finite && log == log ? log : Double.NEGATIVE_INFINITY;
    }

    @Override
    public void pullback(double[] y, int yAt, double[] x, int xAt, double[] g, double factor, double[] out, int outAt) {
        double later = 0;
        for (int i = k - 1; i >= 0; i--) {
            later += g[xAt + i];
            out[outAt + i] = i > 0 || positive ? later * Math.exp(y[yAt + i]) + factor : later;
        }
    }

    /** The i-th sum of the later gradients by x is h_i e^(-y_i). */
    @Override
    public void solve(double[] y, int yAt, double[] g, int gAt, double factor, double[] out, int outAt) {
        double later = 0;
        for (int i = k - 1; i >= 0; i--) {
            double sum = i > 0 || positive ? (g[gAt + i] - factor) * Math.exp(-y[yAt + i]) : g[gAt];
            out[outAt + i] = sum - later;
            later = sum;
        }
    }

    @Override
    public Support image() {
        double[] lower = new double[k];
        double[] upper = new double[k];
        Arrays.fill(lower, positive ? 0 : Double.NEGATIVE_INFINITY);
        Arrays.fill(upper, Double.POSITIVE_INFINITY);
        return Support.box(lower, upper);
    }

    @Override
    public void invert(double[] x, int xAt, double[] y, int yAt) {
        if (!(Math.abs(x[xAt]) <= Double.MAX_VALUE && (!positive || x[xAt] > 0))) {
            throw Checks.illegal("x[" + xAt + "]", x[xAt], positive ? "must be positive and finite" : "must be finite");
        }
        double last = x[xAt];
        y[yAt] = positive ? Math.log(last) : last;
        for (int i = 1; i < k; i++) {
            double value = x[xAt + i];
            double step = value - last;
            if (!(step > 0 && step <= Double.MAX_VALUE)) {
                throw Checks.illegal("x[" + (xAt + i) + "]", value, "must be finite and above x[" + (xAt + i - 1) + "] = " + last
                        + ", with a difference that does not overflow");
            }
            y[yAt + i] = Math.log(step);
            last = value;
        }
    }

    /** A density on a box of more than one dimension has mass where coordinates are out of order. */
    @Override
    public boolean covers(Support support, int at) {
        return k == 1 && (!positive || support.lower(at) >= 0);
    }

    @Override
    public String toString() {
        return (positive ? "positiveOrdered(" : "ordered(") + k + ")";
    }
}
