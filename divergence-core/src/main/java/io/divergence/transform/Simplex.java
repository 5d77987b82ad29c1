package io.divergence.transform;

import io.divergence.math.Checks;
import io.divergence.math.Exponentials;
import io.divergence.target.Support;

/**
 * Stick breaking: z_i = logistic(y_i - log(k - 1 - i)) is the share of x_i in what x_0 .. x_(i-1) have left, i from 0 to
 * k - 2, and x_(k-1) is the rest. log |J| = SUM log z_i + (k - 1 - i) log(1 - z_i), by the first k - 1 coordinates.
 */
final class Simplex implements Transform {
    private static final double ROUNDING = 1e-8;

    private final int k;
    /** log(k - 1 - i): y = 0 gives equal shares. */
    private final double[] shift;

    Simplex(int k) {
        this.k = Checks.atLeast("k", k, 2);
        shift = new double[k - 1];
        for (int i = 0; i < k - 1; i++) {
            shift[i] = Math.log(k - 1 - i);
        }
    }

    @Override
    public int unconstrainedDimension() {
        return k - 1;
    }

    @Override
    public int dimension() {
        return k;
    }

    @Override
    public double apply(double[] y, int yAt, double[] x, int xAt) {
        double logStick = 0;
        double log = 0;
        boolean inRange = true;
        for (int i = 0; i < k - 1; i++) {
            double u = y[yAt + i] - shift[i];
            double logShare = -Exponentials.log1pExp(-u);
            double logRest = -Exponentials.log1pExp(u);
            inRange &= logStick + logShare >= ScalarMaps.LOG_MIN_NORMAL;
            x[xAt + i] = Math.exp(logStick + logShare);
            log += logShare + (k - 1 - i) * logRest;
            logStick += logRest;
        }
        x[xAt + k - 1] = Math.exp(logStick);
        return inRange && logStick >= ScalarMaps.LOG_MIN_NORMAL ? log : Double.NEGATIVE_INFINITY;
    }

    @Override
    public void pullback(double[] y, int yAt, double[] x, int xAt, double[] g, double factor, double[] out, int outAt) {
        // dx_i/dy_i = (1 - z_i) x_i, and dx_j/dy_i = -z_i x_j for the later j: a sum from the end.
        double later = g[xAt + k - 1] * x[xAt + k - 1];
        for (int i = k - 2; i >= 0; i--) {
            double u = y[yAt + i] - shift[i];
            double share = 1 / (1 + Math.exp(-u));
            double rest = 1 / (1 + Math.exp(u));
            double own = g[xAt + i] * x[xAt + i];
            out[outAt + i] = rest * own - share * later + factor * (rest - (k - 1 - i) * share);
            later += own;
        }
    }

    @Override
    public void invert(double[] x, int xAt, double[] y, int yAt) {
        double sum = 0;
        for (int i = 0; i < k; i++) {
            double share = x[xAt + i];
            if (!(share > 0 && share <= 1)) {
                throw Checks.illegal("x[" + (xAt + i) + "]", share, "must lie in (0, 1]: it is a share of a simplex");
            }
            sum += share;
        }
        if (!(Math.abs(sum - 1) <= ROUNDING)) {
            throw Checks.illegal("x[" + xAt + "] + ... + x[" + (xAt + k - 1) + "]", sum, "must be 1 within " + ROUNDING);
        }
        // Sums of what comes later, and not 1 - x_0 - ... : so small shares at the end keep their digits.
        double later = x[xAt + k - 1];
        for (int i = k - 2; i >= 0; i--) {
            y[yAt + i] = Math.log(x[xAt + i]) - Math.log(later) + shift[i];
            later += x[xAt + i];
        }
    }

    @Override
    public boolean covers(Support support, int at) {
        for (int i = 0; i < k; i++) {
            if (!(support.lower(at + i) >= 0 && support.upper(at + i) <= 1)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public String toString() {
        return "simplex(" + k + ")";
    }
}
