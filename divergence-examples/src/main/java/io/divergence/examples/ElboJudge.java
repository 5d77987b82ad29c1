package io.divergence.examples;

import io.divergence.math.Triangular;
import io.divergence.random.RandomStream;
import io.divergence.target.DifferentiableLogDensity;
import java.util.Arrays;

/**
 * Estimates the ELBO of normal distributions on sets of points in antithetic pairs whose second moments are those of N(0, I): the same
 * sets for all, so that differences have little noise, and other ones than any fit has used.
 */
final class ElboJudge {
    private static final int MOST_POINTS = 20_000;
    private static final double CLEAR = 5;

    private final DifferentiableLogDensity target;
    private final int d;
    private final int rows;
    private final int most;
    private final double[][] sets;

    /** The mean over sets, and its standard error. */
    record Estimate(double value, double error) {
    }

    private ElboJudge(DifferentiableLogDensity target, int points, double[][] shared) {
        this.target = target.boundCopy();
        d = target.dimension();
        rows = Math.max(512, 2 * Integer.highestOneBit(8 * d - 1));
        most = Math.max(4, (points + rows - 1) / rows);
        sets = shared == null ? new double[most + 1][] : shared;
    }

    static ElboJudge of(DifferentiableLogDensity target) {
        return new ElboJudge(target, MOST_POINTS, null);
    }

    ElboJudge withPoints(int points) {
        return new ElboJudge(target, points, null);
    }

    /** Returns this for another thread: the points are shared, the target is not. */
    ElboJudge copy() {
        return new ElboJudge(target, rows * most, this.sets);
    }

    /** By all points. */
    Estimate elbo(double[] mean, double[] factor) {
        return estimate(mean, factor, Double.NaN, 0);
    }

    /** By as many points as tell whether it is within a tolerance below the best. */
    boolean isWithin(double[] mean, double[] factor, double best, double tolerance) {
        double quick = value(mean, factor, 0);
        if (!(best - quick < tolerance + CLEAR)) {
            return false;
        }
        return best - estimate(mean, factor, best, tolerance).value() <= tolerance;
    }

    private Estimate estimate(double[] mean, double[] factor, double best, double tolerance) {
        double average = 0;
        double squares = 0;
        for (int s = 1; s <= most; s++) {
            double value = value(mean, factor, s);
            if (value == Double.NEGATIVE_INFINITY) {
                return new Estimate(value, 0);
            }
            double away = value - average;
            average += away / s;
            squares += away * (value - average);
            double error = Math.sqrt(squares / Math.max(1, s - 1) / s);
            if (s == most || (s >= 3 && Math.abs(best - average - tolerance) > CLEAR * error)) {
                return new Estimate(average, error);
            }
        }
        throw new IllegalStateException();
    }

    private double value(double[] mean, double[] factor, int set) {
        double[] e = points(set);
        int n = e.length / d;
        boolean diagonal = factor.length == d && d > 1;
        double[] z = new double[e.length];
        for (int k = 0; k < n; k++) {
            for (int i = 0; i < d; i++) {
                double sum = mean[i];
                for (int j = diagonal ? i : 0; j < (diagonal ? i + 1 : d); j++) {
                    sum += factor[diagonal ? i : i * d + j] * e[k * d + j];
                }
                z[k * d + i] = sum;
            }
        }
        double[] log = new double[n];
        target.logDensity(z, 0, n, log);
        double value = Arrays.stream(log).sum() / n + logDeterminant(factor, diagonal) + 0.5 * d * Math.log(2 * Math.PI * Math.E);
        return Double.isFinite(value) ? value : Double.NEGATIVE_INFINITY;
    }

    private double logDeterminant(double[] factor, boolean diagonal) {
        if (diagonal) {
            return Arrays.stream(factor).map(l -> Math.log(Math.abs(l))).sum();
        }
        // L may be any square root of the covariance.
        double[] a = factor.clone();
        double sum = 0;
        for (int k = 0; k < d; k++) {
            int pivot = k;
            for (int i = k + 1; i < d; i++) {
                pivot = Math.abs(a[i * d + k]) > Math.abs(a[pivot * d + k]) ? i : pivot;
            }
            for (int j = 0; j < d && pivot != k; j++) {
                double swap = a[k * d + j];
                a[k * d + j] = a[pivot * d + j];
                a[pivot * d + j] = swap;
            }
            sum += Math.log(Math.abs(a[k * d + k]));
            for (int i = k + 1; i < d; i++) {
                double by = a[i * d + k] / a[k * d + k];
                for (int j = k; j < d && by != 0; j++) {
                    a[i * d + j] -= by * a[k * d + j];
                }
            }
        }
        return sum;
    }

    /** Set 0 is a small one for a quick look. */
    private double[] points(int set) {
        synchronized (sets) {
            return drawn(set);
        }
    }

    private double[] drawn(int set) {
        if (sets[set] == null) {
            int n = set == 0 ? Math.max(64, 2 * Integer.highestOneBit(2 * d + 1)) : rows;
            RandomStream rng = RandomStream.of(0x6a75646765L, set);
            double[] e = new double[n * d];
            for (int k = 0; k < n / 2 * d; k++) {
                e[k] = rng.nextGaussian();
                e[n / 2 * d + k] = -e[k];
            }
            double[] second = new double[d * d];
            for (int k = 0; k < n; k++) {
                for (int i = 0; i < d; i++) {
                    for (int j = 0; j < d; j++) {
                        second[i * d + j] += e[k * d + i] * e[k * d + j] / n;
                    }
                }
            }
            double[] root = Triangular.cholesky("second moments", second, d);
            double[] row = new double[d];
            for (int k = 0; k < n; k++) {
                System.arraycopy(e, k * d, row, 0, d);
                Triangular.solve(root, d, row);
                System.arraycopy(row, 0, e, k * d, d);
            }
            sets[set] = e;
        }
        return sets[set];
    }
}
