package io.divergence.math;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.divergence.random.RandomStream;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class OrderStatisticsTest {
    private static void check(double[] sample) {
        double[] before = sample.clone();
        int n = sample.length;
        double[] sorted = sample.clone();
        Arrays.sort(sorted);
        for (int[] ranks : new int[][] {{0}, {n - 1}, {n / 20, n / 2, 19 * n / 20}, {n / 2, n / 2, Math.min(n / 2 + 1, n - 1)}, {0, n / 3, n - 1}}) {
            double[] expected = IntStream.of(ranks).mapToDouble(r -> sorted[r]).toArray();
            assertArrayEquals(expected, OrderStatistics.of(sample, ranks), Arrays.toString(ranks) + " of " + n);
        }
        assertArrayEquals(before, sample);
    }

    @Test
    void areThoseOfTheSortedSample() {
        RandomStream rng = RandomStream.of(1);
        for (int n : new int[] {1, 2, 255, 256, 257, 5000, 40_000}) {
            check(rng.doubles(n).toArray());
            check(IntStream.range(0, n).mapToDouble(i -> rng.nextGaussian()).toArray());
            check(IntStream.range(0, n).mapToDouble(i -> Math.exp(30 * rng.nextGaussian())).toArray());
            check(IntStream.range(0, n).mapToDouble(i -> rng.nextInt(4)).toArray());
        }
    }

    @Test
    void areThoseOfTheSortedSampleWhereValuesAreEqualInfiniteOrNan() {
        double[] sample = new double[1000];
        check(sample);
        sample[17] = -0.0;
        sample[400] = -0.0;
        check(sample);
        sample[3] = Double.MIN_VALUE;
        check(sample);
        sample[5] = Double.NEGATIVE_INFINITY;
        check(sample);
        sample[8] = Double.NaN;
        check(sample);
        Arrays.fill(sample, 1e300);
        sample[999] = -1.7e308;
        sample[998] = 1.7e308;
        check(sample);
        sample[0] = Double.POSITIVE_INFINITY;
        check(sample);
        RandomStream rng = RandomStream.of(2);
        for (int i = 0; i < sample.length; i++) {
            sample[i] = 1 + Math.ulp(1.0) * rng.nextInt(50);
        }
        check(sample);
    }

    @Test
    void ranksMustAscendWithinTheSample() {
        for (int[] ranks : new int[][] {{-1}, {3}, {2, 1}}) {
            assertThrows(IllegalArgumentException.class, () -> OrderStatistics.of(new double[3], ranks));
        }
    }
}
