package io.divergence.math;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.jupiter.api.Test;

class ArrayMathTest {
    private static final double[] SPECIAL = {0.0, -0.0, 1, -1, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY,
        Double.MIN_VALUE, -Double.MIN_VALUE, Double.MIN_NORMAL, Math.nextDown(Double.MIN_NORMAL), Double.MAX_VALUE, -Double.MAX_VALUE,
        709.782712893384, Math.nextUp(709.782712893384), 709.4, -708.3964185322641, -745.1332191019411, -745.1332191019412, -746, 1e300,
        -1e300, 1e16, -1e16, Math.sqrt(0.5), Math.nextDown(Math.sqrt(0.5)), Math.nextDown(1.0), Math.nextUp(1.0), 0x1p-512, 0x1p511,
        0x1p-513, 0x1p512, -531, -532, 177, 178, -1500, 1500, 4097, -4097, 1e6, -1e6};

    /** A function of a block that may write over its argument. */
    private interface Block {
        void apply(int n, double[] x, double[] out);
    }

    private static final Block EXP = (n, x, out) -> ArrayMath.exp(n, x, out, new double[n]);
    private static final Block LOG = (n, x, out) -> ArrayMath.log(n, x, out, new double[n]);
    private static final Block LOG_1P_EXP = (n, x, out) -> ArrayMath.log1pExp(n, x, out, new double[n], new double[n]);
    private static final Block LOGISTIC = (n, x, out) -> ArrayMath.logistic(n, x, out, new double[n]);

    /** All points of a block beside the reference, to some ulp; where the reference is NaN or infinite, the same value is due. */
    private static void agrees(Block block, DoubleUnaryOperator reference, double ulps, double... x) {
        double[] out = new double[x.length];
        block.apply(x.length, x, out);
        for (int i = 0; i < x.length; i++) {
            double expected = reference.applyAsDouble(x[i]);
            boolean same = Double.isNaN(expected) ? Double.isNaN(out[i]) : Double.isInfinite(expected) ? out[i] == expected
                    : Math.abs(out[i] - expected) <= ulps * Math.ulp(expected);
            if (!same) {
                assertEquals(expected, out[i], "at " + x[i]);
            }
        }
    }

    private static double[] uniform(int n, long seed, double low, double high) {
        SplittableRandom random = new SplittableRandom(seed);
        double[] x = new double[n];
        Arrays.setAll(x, i -> random.nextDouble(low, high));
        return x;
    }

    /** Numbers of every exponent and both signs, subnormal, infinite and NaN ones as well. */
    private static double[] anyBits(int n, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[] x = new double[n];
        Arrays.setAll(x, i -> Double.longBitsToDouble(random.nextLong()));
        return x;
    }

    /** Every multiple of step from low to high, with its two neighbours. */
    private static double[] neighbours(double low, double high, double step) {
        int count = (int) ((high - low) / step) + 1;
        double[] x = new double[3 * count];
        for (int i = 0; i < count; i++) {
            x[3 * i] = low + i * step;
            x[3 * i + 1] = Math.nextUp(x[3 * i]);
            x[3 * i + 2] = Math.nextDown(x[3 * i]);
        }
        return x;
    }

    @Test
    void logarithmsAboveOneAgreeToTwoUlp() {
        Block block = (n, x, out) -> ArrayMath.log1pOfUnit(n, x, out);
        agrees(block, StrictMath::log1p, 2, 0, 1, Double.MIN_VALUE, Double.MIN_NORMAL, 1e-300, 1e-17, Math.nextDown(1.0), 0.5);
        agrees(block, StrictMath::log1p, 2, uniform(200_000, 31, 0, 1));
        agrees(block, StrictMath::log1p, 2, uniform(50_000, 32, 0, 1e-3));
    }

    @Test
    void exponentialsAgreeToTwoUlp() {
        agrees(EXP, StrictMath::exp, 2, SPECIAL);
        agrees(EXP, StrictMath::exp, 2, uniform(300_000, 1, -750, 715));
        agrees(EXP, StrictMath::exp, 2, uniform(100_000, 2, -1, 1));
        agrees(EXP, StrictMath::exp, 2, anyBits(100_000, 3));
        agrees(EXP, StrictMath::exp, 2, neighbours(-1080 * Math.log(2), 1026 * Math.log(2), 0.5 * Math.log(2)));
        agrees(EXP, StrictMath::exp, 2, uniform(20_000, 4, -746, -708));
        agrees(EXP, StrictMath::exp, 2, uniform(20_000, 5, 709, 710));
    }

    @Test
    void logarithmsAgreeToTwoUlp() {
        agrees(LOG, StrictMath::log, 2, SPECIAL);
        agrees(LOG, StrictMath::log, 2, anyBits(300_000, 6));
        agrees(LOG, StrictMath::log, 2, uniform(100_000, 7, 0.5, 2));
        agrees(LOG, StrictMath::log, 2, uniform(50_000, 8, 0.999, 1.001));
        agrees(LOG, StrictMath::log, 2, uniform(50_000, 9, 0, 20 * Double.MIN_NORMAL));
        double[] powers = new double[3 * 2098];
        for (int e = -1074; e < 1024; e++) {
            double power = Math.scalb(1.0, e);
            double[] x = {power, Math.nextUp(power), Math.nextDown(power)};
            System.arraycopy(x, 0, powers, 3 * (e + 1074), 3);
        }
        agrees(LOG, StrictMath::log, 2, powers);
        double[] roots = Arrays.stream(powers).map(x -> x * Math.sqrt(0.5)).toArray();
        agrees(LOG, StrictMath::log, 2, roots);
    }

    @Test
    void softplusAgreesToThreeUlp() {
        DoubleUnaryOperator reference = x -> x > 0 ? x + StrictMath.log1p(StrictMath.exp(-x)) : StrictMath.log1p(StrictMath.exp(x));
        agrees(LOG_1P_EXP, reference, 3, SPECIAL);
        agrees(LOG_1P_EXP, reference, 3, uniform(100_000, 10, -750, 750));
        agrees(LOG_1P_EXP, reference, 3, uniform(100_000, 11, -40, 40));
        agrees(LOG_1P_EXP, reference, 3, uniform(50_000, 12, -1, 1));
    }

    @Test
    void logisticAgreesToFourUlp() {
        DoubleUnaryOperator reference = x -> 1 / (1 + StrictMath.exp(-x));
        agrees(LOGISTIC, reference, 4, uniform(100_000, 13, -708, 750));
        agrees(LOGISTIC, reference, 4, uniform(100_000, 14, -40, 40));
        agrees(LOGISTIC, reference, 4, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, Double.NaN, 0, -0.0, 1e300, -1e300);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 7, 8, 9, 10, 15, 16, 17, 31, 32, 33, 63, 64, 65, 100, 1000, 1023, 1024, 1025})
    void theBitsDependOnTheEntryOnlyAndNothingIsWrittenBeyond(int n) {
        for (Block block : new Block[] {EXP, LOG, LOG_1P_EXP, LOGISTIC}) {
            double[] x = uniform(n + 3, 15, block == LOG ? 0 : -30, 30);
            for (int i = 3; i < n; i += 17) {
                x[i] = SPECIAL[i % SPECIAL.length];
            }
            double[] out = new double[n + 3];
            Arrays.fill(out, 7);
            block.apply(n, x, out);
            for (int i = 0; i < n; i++) {
                double[] one = {x[i]};
                block.apply(1, one, one);
                assertEquals(Double.doubleToLongBits(one[0]), Double.doubleToLongBits(out[i]), "at " + x[i]);
            }
            assertArrayEquals(new double[] {7, 7, 7}, Arrays.copyOfRange(out, n, n + 3));
            double[] before = x.clone();
            block.apply(n, x, x);
            assertArrayEquals(Arrays.copyOf(out, n), Arrays.copyOf(x, n));
            assertArrayEquals(Arrays.copyOfRange(before, n, n + 3), Arrays.copyOfRange(x, n, n + 3));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 7, 8, 9, 10, 15, 16, 17, 100, 1000, 1023, 1024, 1025})
    void sumsAgreeWithPlainLoops(int n) {
        double[] x = uniform(n + 2, 16, -1, 1);
        double[] y = uniform(n + 2, 17, -1, 1);
        double sum = 0;
        double dot = 0;
        double max = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < n; i++) {
            sum += x[i];
            dot += x[i] * y[i];
            max = Math.max(max, x[i]);
        }
        assertEquals(sum, ArrayMath.sum(n, x), 1e-15 * (1 + n));
        assertEquals(dot, ArrayMath.dot(n, x, y), 1e-15 * (1 + n));
        assertEquals(max, ArrayMath.max(n, x));
        assertEquals(LogSumExp.of(x, 0, n), ArrayMath.logSumExp(n, x, new double[n], new double[n]), 1e-14);
    }

    @Test
    void eachEntryCountsOnceInSums() {
        for (int n = 1; n < 40; n++) {
            for (int i = 0; i < n; i++) {
                double[] x = new double[n];
                double[] y = new double[n];
                Arrays.fill(y, 2);
                x[i] = 3;
                assertEquals(3, ArrayMath.sum(n, x));
                assertEquals(6, ArrayMath.dot(n, x, y));
                assertEquals(3, ArrayMath.max(n, x));
            }
        }
    }

    @Test
    void extremesOfMaximumAndLogSumExp() {
        double inf = Double.POSITIVE_INFINITY;
        double[] s = new double[20];
        double[] t = new double[20];
        double[] x = new double[20];
        Arrays.fill(x, -inf);
        assertEquals(-inf, ArrayMath.logSumExp(20, x, s, t));
        x[9] = -1e5;
        assertEquals(-1e5, ArrayMath.logSumExp(20, x, s, t));
        x[13] = 1e5;
        assertEquals(1e5, ArrayMath.logSumExp(20, x, s, t));
        x[4] = inf;
        assertEquals(inf, ArrayMath.logSumExp(20, x, s, t));
        x[17] = Double.NaN;
        assertEquals(Double.NaN, ArrayMath.logSumExp(20, x, s, t));
        assertEquals(Double.NaN, ArrayMath.max(20, x));
        assertEquals(inf, ArrayMath.max(17, x));
    }

    @Test
    void shortArraysAreErrors() {
        assertThrows(IndexOutOfBoundsException.class, () -> ArrayMath.exp(30, new double[30], new double[30], new double[29]));
        assertThrows(IndexOutOfBoundsException.class, () -> ArrayMath.log(3, new double[2], new double[3], new double[3]));
        assertThrows(IndexOutOfBoundsException.class, () -> ArrayMath.dot(9, new double[9], new double[8]));
        assertTrue(Double.isNaN(ArrayMath.sum(1, new double[] {Double.NaN})));
    }
}
