package io.divergence.estimators.automatic;

import io.divergence.distribution.Distribution;
import io.divergence.distribution.MultivariateNormal;
import io.divergence.distribution.Normal;
import io.divergence.distribution.ProductDistribution;
import io.divergence.random.RandomStream;
import java.util.Arrays;

/**
 * Draws z = mu + L e of a fit with their log densities, which follow from the standard normal numbers that made them:
 * log q(z) = -|e|^2/2 - log |det L| - D/2 log(2 pi), so that nothing is solved. One caller.
 */
final class NormalDraws implements FitDraws {
    /** A covariance matrix of more dimensions costs more than the fit of its diagonal. */
    private static final int DENSE = 200;
    private static final int ROWS = 4;
    private static final double HALF_LOG_TWO_PI = 0.5 * Math.log(2 * Math.PI);

    private final int d;
    private final boolean diagonal;
    private final double[] mean;
    /** L, row-major and lower triangular, or its diagonal. */
    private final double[] factor;
    private final double logConstant;
    private final double[] e;

    private NormalDraws(boolean diagonal, double[] mean, double[] factor) {
        this.diagonal = diagonal;
        this.mean = mean;
        this.factor = factor;
        d = mean.length;
        e = new double[ROWS * d];
        double logs = 0;
        for (int i = 0; i < d; i++) {
            logs += Math.log(factor[diagonal ? i : i * d + i]);
        }
        logConstant = -logs - d * HALF_LOG_TWO_PI;
    }

    static NormalDraws of(GaussianState q) {
        double[] factor = q.diagonal ? Arrays.stream(q.factor).map(s -> Math.max(Math.abs(s), Double.MIN_NORMAL)).toArray()
                : q.triangularFactor();
        return new NormalDraws(q.diagonal, q.mean.clone(), factor);
    }

    @Override
    public int dimension() {
        return d;
    }

    @Override
    public Distribution distribution() {
        if (!diagonal) {
            return MultivariateNormal.ofCholesky(mean, factor);
        }
        if (d <= DENSE) {
            return MultivariateNormal.ofDiagonal(mean, factor);
        }
        Distribution[] factors = new Distribution[d];
        for (int i = 0; i < d; i++) {
            factors[i] = Normal.of(mean[i], factor[i]);
        }
        return ProductDistribution.of(factors);
    }

    @Override
    public void draw(RandomStream rng, double[] z, double[] logQ, int rows) {
        for (int row = 0; row < rows; row += ROWS) {
            int count = Math.min(ROWS, rows - row);
            rng.fillGaussian(e, 0, count * d);
            for (int r = 0; r < count; r++) {
                logQ[row + r] = logConstant - 0.5 * square(r * d);
            }
            if (diagonal) {
                scale(z, row * d, count);
            } else if (count == ROWS) {
                multiplyFour(z, row * d);
            } else {
                multiply(z, row * d, count);
            }
        }
    }

    private double square(int from) {
        double sum = 0;
        for (int i = from; i < from + d; i++) {
            sum += e[i] * e[i];
        }
        return sum;
    }

    private void scale(double[] z, int at, int rows) {
        for (int k = 0; k < rows * d; k += d) {
            for (int i = 0; i < d; i++) {
                z[at + k + i] = mean[i] + factor[i] * e[k + i];
            }
        }
    }

    private void multiply(double[] z, int at, int rows) {
        for (int k = 0; k < rows * d; k += d) {
            for (int i = 0; i < d; i++) {
                double sum = mean[i];
                for (int j = 0; j <= i; j++) {
                    sum += factor[i * d + j] * e[k + j];
                }
                z[at + k + i] = sum;
            }
        }
    }

    /** The sums of four rows do not wait for each other. */
    private void multiplyFour(double[] z, int at) {
        for (int i = 0; i < d; i++) {
            double a = mean[i];
            double b = mean[i];
            double c = mean[i];
            double f = mean[i];
            for (int j = 0; j <= i; j++) {
                double l = factor[i * d + j];
                a += l * e[j];
                b += l * e[d + j];
                c += l * e[2 * d + j];
                f += l * e[3 * d + j];
            }
            z[at + i] = a;
            z[at + d + i] = b;
            z[at + 2 * d + i] = c;
            z[at + 3 * d + i] = f;
        }
    }
}
