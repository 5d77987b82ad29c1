package io.divergence.math;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.divergence.parallel.BlockRunner;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class MathTest {
    private static final MathContext DIGITS = new MathContext(60);

    /** SUM x^n/n! from n = 2, in decimal arithmetic. */
    private static double expm1MinusX(double x) {
        BigDecimal sum = BigDecimal.ZERO;
        BigDecimal term = new BigDecimal(x);
        for (int n = 2; n < 80; n++) {
            term = term.multiply(new BigDecimal(x), DIGITS).divide(BigDecimal.valueOf(n), DIGITS);
            sum = sum.add(term, DIGITS);
        }
        return sum.doubleValue();
    }

    /** SUM -(-x)^n/n from n = 2, with enough terms for |x| up to a half. */
    private static double xMinusLog1p(double x) {
        BigDecimal sum = BigDecimal.ZERO;
        BigDecimal power = new BigDecimal(x);
        for (int n = 2; n < 220; n++) {
            power = power.multiply(new BigDecimal(-x), DIGITS);
            sum = sum.subtract(power.divide(BigDecimal.valueOf(n), DIGITS), DIGITS);
        }
        return sum.doubleValue();
    }

    @Test
    void remaindersAreRightToTheLastDigits() {
        for (double x : new double[] {1e-300, 1e-12, 3e-7, 1e-3, 0.1, 0.29, 0.5}) {
            for (double signed : new double[] {x, -x}) {
                relative(expm1MinusX(signed), Exponentials.expm1MinusX(signed), 1e-15);
                relative(xMinusLog1p(signed), Exponentials.xMinusLog1p(signed), 1e-15);
            }
        }
        relative(Math.E - 2, Exponentials.expm1MinusX(1), 1e-15);
        relative(5e-25, Exponentials.logCosh(1e-12), 1e-15);
        relative(Math.log(Math.cosh(3)), Exponentials.logCosh(-3), 1e-15);
        assertEquals(1000 - Math.log(2), Exponentials.logCosh(1000), 1e-12);
        relative(Math.log((1 + Math.E) / 2), Exponentials.logMeanWithOne(1), 1e-15);
        assertEquals(1000 - Math.log(2), Exponentials.logMeanWithOne(1000), 1e-12);
        assertEquals(-Math.log(2), Exponentials.logMeanWithOne(-1000), 1e-15);
    }

    private static void relative(double expected, double actual, double tolerance) {
        assertTrue(Math.abs(actual - expected) <= tolerance * Math.abs(expected), expected + " " + actual);
    }

    @Test
    void sumsOfExponentialsNeitherOverflowNorVanish() {
        assertEquals(1000 + Math.log(2), LogSumExp.of(new double[] {1000, 1000}), 1e-12);
        assertEquals(-1000, LogSumExp.of(new double[] {-1000, -5000}), 1e-12);
        assertEquals(Double.NEGATIVE_INFINITY, LogSumExp.of(new double[] {Double.NEGATIVE_INFINITY}));
        assertEquals(Double.NEGATIVE_INFINITY, LogSumExp.of(new double[0]));
        assertTrue(Double.isNaN(LogSumExp.of(new double[] {0, Double.NaN})));
        CompensatedSum sum = new CompensatedSum();
        for (double x : new double[] {1, 1e100, 1, -1e100}) {
            sum.add(x);
        }
        assertEquals(2, sum.value());
    }

    @Test
    void checksNameArgumentValueAndRule() {
        assertEquals("x = NaN: must be finite",
                assertThrows(IllegalArgumentException.class, () -> Checks.finite("x", Double.NaN)).getMessage());
        assertEquals("n = 0: must be at least 1",
                assertThrows(IllegalArgumentException.class, () -> Checks.atLeast("n", 0, 1)).getMessage());
        assertEquals("a.length = 2: must be 3",
                assertThrows(IllegalArgumentException.class, () -> Checks.length("a", new double[2], 3)).getMessage());
    }

    @Test
    void blocksAreDoneOnceEachAndThreadsEnd() throws InterruptedException {
        for (int threads : new int[] {1, 2, 3, 8}) {
            int[] done = new int[17];
            try (BlockRunner runner = BlockRunner.of(threads)) {
                runner.run(17, (worker, block) -> done[block] += 1 + 0 * worker);
                assertTrue(Arrays.stream(done).allMatch(n -> n == 1));
                assertEquals("block 5", assertThrows(IllegalStateException.class, () -> runner.run(17, (worker, block) -> {
                    if (block == 5) {
                        throw new IllegalStateException("block 5");
                    }
                })).getMessage());
            }
        }
        for (int i = 0; i < 100 && alive() > 0; i++) {
            Thread.sleep(20);
        }
        assertEquals(0, alive());
    }

    private static long alive() {
        return Thread.getAllStackTraces().keySet().stream().filter(t -> t.getName().startsWith("divergence-")).count();
    }
}
