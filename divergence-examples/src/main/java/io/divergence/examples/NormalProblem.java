package io.divergence.examples;

import io.divergence.family.FullRankFamily;
import io.divergence.family.MeanFieldFamily;
import io.divergence.family.ReparameterizedFamily;
import io.divergence.math.Checks;
import io.divergence.distribution.MultivariateNormal;
import io.divergence.random.RandomStream;
import io.divergence.target.DifferentiableLogDensity;
import io.divergence.target.LogDensities;

/** log p~ = -z^T A z/2 with a precision A of condition 10 in random directions, and the optima of reverse KL. */
final class NormalProblem {
    private static final double CONDITION = 10;

    private final int d;
    private final double[] precision;
    private final double[] factor;

    private NormalProblem(int d, double[] precision) {
        this.d = d;
        this.precision = precision;
        factor = MultivariateNormal.ofCovariance(new double[d], MultivariateNormal.ofPrecision(new double[d], precision).covariance()).cholesky();
    }

    static NormalProblem of(int d, long seed) {
        double[][] axes = axes(Checks.atLeast("dimension", d, 1), RandomStream.of(seed));
        double[] precision = new double[d * d];
        for (int a = 0; a < d; a++) {
            double curvature = d == 1 ? 1 : Math.pow(CONDITION, -a / (d - 1.0));
            for (int i = 0; i < d; i++) {
                for (int j = 0; j <= i; j++) {
                    precision[i * d + j] += curvature * axes[a][i] * axes[a][j];
                    precision[j * d + i] = precision[i * d + j];
                }
            }
        }
        return new NormalProblem(d, precision);
    }

    /** Orthonormal vectors in random directions: normal ones, made orthogonal one after another. */
    private static double[][] axes(int d, RandomStream rng) {
        double[][] axes = new double[d][d];
        for (int a = 0; a < d; a++) {
            for (int i = 0; i < d; i++) {
                axes[a][i] = rng.nextGaussian();
            }
            // Twice, since once leaves what rounding makes of it.
            for (int b = 0; b < 2 * a; b++) {
                double along = dot(axes[a], axes[b % a]);
                for (int i = 0; i < d; i++) {
                    axes[a][i] -= along * axes[b % a][i];
                }
            }
            double length = Math.sqrt(dot(axes[a], axes[a]));
            for (int i = 0; i < d; i++) {
                axes[a][i] /= length;
            }
        }
        return axes;
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    DifferentiableLogDensity target() {
        return LogDensities.of(d, z -> {
            double sum = 0;
            for (int i = 0; i < d; i++) {
                sum += z[i] * row(i, z);
            }
            return -0.5 * sum;
        }, (z, gradient) -> {
            for (int i = 0; i < d; i++) {
                gradient[i] = -row(i, z);
            }
        });
    }

    private double row(int i, double[] z) {
        double sum = 0;
        for (int j = 0; j < d; j++) {
            sum += precision[i * d + j] * z[j];
        }
        return sum;
    }

    ReparameterizedFamily family(boolean full) {
        return full ? FullRankFamily.gaussian(d) : MeanFieldFamily.gaussian(d);
    }

    /** The optimum of reverse KL, moved by so many standard deviations of q and widened by a factor. */
    double[] phi(boolean full, double shift, double widening) {
        double[] location = new double[d];
        double[] scale = new double[full ? d * d : d];
        for (int i = 0; i < d; i++) {
            double sd = 1 / Math.sqrt(precision[i * d + i]);
            location[i] = shift * sd;
            if (full) {
                for (int j = 0; j <= i; j++) {
                    scale[i * d + j] = widening * factor[i * d + j];
                }
            } else {
                scale[i] = widening * sd;
            }
        }
        return full ? FullRankFamily.gaussian(d).parameters(location, scale) : MeanFieldFamily.gaussian(d).parameters(location, scale);
    }
}
