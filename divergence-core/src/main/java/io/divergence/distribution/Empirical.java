package io.divergence.distribution;

import io.divergence.math.Checks;
import io.divergence.target.Moments;
import io.divergence.target.SampleSource;
import io.divergence.target.Support;
import java.util.random.RandomGenerator;

/**
 * The empirical distribution of a data set: each of the N points has probability 1/N. It can be sampled and has
 * moments, but no density: it is fitted by forward KL, which is maximum likelihood. Immutable.
 */
public final class Empirical implements SampleSource, Moments {
    private final int dimension;
    private final double[] points;

    private Empirical(int dimension, double[] points) {
        this.dimension = dimension;
        this.points = points;
    }

    /**
     * Returns the empirical distribution of numbers.
     *
     * @throws IllegalArgumentException if there are none, or one is not finite
     */
    public static Empirical of(double... data) {
        return new Empirical(1, Checks.allFinite("data", data).clone());
    }

    /**
     * Returns the empirical distribution of the rows of a block.
     *
     * @param data row-major N x D
     */
    public static Empirical ofRows(int dimension, double[] data) {
        Checks.atLeast("dimension", dimension, 1);
        Checks.allFinite("data", data);
        if (data.length % dimension != 0) {
            throw Checks.illegal("data.length", data.length, "must be a multiple of dimension = " + dimension);
        }
        return new Empirical(dimension, data.clone());
    }

    @Override
    public int dimension() {
        return dimension;
    }

    @Override
    public Support support() {
        return Support.points(dimension);
    }

    /** {@return the number of points N} */
    public int size() {
        return points.length / dimension;
    }

    /** Copies points [first, first + count) to rows [to, to + count) of a block. */
    public void copyTo(int first, int count, double[] z, int to) {
        System.arraycopy(points, first * dimension, z, to * dimension, count * dimension);
    }

    @Override
    public void sample(RandomGenerator rng, double[] z, int from, int to) {
        for (int k = from; k < to; k++) {
            copyTo(rng.nextInt(size()), 1, z, k);
        }
    }

    /** {@return the mean of one-dimensional data} */
    @Override
    public double mean() {
        requireOneDimension();
        // The mean of the deviations from the first point loses no digits when all points lie far from zero.
        double sum = 0;
        for (double x : points) {
            sum += x - points[0];
        }
        return points[0] + sum / points.length;
    }

    /** {@return the variance of the N points themselves (divisor N) of one-dimensional data} */
    @Override
    public double variance() {
        double mean = mean();
        double sum = 0;
        double rest = 0;
        for (double x : points) {
            sum += (x - mean) * (x - mean);
            rest += x - mean;
        }
        return (sum - rest * rest / points.length) / points.length;
    }

    private void requireOneDimension() {
        if (dimension != 1) {
            throw new IllegalStateException("mean() and variance() are for one dimension; this data has " + dimension);
        }
    }

    @Override
    public String toString() {
        return "Empirical(" + size() + " points in " + (dimension == 1 ? "R" : "R^" + dimension) + ")";
    }
}
