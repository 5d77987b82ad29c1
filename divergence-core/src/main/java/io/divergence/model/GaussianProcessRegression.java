package io.divergence.model;

import io.divergence.math.Checks;
import java.util.Arrays;

/**
 * The posterior of the hyperparameters of Gaussian process regression on the line, at points (log rho, log alpha, log s):
 * y ~ N(0, C), C_ij = alpha^2 exp(-(x_i - x_j)^2/(2 rho^2)) + v [i = j], where the noise variance v is s^2, or s itself. The Jacobian
 * of the logarithms and all constants are in the log density; it is negative infinity where C is not positive definite in double
 * precision. The priors are flat (they add 0) unless they are given. An evaluation takes of the order of N^3 operations.
 *
 * <p>Source: C. E. Rasmussen, C. K. I. Williams, Gaussian Processes for Machine Learning, MIT Press 2006, equations 5.8 and 5.9.
 */
public final class GaussianProcessRegression extends PointModel {

    /** What the third parameter s is. */
    public enum Noise {
        /** The standard deviation of the noise. */
        STANDARD_DEVIATION,
        /** The variance of the noise. */
        VARIANCE
    }

    private final double[] x;
    private final double[] y;
    private final Noise noise;
    /** Of rho, alpha, s. */
    private final ScalePrior[] priors;

    private GaussianProcessRegression(double[] x, double[] y, Noise noise, ScalePrior[] priors) {
        super(3, 3 * x.length * x.length + 2 * x.length);
        this.x = x;
        this.y = y;
        this.noise = noise;
        this.priors = priors;
    }

    /**
     * Returns the model with flat priors.
     *
     * @param x the N places; copied
     * @param y the N observations; copied
     */
    public static GaussianProcessRegression of(double[] x, double[] y, Noise noise) {
        Checks.allFinite("x", x);
        Checks.allFinite("y", Checks.length("y", y, x.length));
        ScalePrior[] flat = {ScalePrior.flat(), ScalePrior.flat(), ScalePrior.flat()};
        return new GaussianProcessRegression(x.clone(), y.clone(), Checks.notNull("noise", noise), flat);
    }

    /** Returns this model with priors of the length rho, the amplitude alpha and the noise s. */
    public GaussianProcessRegression withPriors(ScalePrior length, ScalePrior amplitude, ScalePrior noiseScale) {
        ScalePrior[] changed = {length, amplitude, noiseScale};
        return new GaussianProcessRegression(x, y, noise, Checks.noNulls("priors", changed));
    }

    @Override
    double evaluate(double[] z, int at, double[] gradient, double[] scratch) {
        int n = x.length;
        double variance = Math.exp(2 * z[at + 1]);
        double power = noise == Noise.VARIANCE ? 1 : 2;
        double noiseVariance = Math.exp(power * z[at + 2]);
        kernel(z[at], variance, noiseVariance, scratch);
        int weights = 3 * n * n;
        if (!factor(scratch, n) || !(variance + noiseVariance <= Double.MAX_VALUE)) {
            return Double.NEGATIVE_INFINITY;
        }
        double square = solve(scratch, n, weights);
        double sum = -0.5 * square - n * NormalizedModel.HALF_LOG_TWO_PI;
        for (int i = 0; i < n; i++) {
            sum -= Math.log(scratch[n * n + i * n + i]);
        }
        if (gradient != null) {
            invert(scratch, n);
            gradient(z[at], power * noiseVariance, gradient, at, scratch);
        }
        for (int i = 0; i < 3; i++) {
            sum += priors[i].logDensity(z[at + i]) + z[at + i];
            if (gradient != null) {
                gradient[at + i] += priors[i].derivative(z[at + i]) + 1;
            }
        }
        return sum;
    }

    /** The kernel without noise to the first N x N entries of the scratch, with noise to the next. */
    private void kernel(double logLength, double variance, double noiseVariance, double[] scratch) {
        int n = x.length;
        double rate = 0.5 * Math.exp(-2 * logLength);
        for (int i = 0; i < n; i++) {
            for (int j = 0; j <= i; j++) {
                double e = x[i] - x[j];
                double k = variance * Math.exp(-times(e * e, rate));
                scratch[i * n + j] = k;
                scratch[n * n + i * n + j] = i == j ? k + noiseVariance : k;
            }
        }
    }

    /** Replaces the lower half of C by its Cholesky factor L, in place; false if C is not positive definite. */
    private static boolean factor(double[] a, int n) {
        int c = n * n;
        for (int i = 0; i < n; i++) {
            for (int j = 0; j <= i; j++) {
                double sum = a[c + i * n + j];
                for (int k = 0; k < j; k++) {
                    sum -= a[c + i * n + k] * a[c + j * n + k];
                }
                if (i > j) {
                    a[c + i * n + j] = sum / a[c + j * n + j];
                } else if (sum > 0) {
                    a[c + i * n + i] = Math.sqrt(sum);
                } else {
                    return false;
                }
            }
        }
        return true;
    }

    /** Writes L^-1 y from weights + N on and C^-1 y from weights on; returns y^T C^-1 y. */
    private double solve(double[] a, int n, int weights) {
        int c = n * n;
        double square = 0;
        for (int i = 0; i < n; i++) {
            double sum = y[i];
            for (int j = 0; j < i; j++) {
                sum -= a[c + i * n + j] * a[weights + n + j];
            }
            double white = sum / a[c + i * n + i];
            a[weights + n + i] = white;
            a[weights + i] = white;
            square += white * white;
        }
        for (int i = n - 1; i >= 0; i--) {
            a[weights + i] /= a[c + i * n + i];
            for (int j = 0; j < i; j++) {
                a[weights + j] -= a[c + i * n + j] * a[weights + i];
            }
        }
        return square;
    }

    /** Writes L^-1 to the third N x N entries, row by row: L_ii (L^-1)_i = e_i - SUM_(k below i) L_ik (L^-1)_k. */
    private static void invert(double[] a, int n) {
        int c = n * n;
        int inverse = 2 * n * n;
        for (int i = 0; i < n; i++) {
            int row = inverse + i * n;
            Arrays.fill(a, row, row + n, 0);
            a[row + i] = 1;
            for (int k = 0; k < i; k++) {
                double l = a[c + i * n + k];
                for (int j = 0; j <= k; j++) {
                    a[row + j] -= l * a[inverse + k * n + j];
                }
            }
            for (int j = 0; j <= i; j++) {
                a[row + j] /= a[c + i * n + i];
            }
        }
    }

    /** SUM_ij W_ij dC_ij/2 with W = C^-1 y (C^-1 y)^T - C^-1, by the three logarithms. */
    private void gradient(double logLength, double noiseSlope, double[] gradient, int at, double[] a) {
        int n = x.length;
        int inverse = 2 * n * n;
        int weights = 3 * n * n;
        double rate = Math.exp(-2 * logLength);
        double byLength = 0;
        double byAmplitude = 0;
        double byNoise = 0;
        for (int i = 0; i < n; i++) {
            for (int j = 0; j <= i; j++) {
                double w = a[weights + i] * a[weights + j];
                for (int k = i; k < n; k++) {
                    w -= a[inverse + k * n + i] * a[inverse + k * n + j];
                }
                double twice = i == j ? w : 2 * w;
                double e = x[i] - x[j];
                double pull = times(a[i * n + j], twice);
                byAmplitude += pull;
                byLength += 0.5 * times(pull, times(e * e, rate));
                byNoise += i == j ? 0.5 * w * noiseSlope : 0;
            }
        }
        gradient[at] = byLength;
        gradient[at + 1] = byAmplitude;
        gradient[at + 2] = byNoise;
    }

    @Override
    public String toString() {
        return "GaussianProcessRegression(x=" + text(x) + ", y=" + text(y) + ", noise=" + noise + ", priors="
                + Arrays.toString(priors) + ")";
    }
}
