package io.divergence.estimators.sample;

import io.divergence.math.Checks;
import io.divergence.random.RandomStream;
import java.util.Arrays;

/**
 * Wasserstein distances between two samples, in the units of the points: exact on the line, where sorted points are matched;
 * sliced in D dimensions, the root of the mean of the cost over random directions. Immutable.
 */
public final class SampleTransport {

    private SampleTransport() {
    }

    /** Returns W_1 between samples on the line. */
    public static SampleEstimate w1(Samples x, Samples y) {
        return SampleEstimate.of("W1", cost(x, y, 1), 0);
    }

    /** Returns W_2 between samples on the line. */
    public static SampleEstimate w2(Samples x, Samples y) {
        return SampleEstimate.of("W2", Math.sqrt(cost(x, y, 2)), 0);
    }

    private static double cost(Samples x, Samples y, double order) {
        Samples.checkSameDimension(x, y);
        if (x.dimension() != 1) {
            throw Checks.illegal("x.dimension", x.dimension(), "must be 1; SampleTransport.sliced takes any");
        }
        return cost(x.values(), y.values(), order);
    }

    /** Sorts both and moves mass between the steps of the two empirical quantile functions. */
    private static double cost(double[] a, double[] b, double order) {
        Arrays.sort(a);
        Arrays.sort(b);
        long n = a.length;
        long m = b.length;
        double sum = 0;
        int i = 0;
        int j = 0;
        // In units of 1/(n m).
        long place = 0;
        while (i < n && j < m) {
            long next = Math.min((i + 1) * m, (j + 1) * n);
            sum += (next - place) * Math.pow(Math.abs(a[i] - b[j]), order);
            place = next;
            i += place == (i + 1) * m ? 1 : 0;
            j += place == (j + 1) * n ? 1 : 0;
        }
        return sum / ((double) n * m);
    }

    /**
     * Returns the sliced Wasserstein distance.
     *
     * @param order r &gt;= 1
     * @param directions how many random directions
     * @param seed theirs
     */
    public static SampleEstimate sliced(Samples x, Samples y, double order, int directions, long seed) {
        Samples.checkSameDimension(x, y);
        Checks.inRange("order", order, 1, 100);
        Checks.atLeast("directions", directions, 1);
        int d = x.dimension();
        double sum = 0;
        double[] direction = new double[d];
        RandomStream rng = RandomStream.of(seed);
        for (int k = 0; k < directions; k++) {
            rng.seek(k, 0);
            double square = 0;
            for (int c = 0; c < d; c++) {
                direction[c] = rng.nextGaussian();
                square += direction[c] * direction[c];
            }
            sum += cost(project(x, direction, Math.sqrt(square)), project(y, direction, Math.sqrt(square)), order);
        }
        return SampleEstimate.of("sliced W" + (order == Math.rint(order) ? String.valueOf((int) order) : String.valueOf(order)),
                Math.pow(sum / directions, 1 / order), 0);
    }

    private static double[] project(Samples x, double[] direction, double length) {
        int d = direction.length;
        double[] values = x.raw();
        double[] projected = new double[x.size()];
        for (int i = 0; i < projected.length; i++) {
            double sum = 0;
            for (int c = 0; c < d; c++) {
                sum += values[i * d + c] * direction[c];
            }
            projected[i] = sum / length;
        }
        return projected;
    }
}
