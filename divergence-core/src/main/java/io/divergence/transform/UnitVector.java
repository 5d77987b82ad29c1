package io.divergence.transform;

import io.divergence.math.Checks;
import io.divergence.math.GammaFunctions;
import io.divergence.target.Support;
import java.util.Arrays;

/**
 * x = y/|y|, M = D = k. In place of log |J|, which does not exist, stands the log density of the length of a standard normal
 * vector, -|y|^2/2 - log(2^(k/2 - 1) Gamma(k/2)): directions are uniform, and the integral over y is that over the sphere.
 */
final class UnitVector implements Transform {
    private final int k;
    private final double logConstant;

    UnitVector(int k) {
        this.k = Checks.atLeast("k", k, 2);
        logConstant = (0.5 * k - 1) * Math.log(2) + GammaFunctions.logGamma(0.5 * k);
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
        double length = length(y, yAt);
        if (!(length >= Double.MIN_NORMAL && length <= Double.MAX_VALUE)) {
            // No direction: any point of the sphere, which is not to be used.
            Arrays.fill(x, xAt, xAt + k, 0);
            x[xAt] = 1;
            return Double.NEGATIVE_INFINITY;
        }
        for (int i = 0; i < k; i++) {
            x[xAt + i] = y[yAt + i] / length;
        }
        return -0.5 * length * length - logConstant;
    }

    @Override
    public void pullback(double[] y, int yAt, double[] x, int xAt, double[] g, double factor, double[] out, int outAt) {
        double length = length(y, yAt);
        double radial = 0;
        for (int i = 0; i < k; i++) {
            radial += g[xAt + i] * x[xAt + i];
        }
        for (int i = 0; i < k; i++) {
            out[outAt + i] = (g[xAt + i] - radial * x[xAt + i]) / length - factor * y[yAt + i];
        }
    }

    /** |a|, without overflow or underflow on the way. */
    private double length(double[] a, int at) {
        double largest = 0;
        for (int i = 0; i < k; i++) {
            largest = Math.max(largest, Math.abs(a[at + i]));
        }
        double sum = 0;
        for (int i = 0; i < k; i++) {
            double ratio = a[at + i] / largest;
            sum += ratio * ratio;
        }
        return largest * Math.sqrt(sum);
    }

    /** All y on the ray have the same x; it writes y = x. */
    @Override
    public void invert(double[] x, int xAt, double[] y, int yAt) {
        for (int i = 0; i < k; i++) {
            if (!(Math.abs(x[xAt + i]) <= 1 + Matrices.ROUNDING)) {
                throw Checks.illegal("x[" + (xAt + i) + "]", x[xAt + i], "must lie in [-1, 1]: it is of a unit vector");
            }
        }
        double length = length(x, xAt);
        if (!(Math.abs(length - 1) <= Matrices.ROUNDING)) {
            throw Checks.illegal("length of x from x[" + xAt + "]", length, "must be 1 within " + Matrices.ROUNDING);
        }
        System.arraycopy(x, xAt, y, yAt, k);
    }

    @Override
    public boolean isOneToOne() {
        return false;
    }

    @Override
    public boolean covers(Support support, int at) {
        for (int i = at; i < at + k; i++) {
            if (!(support.lower(i) >= -1 && support.upper(i) <= 1)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public String toString() {
        return "unitVector(" + k + ")";
    }
}
