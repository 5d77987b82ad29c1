package io.divergence.math;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.divergence.random.RandomStream;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Logarithms of numbers in the middle of the range. */
class ArrayMathLogarithmsTest {
    private static double[] numbers(int n) {
        RandomStream random = RandomStream.of(11);
        double[] x = new double[n];
        for (int i = 0; i < n; i++) {
            x[i] = (1 + random.nextDouble()) * Math.scalb(1.0, -960 + (int) (1024 * random.nextDouble()));
        }
        x[0] = 0x1p-960;
        x[n - 1] = Math.nextDown(0x1p64);
        return x;
    }

    @Test
    void haveTheBitsOfTheFullFunction() {
        for (int n : new int[] {2, 23, 24, 25, 256, 1001}) {
            double[] x = numbers(n);
            double[] expected = new double[n];
            double[] actual = new double[n];
            double[] scratch = new double[n];
            ArrayMath.log(n, x, expected, scratch);
            assertEquals(true, Logarithms.ofMiddle(n, x, actual, scratch));
            assertArrayEquals(expected, actual);
        }
    }

    @Test
    void saySoWhereANumberIsNotInTheMiddleAndKeepTheOthers() {
        for (double other : new double[] {0, -0.0, -1, Math.nextDown(0x1p-960), 0x1p64, Double.MIN_VALUE, Double.MAX_VALUE,
            Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, Double.NaN, -Double.MIN_VALUE}) {
            for (int n : new int[] {3, 100}) {
                double[] x = numbers(n);
                x[1] = other;
                double[] expected = new double[n];
                double[] actual = new double[n];
                double[] scratch = new double[n];
                ArrayMath.log(n, x, expected, scratch);
                assertEquals(false, Logarithms.ofMiddle(n, x, actual, scratch), () -> "x = " + other);
                assertArrayEquals(Arrays.copyOfRange(expected, 2, n), Arrays.copyOfRange(actual, 2, n));
            }
        }
    }
}
