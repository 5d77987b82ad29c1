package io.divergence.transform;

import io.divergence.math.Checks;
import io.divergence.math.Exponentials;
import io.divergence.target.Support;
import java.util.List;

/**
 * The lower Cholesky factor of a k x k correlation matrix, packed row by row with its diagonal, from k (k - 1)/2 partial
 * correlations. log |J| = -SUM (i + 1 - j) log cosh y_ij over j &lt; i, by the entries below the diagonal.
 */
final class CorrelationCholesky implements Transform {
    private final int k;

    CorrelationCholesky(int k) {
        this.k = Checks.atLeast("k", k, 2);
    }

    @Override
    public int unconstrainedDimension() {
        return k * (k - 1) / 2;
    }

    @Override
    public int dimension() {
        return k * (k + 1) / 2;
    }

    @Override
    public double apply(double[] y, int yAt, double[] x, int xAt) {
        double log = 0;
        boolean inRange = true;
        x[xAt] = 1;
        for (int i = 1; i < k; i++) {
            int row = yAt + i * (i - 1) / 2;
            inRange &= PartialCorrelations.row(y, row, i, x, xAt + i * (i + 1) / 2) >= Double.MIN_NORMAL;
            for (int j = 0; j < i; j++) {
                log -= (i + 1 - j) * Exponentials.logCosh(y[row + j]);
            }
        }
        return inRange ? log : Double.NEGATIVE_INFINITY;
    }

    @Override
    public void pullback(double[] y, int yAt, double[] x, int xAt, double[] g, double factor, double[] out, int outAt) {
        for (int i = 1; i < k; i++) {
            int row = i * (i - 1) / 2;
            int gRow = xAt + i * (i + 1) / 2;
            System.arraycopy(g, gRow, out, outAt + row, i);
            PartialCorrelations.pullback(y, yAt + row, i, g[gRow + i], factor, i + 1, out, outAt + row);
        }
    }

    @Override
    public void invert(double[] x, int xAt, double[] y, int yAt) {
        for (int i = 0; i < k; i++) {
            int row = xAt + i * (i + 1) / 2;
            double sum = 0;
            for (int j = 0; j <= i; j++) {
                double value = x[row + j];
                if (!(Math.abs(value) <= 1 && (j < i || value > 0))) {
                    throw Checks.illegal("x[" + (row + j) + "]", value, j < i ? "must lie in [-1, 1]" : "must lie in (0, 1]: it is on the diagonal");
                }
                sum += value * value;
            }
            if (!(Math.abs(sum - 1) <= Matrices.ROUNDING)) {
                throw Checks.illegal("squared length of row " + i + " from x[" + row + "]", sum, "must be 1 within " + Matrices.ROUNDING);
            }
            PartialCorrelations.invert(x, row, i, y, yAt + i * (i - 1) / 2);
        }
    }

    @Override
    public boolean covers(Support support, int at) {
        for (int i = 0; i < k; i++) {
            for (int j = 0; j <= i; j++) {
                int n = at + i * (i + 1) / 2 + j;
                if (!(support.lower(n) >= (i == j ? 0 : -1) && support.upper(n) <= 1)) {
                    return false;
                }
            }
        }
        return true;
    }

    @Override
    public List<String> names(String base) {
        return Matrices.triangleNames(base, k);
    }

    @Override
    public String toString() {
        return "correlationCholesky(" + k + ")";
    }
}
