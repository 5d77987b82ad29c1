package io.divergence.transform;

import io.divergence.math.Checks;
import io.divergence.target.Support;

/** x = b + L y with a lower triangular L: J is L, the same everywhere. */
final class TriangularAffine implements Diffeomorphism {
    private final double[] location;
    /** Row-major D x D. */
    private final double[] factor;
    private final double logDeterminant;

    TriangularAffine(double[] location, double[] factor) {
        int d = Checks.atLeast("location.length", Checks.allFinite("location", location).length, 1);
        Checks.length("factor", Checks.allFinite("factor", factor), d * d);
        double sum = 0;
        for (int i = 0; i < d; i++) {
            if (factor[i * d + i] == 0) {
                throw Checks.illegal("factor[" + i + "][" + i + "]", 0.0, "must not be zero");
            }
            sum += Math.log(Math.abs(factor[i * d + i]));
            for (int j = i + 1; j < d; j++) {
                if (factor[i * d + j] != 0) {
                    throw Checks.illegal("factor[" + i + "][" + j + "]", factor[i * d + j], "must be 0 above the diagonal");
                }
            }
        }
        this.location = location.clone();
        this.factor = factor.clone();
        logDeterminant = sum;
    }

    @Override
    public int unconstrainedDimension() {
        return location.length;
    }

    @Override
    public int dimension() {
        return location.length;
    }

    /** b_i + SUM_(j &lt; i) L_ij y_j. */
    private double before(int i, double[] y, int yAt) {
        double sum = location[i];
        for (int j = 0; j < i; j++) {
            sum += factor[i * location.length + j] * y[yAt + j];
        }
        return sum;
    }

    @Override
    public double apply(double[] y, int yAt, double[] x, int xAt) {
        int d = location.length;
        boolean finite = true;
        for (int i = 0; i < d; i++) {
            x[xAt + i] = before(i, y, yAt) + factor[i * d + i] * y[yAt + i];
            finite &= Math.abs(x[xAt + i]) <= Double.MAX_VALUE;
        }
        return finite ? logDeterminant : Double.NEGATIVE_INFINITY;
    }

    @Override
    public void pullback(double[] y, int yAt, double[] x, int xAt, double[] g, double factorOfJacobian, double[] out, int outAt) {
        int d = location.length;
        for (int j = 0; j < d; j++) {
            double sum = 0;
            for (int i = j; i < d; i++) {
                sum += factor[i * d + j] * g[xAt + i];
            }
            out[outAt + j] = sum;
        }
    }

    @Override
    public void solve(double[] y, int yAt, double[] g, int gAt, double factorOfJacobian, double[] out, int outAt) {
        int d = location.length;
        for (int i = d - 1; i >= 0; i--) {
            double sum = g[gAt + i];
            for (int j = i + 1; j < d; j++) {
                sum -= factor[j * d + i] * out[outAt + j];
            }
            out[outAt + i] = sum / factor[i * d + i];
        }
    }

    /** The sums are those of {@link #apply}, in its order: what did not overflow there does not here. */
    @Override
    public void invert(double[] x, int xAt, double[] y, int yAt) {
        int d = location.length;
        for (int i = 0; i < d; i++) {
            double value = (x[xAt + i] - before(i, y, yAt)) / factor[i * d + i];
            if (!(Math.abs(value) <= Double.MAX_VALUE)) {
                throw Checks.illegal("x[" + (xAt + i) + "]", x[xAt + i], "must be finite, and so must be its y");
            }
            y[yAt + i] = value;
        }
    }

    @Override
    public boolean covers(Support support, int at) {
        return true;
    }

    @Override
    public Support image() {
        return Support.reals(location.length);
    }

    @Override
    public String toString() {
        return "triangularAffine(" + Checks.text(location) + ", " + Checks.text(factor) + ")";
    }
}
