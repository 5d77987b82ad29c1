package io.divergence.optimize;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.divergence.random.RandomStream;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class LbfgsTest {
    private static final Lbfgs METHOD = Lbfgs.withDefaults();

    private static double rosenbrock(double[] x, double[] g) {
        double bend = x[1] - x[0] * x[0];
        g[0] = -400 * x[0] * bend - 2 * (1 - x[0]);
        g[1] = 200 * bend;
        return 100 * bend * bend + (1 - x[0]) * (1 - x[0]);
    }

    @Test
    void rosenbrocksValleyIsFollowedToItsEnd() {
        Lbfgs.Result result = METHOD.minimize(LbfgsTest::rosenbrock, new double[] {-1.2, 1});
        assertEquals(Lbfgs.Reason.CONVERGED, result.reason());
        assertArrayEquals(new double[] {1, 1}, result.x(), 1e-6);
        assertTrue(result.evaluations() < 80, "evaluations " + result.evaluations());
    }

    @Test
    void anIllConditionedQuadraticOfFiftyVariablesIsSolved() {
        int d = 50;
        double[] center = new double[d];
        Arrays.setAll(center, i -> Math.sin(i));
        Lbfgs.Result result = METHOD.withTolerances(1e-9, 0).minimize((x, g) -> {
            double sum = 0;
            for (int i = 0; i < d; i++) {
                double h = Math.pow(10, 4.0 * i / (d - 1));
                g[i] = h * (x[i] - center[i]);
                sum += 0.5 * g[i] * (x[i] - center[i]);
            }
            return sum;
        }, new double[d]);
        assertEquals(Lbfgs.Reason.CONVERGED, result.reason());
        assertArrayEquals(center, result.x(), 1e-8);
    }

    @Test
    void aRegionWithoutValuesIsSteppedBackFrom() {
        // -log x + x has no value at x <= 0, its minimum is at 1; the start is close to the edge of a steep slope.
        for (double start : new double[] {1e-3, 50}) {
            Lbfgs.Result result = METHOD.minimize((x, g) -> {
                g[0] = 1 - 1 / x[0];
                return x[0] > 0 ? x[0] - Math.log(x[0]) : Double.NaN;
            }, new double[] {start});
            assertEquals(1, result.x()[0], 1e-6);
        }
    }

    @Test
    void aGradientThatIsNotFiniteIsOutsideTheDomain() {
        Lbfgs.Result result = METHOD.minimize((x, g) -> {
            g[0] = x[0] > 2 ? Double.NaN : 2 * (x[0] - 1.5);
            return (x[0] - 1.5) * (x[0] - 1.5);
        }, new double[] {-30});
        assertEquals(1.5, result.x()[0], 1e-7);
        assertEquals(Lbfgs.Reason.NOT_FINITE, METHOD.minimize((x, g) -> {
            g[0] = Double.NaN;
            return 1;
        }, new double[1]).reason());
        assertEquals(Lbfgs.Reason.NOT_FINITE, METHOD.minimize((x, g) -> Double.POSITIVE_INFINITY, new double[1]).reason());
    }

    @Test
    void aMaximumIsLeftForAMinimum() {
        Lbfgs.Result result = METHOD.minimize((x, g) -> {
            g[0] = -Math.sin(x[0]);
            return Math.cos(x[0]);
        }, new double[] {0.01});
        assertEquals(-1, result.value(), 1e-12);
    }

    @Test
    void aLongWayIsTakenInGrowingSteps() {
        Lbfgs.Result result = METHOD.minimize((x, g) -> {
            g[0] = Math.tanh(x[0] - 1e5);
            return Math.abs(x[0] - 1e5) + Math.log1p(Math.exp(-2 * Math.abs(x[0] - 1e5)));
        }, new double[] {0});
        assertEquals(1e5, result.x()[0], 1e-4);
        assertTrue(result.evaluations() < 60, "evaluations " + result.evaluations());
    }

    @Test
    void aFunctionWithoutALowerBoundEnds() {
        Lbfgs.Result result = METHOD.withIterations(20).minimize((x, g) -> {
            g[0] = -1;
            return -x[0];
        }, new double[1]);
        assertTrue(result.evaluations() < 1000);
        assertTrue(result.value() < -1e6);
    }

    @Test
    void aGradientOfTheWrongSignEndsWithoutProgressAndSoon() {
        Lbfgs.Result result = METHOD.minimize((x, g) -> {
            double value = rosenbrock(x, g);
            g[0] = -g[0];
            g[1] = -g[1];
            return value;
        }, new double[] {-1.2, 1});
        assertEquals(Lbfgs.Reason.NO_PROGRESS, result.reason());
        assertTrue(result.evaluations() <= 60, "evaluations " + result.evaluations());
        assertArrayEquals(new double[] {-1.2, 1}, result.x());
    }

    @Test
    void hugeGradientsAreFollowedAndTinyOnesEndSoon() {
        assertEquals(3, parabola(1e200).x()[0], 1e-6);
        Lbfgs.Result tiny = parabola(1e-180);
        assertEquals(Lbfgs.Reason.NO_PROGRESS, tiny.reason());
        assertTrue(tiny.evaluations() < 100);
    }

    private static Lbfgs.Result parabola(double scale) {
        return METHOD.withTolerances(0, 0).withIterations(50).minimize((x, g) -> {
            g[0] = scale * 2 * (x[0] - 3);
            return scale * (x[0] - 3) * (x[0] - 3);
        }, new double[] {2.5});
    }

    @Test
    void atTheEndOfThePrecisionItStops() {
        Lbfgs.Result result = METHOD.withTolerances(0, 0).minimize((x, g) -> 1e8 + rosenbrock(x, g), new double[] {-1.2, 1});
        assertTrue(result.reason() == Lbfgs.Reason.NO_PROGRESS || result.reason() == Lbfgs.Reason.CONVERGED, result.reason().toString());
        assertTrue(result.evaluations() < 1000);
        assertArrayEquals(new double[] {1, 1}, result.x(), 1e-2);
    }

    @Test
    void stepsAreNoLongerThanAllowed() {
        double[] last = {-1.2, 1};
        Lbfgs.Result result = METHOD.withMaxStep(0.1).withIterations(1).minimize(LbfgsTest::rosenbrock, last);
        assertTrue(Math.hypot(result.x()[0] - last[0], result.x()[1] - last[1]) <= 0.1 + 1e-12);
    }

    @Test
    void itStopsWhenAskedAndLeavesTheStartAlone() {
        double[] start = {-1.2, 1};
        int[] calls = {0};
        Lbfgs.Result result = METHOD.minimize(LbfgsTest::rosenbrock, start, () -> ++calls[0] > 3);
        assertEquals(Lbfgs.Reason.CANCELLED, result.reason());
        assertEquals(3, result.iterations());
        assertArrayEquals(new double[] {-1.2, 1}, start);
    }

    @Test
    void badArgumentsAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> new Lbfgs(0, 0, 0, 1, 1));
        assertThrows(IllegalArgumentException.class, () -> METHOD.withTolerances(Double.NaN, 0));
        assertThrows(IllegalArgumentException.class, () -> METHOD.withTolerances(0, -1));
        assertThrows(IllegalArgumentException.class, () -> METHOD.withIterations(0));
        assertThrows(IllegalArgumentException.class, () -> METHOD.withMaxStep(Double.NaN));
        assertThrows(IllegalArgumentException.class, () -> METHOD.minimize(null, new double[1]));
        assertThrows(IllegalArgumentException.class, () -> METHOD.minimize(LbfgsTest::rosenbrock, new double[] {Double.NaN, 0}));
    }

    @Test
    void theMemoryIsTheDenseFormulaOfBfgs() {
        int n = 6;
        for (boolean scaled : new boolean[] {false, true}) {
            RandomStream rng = RandomStream.of(3, 4);
            LbfgsMemory memory = new LbfgsMemory(n, 4, scaled);
            double[][] steps = new double[7][];
            double[][] changes = new double[7][];
            for (int k = 0; k < 7; k++) {
                double[] s = new double[n];
                double[] y = new double[n];
                for (int i = 0; i < n; i++) {
                    s[i] = rng.nextGaussian();
                    y[i] = (i + 1) * s[i] + 0.05 * rng.nextGaussian();
                }
                steps[k] = s;
                changes[k] = y;
                assertTrue(memory.add(new double[n], s, new double[n], y));
            }
            assertEquals(4, memory.size());
            double[][] h = dense(n, scaled ? dot(steps[6], changes[6]) / dot(changes[6], changes[6]) : 1, steps, changes);
            double[] g = {1, -2, 3, 0.5, -1, 2};
            double[] expected = new double[n];
            for (int i = 0; i < n; i++) {
                expected[i] = dot(h[i], g);
            }
            memory.apply(g, g);
            assertArrayEquals(expected, g, 1e-12);
        }
    }

    private static double[][] dense(int n, double scale, double[][] steps, double[][] changes) {
        double[][] h = new double[n][n];
        for (int i = 0; i < n; i++) {
            h[i][i] = scale;
        }
        for (int k = 3; k < 7; k++) {
            double[] s = steps[k];
            double[] y = changes[k];
            double rho = 1 / dot(s, y);
            double[][] left = new double[n][n];
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < n; j++) {
                    left[i][j] = (i == j ? 1 : 0) - rho * s[i] * y[j];
                }
            }
            double[][] next = new double[n][n];
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < n; j++) {
                    double sum = rho * s[i] * s[j];
                    for (int a = 0; a < n; a++) {
                        for (int b = 0; b < n; b++) {
                            sum += left[i][a] * h[a][b] * left[j][b];
                        }
                    }
                    next[i][j] = sum;
                }
            }
            h = next;
        }
        return h;
    }

    @Test
    void stepsWithoutPositiveCurvatureAreLeftOut() {
        LbfgsMemory memory = new LbfgsMemory(2, 3, true);
        assertFalse(memory.add(new double[2], new double[] {1, 0}, new double[2], new double[] {-1, 0}));
        assertFalse(memory.add(new double[2], new double[] {1, 0}, new double[2], new double[] {Double.NaN, 0}));
        assertFalse(memory.add(new double[2], new double[2], new double[2], new double[2]));
        assertEquals(0, memory.size());
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    /** A result is a snapshot: who writes to its arrays does not change it. */
    @Test
    void aResultKeepsItsArrays() {
        Lbfgs.Result result = new Lbfgs.Result(new double[] {1, 2}, 3, new double[] {4, 5}, 6, 7, Lbfgs.Reason.CONVERGED);
        result.x()[0] = 9;
        result.gradient()[1] = 9;
        assertArrayEquals(new double[] {1, 2}, result.x());
        assertArrayEquals(new double[] {4, 5}, result.gradient());
    }
}
