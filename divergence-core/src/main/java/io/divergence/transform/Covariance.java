package io.divergence.transform;

import io.divergence.math.Checks;
import java.util.List;

/**
 * The k x k covariance matrix C = L L^T, row-major; y is L, packed row by row, with the logarithm of its diagonal.
 * log |J| = k log 2 + SUM (k + 1 - i) log L_ii, by the entries of C on and below the diagonal.
 */
final class Covariance implements Transform {
    private final int k;

    Covariance(int k) {
        this.k = Checks.atLeast("k", k, 1);
    }

    @Override
    public int unconstrainedDimension() {
        return k * (k + 1) / 2;
    }

    @Override
    public int dimension() {
        return k * k;
    }

    @Override
    public double apply(double[] y, int yAt, double[] x, int xAt) {
        double log = k * Math.log(2);
        for (int i = 0; i < k; i++) {
            int row = yAt + i * (i + 1) / 2;
            System.arraycopy(y, row, x, xAt + i * k, i);
            x[xAt + i * k + i] = Math.exp(y[row + i]);
            log += (k + 1 - i) * y[row + i];
        }
        Matrices.square(x, xAt, k);
        boolean inRange = true;
        for (int n = 0; n < k * k; n++) {
            inRange &= Math.abs(x[xAt + n]) <= Double.MAX_VALUE && (n % (k + 1) != 0 || x[xAt + n] >= Double.MIN_NORMAL);
        }
        return inRange && Math.abs(log) <= Double.MAX_VALUE ? log : Double.NEGATIVE_INFINITY;
    }

    @Override
    public void pullback(double[] y, int yAt, double[] x, int xAt, double[] g, double factor, double[] out, int outAt) {
        for (int i = 0; i < k; i++) {
            int diagonal = i * (i + 1) / 2 + i;
            out[outAt + diagonal] = Math.exp(y[yAt + diagonal]);
        }
        // The gradient by L is (g + g^T) L; the diagonal of L stands in out until the entries below are done.
        for (int i = 0; i < k; i++) {
            for (int j = 0; j < i; j++) {
                double own = symmetric(g, xAt, i, j) * out[outAt + j * (j + 1) / 2 + j];
                out[outAt + i * (i + 1) / 2 + j] = own + below(y, yAt, g, xAt, i, j);
            }
        }
        for (int i = 0; i < k; i++) {
            int diagonal = outAt + i * (i + 1) / 2 + i;
            double value = out[diagonal];
            double gradient = symmetric(g, xAt, i, i) * value + below(y, yAt, g, xAt, i, i);
            out[diagonal] = gradient * value + factor * (k + 1 - i);
        }
    }

    private double symmetric(double[] g, int at, int i, int j) {
        return g[at + i * k + j] + g[at + j * k + i];
    }

    private double below(double[] y, int yAt, double[] g, int at, int i, int j) {
        double sum = 0;
        for (int a = j + 1; a < k; a++) {
            sum += symmetric(g, at, i, a) * y[yAt + a * (a + 1) / 2 + j];
        }
        return sum;
    }

    @Override
    public void invert(double[] x, int xAt, double[] y, int yAt) {
        double[] factor = Matrices.factor(x, xAt, k);
        for (int i = 0; i < k; i++) {
            int diagonal = i * (i + 1) / 2 + i;
            factor[diagonal] = Math.log(factor[diagonal]);
        }
        System.arraycopy(factor, 0, y, yAt, factor.length);
    }

    @Override
    public List<String> names(String base) {
        return k == 1 ? List.of(Checks.notNull("base", base)) : Matrices.names(base, k);
    }

    @Override
    public String toString() {
        return "covariance(" + k + ")";
    }
}
