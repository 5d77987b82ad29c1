package io.divergence.transform;

import io.divergence.math.Checks;
import io.divergence.math.Exponentials;
import io.divergence.target.Support;
import java.util.List;

/**
 * The k x k correlation matrix C = L L^T, row-major, with L from k (k - 1)/2 partial correlations.
 * log |J| = -SUM (k - j) log cosh y_ij over j &lt; i, by the entries of C below the diagonal.
 */
final class Correlation implements Transform {
    private final int k;

    Correlation(int k) {
        this.k = Checks.atLeast("k", k, 2);
    }

    @Override
    public int unconstrainedDimension() {
        return k * (k - 1) / 2;
    }

    @Override
    public int dimension() {
        return k * k;
    }

    @Override
    public double apply(double[] y, int yAt, double[] x, int xAt) {
        double log = 0;
        boolean inRange = true;
        x[xAt] = 1;
        for (int i = 1; i < k; i++) {
            int row = yAt + i * (i - 1) / 2;
            inRange &= PartialCorrelations.row(y, row, i, x, xAt + i * k) >= Double.MIN_NORMAL;
            for (int j = 0; j < i; j++) {
                log -= (k - j) * Exponentials.logCosh(y[row + j]);
            }
        }
        Matrices.square(x, xAt, k);
        for (int i = 0; i < k; i++) {
            x[xAt + i * k + i] = 1;
        }
        return inRange ? log : Double.NEGATIVE_INFINITY;
    }

    @Override
    public void pullback(double[] y, int yAt, double[] x, int xAt, double[] g, double factor, double[] out, int outAt) {
        // With S = g + g^T the gradient by L is S L below the diagonal. The diagonal of C is constant, so that of S counts for
        // nothing: the lower triangle of g takes S, the upper one and the diagonal take L^T.
        fold(g, xAt);
        unfoldFactor(y, yAt, g, xAt);
        for (int i = 1; i < k; i++) {
            int row = outAt + i * (i - 1) / 2;
            for (int j = 0; j < i; j++) {
                out[row + j] = gradient(g, xAt, i, j);
            }
            PartialCorrelations.pullback(y, yAt + i * (i - 1) / 2, i, gradient(g, xAt, i, i), factor, k, out, row);
        }
    }

    private void fold(double[] g, int at) {
        for (int i = 1; i < k; i++) {
            for (int j = 0; j < i; j++) {
                g[at + i * k + j] += g[at + j * k + i];
            }
        }
    }

    private void unfoldFactor(double[] y, int yAt, double[] g, int at) {
        g[at] = 1;
        for (int i = 1; i < k; i++) {
            double product = 1;
            for (int j = 0; j < i; j++) {
                double v = y[yAt + i * (i - 1) / 2 + j];
                g[at + j * k + i] = Math.tanh(v) * product;
                product /= Math.cosh(v);
            }
            g[at + i * k + i] = product;
        }
    }

    /** SUM over a &gt;= j, a != i, of S_ia L_aj. */
    private double gradient(double[] g, int at, int i, int j) {
        double sum = 0;
        for (int a = j; a < i; a++) {
            sum += g[at + i * k + a] * g[at + j * k + a];
        }
        for (int a = i + 1; a < k; a++) {
            sum += g[at + a * k + i] * g[at + j * k + a];
        }
        return sum;
    }

    @Override
    public void invert(double[] x, int xAt, double[] y, int yAt) {
        for (int i = 0; i < k; i++) {
            double diagonal = x[xAt + i * k + i];
            if (!(Math.abs(diagonal - 1) <= Matrices.ROUNDING)) {
                throw Checks.illegal("x[" + (xAt + i * k + i) + "]", diagonal, "must be 1: it is on the diagonal of a correlation matrix");
            }
        }
        double[] factor = Matrices.factor(x, xAt, k);
        for (int i = 1; i < k; i++) {
            PartialCorrelations.invert(factor, i * (i + 1) / 2, i, y, yAt + i * (i - 1) / 2);
        }
    }

    @Override
    public boolean covers(Support support, int at) {
        for (int n = at; n < at + k * k; n++) {
            if (!(support.lower(n) >= -1 && support.upper(n) <= 1)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public List<String> names(String base) {
        return Matrices.names(base, k);
    }

    @Override
    public String toString() {
        return "correlation(" + k + ")";
    }
}
