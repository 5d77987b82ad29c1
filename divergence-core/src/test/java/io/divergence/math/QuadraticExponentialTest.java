package io.divergence.math;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QuadraticExponentialTest {
    private static final double EPS = Math.ulp(1.0);

    /** A grid and a quadratic. */
    private record Case(int n, double from, double step, double curvature, double constant) {

        double[] fill() {
            double[] out = new double[n];
            double[] dirt = new double[n];
            Arrays.fill(dirt, Double.NaN);
            QuadraticExponential.fill(n, from, step, curvature, constant, out, dirt, dirt.clone());
            return out;
        }

        /** The exact argument, rounded to the sum of two doubles. */
        double[] argument(int i) {
            BigDecimal t = new BigDecimal(from).add(new BigDecimal(step).multiply(BigDecimal.valueOf(i)));
            BigDecimal exact = new BigDecimal(constant).subtract(new BigDecimal(0.5 * curvature).multiply(t).multiply(t));
            double high = exact.doubleValue();
            return new double[] {high, exact.subtract(new BigDecimal(high)).doubleValue()};
        }

        /** The value, to an ulp or so. */
        double exact(int i) {
            double[] x = argument(i);
            double e = StrictMath.exp(x[0]);
            return e <= Double.MAX_VALUE ? e + e * x[1] : e;
        }

        /** S: how large the logarithm's parts get. */
        double size() {
            double last = from + (n - 1) * step;
            double farthest = Math.max(Math.abs(from), Math.abs(last));
            return Math.abs(constant) + 0.5 * Math.abs(curvature) * farthest * farthest;
        }

        /** The largest relative error in units of 2^-52. */
        double error() {
            double[] out = fill();
            double worst = 0;
            for (int i = 0; i < n; i++) {
                double exact = exact(i);
                worst = Math.max(worst, Math.abs(out[i] - exact) / (EPS * exact));
            }
            return worst;
        }
    }

    private static Case normal(int n, double lower, double upper, double mean, double sd, double power) {
        return new Case(n, (lower - mean) / sd, (upper - lower) / (n - 1) / sd, power, power * (-Math.log(sd) - 0.5 * Math.log(2 * Math.PI)));
    }

    @Test
    void normalDensitiesAndTheirPowersAreRightToTheBoundThatIsStated() {
        SplittableRandom random = new SplittableRandom(7);
        double[] powers = {1, -1, -2, 0.5, 2, 3.7};
        for (int trial = 0; trial < 300; trial++) {
            int n = random.nextInt(1, 420);
            Case each = normal(n, -10, 12, random.nextDouble(-9, 11), Math.exp(random.nextDouble(-1, 2.5)), powers[trial % powers.length]);
            if (each.size() <= 700) {
                double error = each.error();
                assertTrue(error <= 8 + 2 * each.size(), () -> error + " of " + each);
            }
        }
    }

    @Test
    void aFlatOrANarrowPieceIsRightToAFewSpacings() {
        SplittableRandom random = new SplittableRandom(8);
        double worst = 0;
        for (int trial = 0; trial < 300; trial++) {
            double sd = Math.exp(random.nextDouble(-3, 6));
            worst = Math.max(worst, normal(random.nextInt(32, 300), -0.5 * sd, 0.5 * sd, 0, sd, trial % 2 == 0 ? 1 : -1).error() / Math.max(1, Math.log(sd)));
        }
        assertTrue(worst <= 8, "worst " + worst);
    }

    @Test
    void resultsAreThoseOfTheExponentialFunctionWhereAPowerWouldLeaveTheRange() {
        // Too coarse, too far, too steep, zero, infinite.
        for (Case each : new Case[] {new Case(100, -30, 0.6, 1, -1), new Case(100, 36, 0.01, 1, -1), new Case(100, -1, 0.02, 1e6, 0),
            new Case(100, -45, 0.9, 1, 0), new Case(100, -45, 0.9, -1, 0), new Case(100, 0, 0, 1, 3), new Case(100, 0, 0.1, 0, -2),
            new Case(100, 0, 0.001, 1, 708), new Case(100, 0, 0.001, 1, -744), new Case(5000, -10, 0.004, 1, -1)}) {
            double[] out = each.fill();
            for (int i = 0; i < each.n; i++) {
                double exact = each.exact(i);
                double allowed = (8 + 2 * each.size()) * Math.max(EPS * exact, Double.MIN_VALUE);
                assertTrue(out[i] == exact || Math.abs(out[i] - exact) <= allowed, each + " at " + i);
            }
        }
    }

    @Test
    void whatIsNotANumberStaysWithItsNode() {
        for (double bad : new double[] {Double.NaN, Double.POSITIVE_INFINITY}) {
            assertTrue(Double.isNaN(new Case(64, bad, 0.1, 0, 0).fill()[40]));
            assertTrue(Double.isNaN(new Case(64, 0, 0.1, bad, Double.NaN).fill()[40]));
        }
        assertArrayEquals(new double[64], new Case(64, 0, 0.1, 1, Double.NEGATIVE_INFINITY).fill());
    }

    @ParameterizedTest
    @ValueSource(ints = {32, 40, 41, 63, 100, 101, 399, 400, 4096})
    void aNodeDependsOnItsNumberAlone(int n) {
        Case each = new Case(n, -4, 8.0 / 4096, 1, -0.3);
        double[] all = new Case(4096, -4, 8.0 / 4096, 1, -0.3).fill();
        assertArrayEquals(Arrays.copyOf(all, n), each.fill());
        assertArrayEquals(each.fill(), each.fill());
    }

    @Test
    void scratchOfNEntriesIsEnoughAndLessIsNot() {
        for (int n = 0; n < 200; n++) {
            new Case(n, -4, 0.01, 1, 0).fill();
        }
        assertThrows(IndexOutOfBoundsException.class, () -> QuadraticExponential.fill(64, -1, 0.1, 1, 0, new double[64], new double[10], new double[64]));
        assertThrows(IndexOutOfBoundsException.class, () -> QuadraticExponential.fill(64, -1, 0.1, 1, 0, new double[63], new double[64], new double[64]));
    }
}
