package io.divergence.model;

import io.divergence.random.RandomStream;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * log p~(x) = -x^T Q diag(lambda) Q^T x/2, with lambda_i = condition^(i/(D - 1)) and a random rotation Q. It is evaluated by the
 * coordinates along the axes, since x^T P x with P multiplied out loses as many digits as the condition has.
 */
final class IllConditionedModel extends PointModel {
    private final double condition;
    private final long seed;
    private final double[] eigenvalues;
    /** Row i is the axis of eigenvalue i. */
    private final double[] axes;

    IllConditionedModel(int dimension, double condition, long seed) {
        super(dimension, 0);
        this.condition = condition;
        this.seed = seed;
        eigenvalues = new double[dimension];
        for (int i = 0; i < dimension; i++) {
            eigenvalues[i] = dimension == 1 ? condition : Math.pow(condition, i / (dimension - 1.0));
        }
        axes = rotation(dimension, RandomStream.of(seed));
    }

    /** Gram-Schmidt of normal vectors, twice each: the second pass removes what rounding left of the first. */
    private static double[] rotation(int d, RandomStream rng) {
        double[] rows = new double[d * d];
        for (int i = 0; i < d; i++) {
            for (int j = 0; j < d; j++) {
                rows[i * d + j] = rng.nextGaussian();
            }
            for (int other = 0; other < 2 * i; other++) {
                int against = other % i;
                double along = dot(rows, i * d, rows, against * d, d);
                for (int j = 0; j < d; j++) {
                    rows[i * d + j] -= along * rows[against * d + j];
                }
            }
            double length = Math.sqrt(dot(rows, i * d, rows, i * d, d));
            for (int j = 0; j < d; j++) {
                rows[i * d + j] /= length;
            }
        }
        return rows;
    }

    private static double dot(double[] a, int atA, double[] b, int atB, int d) {
        double sum = 0;
        for (int j = 0; j < d; j++) {
            sum += a[atA + j] * b[atB + j];
        }
        return sum;
    }

    @Override
    double evaluate(double[] z, int at, double[] gradient, double[] scratch) {
        int d = eigenvalues.length;
        if (gradient != null) {
            Arrays.fill(gradient, at, at + d, 0);
        }
        double sum = 0;
        for (int i = 0; i < d; i++) {
            double along = dot(axes, i * d, z, at, d);
            double force = eigenvalues[i] * along;
            sum += force * along;
            for (int j = 0; gradient != null && j < d; j++) {
                gradient[at + j] -= force * axes[i * d + j];
            }
        }
        return -0.5 * sum;
    }

    @Override
    public OptionalDouble logNormalizer() {
        double sum = 0;
        for (double eigenvalue : eigenvalues) {
            sum += NormalizedModel.HALF_LOG_TWO_PI - 0.5 * Math.log(eigenvalue);
        }
        return OptionalDouble.of(sum);
    }

    @Override
    public Optional<double[]> mean() {
        return Optional.of(new double[eigenvalues.length]);
    }

    @Override
    public Optional<double[]> sds() {
        int d = eigenvalues.length;
        double[] sds = new double[d];
        for (int j = 0; j < d; j++) {
            for (int i = 0; i < d; i++) {
                sds[j] += axes[i * d + j] * axes[i * d + j] / eigenvalues[i];
            }
            sds[j] = Math.sqrt(sds[j]);
        }
        return Optional.of(sds);
    }

    @Override
    public String toString() {
        return "illConditionedGaussian(" + eigenvalues.length + ", condition=" + condition + ", seed=" + seed + ")";
    }
}
