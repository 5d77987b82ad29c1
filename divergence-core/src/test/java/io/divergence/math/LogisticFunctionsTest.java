package io.divergence.math;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogisticFunctionsTest {
    private static final double ULPS = 6;

    private static double[][] apply(double[] x) {
        double[][] out = {x.clone(), new double[x.length], new double[x.length]};
        LogisticFunctions.logLogistic(x.length, out[0], out[1], out[2]);
        return out;
    }

    private static double[] reference(double x) {
        double e = StrictMath.exp(-Math.abs(x));
        return new double[] {Math.min(x, 0) - StrictMath.log1p(e), (x > 0 ? e : 1) / (1 + e), -e / ((1 + e) * (1 + e))};
    }

    private static void agrees(double... x) {
        double[][] out = apply(x);
        for (int i = 0; i < x.length; i++) {
            double[] expected = reference(x[i]);
            for (int k = 0; k < 3; k++) {
                assertEquals(expected[k], out[k][i], ULPS * Math.ulp(expected[k]), "derivative " + k + " at " + x[i]);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {1e-9, 1, 40, 700})
    void valuesAndDerivativesAgreeWithPlainFormulas(double width) {
        SplittableRandom random = new SplittableRandom(3);
        double[] x = new double[50_000];
        Arrays.setAll(x, i -> random.nextDouble(-width, width));
        agrees(x);
    }

    @Test
    void zeroAndItsNeighboursAreNoSpecialCase() {
        agrees(0, -0.0, Double.MIN_VALUE, -Double.MIN_VALUE, 1e-300, -1e-300, 1e-16, -1e-16, 2e-16, -2e-16, 1e-8, -1e-8);
    }

    @Test
    void farOutTheLimitsAreReached() {
        double[][] out = apply(new double[] {800, -800, 1e6, -1e6, 1e300, -1e300});
        for (int i = 0; i < 6; i += 2) {
            assertEquals(0, out[0][i], 1e-300);
            assertEquals(0, out[1][i], 1e-300);
            assertEquals(1, out[1][i + 1]);
            assertEquals(0, out[2][i], 1e-300);
            assertEquals(0, out[2][i + 1], 1e-300);
        }
        assertEquals(-800, out[0][1]);
        assertEquals(-1e300, out[0][5]);
    }

    @Test
    void theBitsDependOnTheEntryOnly() {
        SplittableRandom random = new SplittableRandom(4);
        double[] x = new double[101];
        Arrays.setAll(x, i -> random.nextDouble(-30, 30));
        double[][] all = apply(x);
        for (int i = 0; i < x.length; i++) {
            double[][] one = apply(new double[] {x[i]});
            for (int k = 0; k < 3; k++) {
                assertEquals(one[k][0], all[k][i]);
            }
        }
    }

    @Test
    void slopesAreDerivativesOfValues() {
        double h = 1e-5;
        double[][] out = apply(new double[] {0.7, 0.7 + h, 0.7 - h});
        double slope = (out[0][1] - out[0][2]) / (2 * h);
        assertEquals(slope, out[1][0], 1e-10);
        assertEquals((out[1][1] - out[1][2]) / (2 * h), out[2][0], 1e-10);
        assertTrue(Math.abs(slope + out[1][0]) > 0.5, "a wrong sign would be seen");
    }
}
