package io.divergence.optimize;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class LbfgsTest {

    private static double rosenbrock(double[] x, double[] g) {
        double a = 1 - x[0];
        double b = x[1] - x[0] * x[0];
        g[0] = -2 * a - 400 * x[0] * b;
        g[1] = 200 * b;
        return a * a + 100 * b * b;
    }

    /** -log x + x, and no value at x of zero and below. */
    private static double barrier(double[] x, double[] g) {
        g[0] = 1 - 1 / x[0];
        return x[0] - Math.log(x[0]);
    }

    @Test
    void findsTheMinimumOfTheBananaFromBothSides() {
        for (double[] start : new double[][] {{-1.2, 1}, {5, -3}}) {
            double[] copy = start.clone();
            Lbfgs.Result result = Lbfgs.withDefaults().minimize(LbfgsTest::rosenbrock, start);
            assertEquals(Lbfgs.Reason.CONVERGED, result.reason());
            assertArrayEquals(new double[] {1, 1}, result.x(), 1e-6);
            assertEquals(0, result.value(), 1e-13);
            assertTrue(result.evaluations() < 150, () -> result.evaluations() + " evaluations");
            assertArrayEquals(copy, start);
        }
    }

    @Test
    void stepsBackIntoTheDomain() {
        Lbfgs.Result result = Lbfgs.withDefaults().minimize(LbfgsTest::barrier, new double[] {1e-3});
        assertEquals(Lbfgs.Reason.CONVERGED, result.reason());
        assertEquals(1, result.x()[0], 1e-6);
    }

    /** A finite value with a gradient of NaN is no place to go to. */
    @Test
    void neverEndsWhereTheGradientIsNaN() {
        SmoothFunction halfKnown = (x, g) -> {
            g[0] = x[0] > 0.5 ? Double.NaN : 2 * (x[0] - 1);
            return (x[0] - 1) * (x[0] - 1);
        };
        Lbfgs.Result result = Lbfgs.withDefaults().minimize(halfKnown, new double[] {0});
        assertTrue(result.x()[0] <= 0.5 && Double.isFinite(result.gradient()[0]), Arrays.toString(result.x()));
        assertEquals(Lbfgs.Reason.NOT_FINITE, Lbfgs.withDefaults().minimize(halfKnown, new double[] {0.7}).reason());
    }

    @Test
    void saysWhyItStopped() {
        SmoothFunction nowhere = (x, g) -> Double.NaN;
        assertEquals(Lbfgs.Reason.NOT_FINITE, Lbfgs.withDefaults().minimize(nowhere, new double[] {0}).reason());
        assertEquals(Lbfgs.Reason.ITERATIONS,
                Lbfgs.withDefaults().withIterations(2).minimize(LbfgsTest::rosenbrock, new double[] {-1.2, 1}).reason());
        assertEquals(Lbfgs.Reason.CANCELLED,
                Lbfgs.withDefaults().minimize(LbfgsTest::rosenbrock, new double[] {-1.2, 1}, () -> true).reason());
        SmoothFunction wrongSign = (x, g) -> {
            g[0] = -2 * x[0];
            return x[0] * x[0];
        };
        assertEquals(Lbfgs.Reason.NO_PROGRESS, Lbfgs.withDefaults().minimize(wrongSign, new double[] {1}).reason());
    }

    @Test
    void noStepIsLongerThanAllowed() {
        Lbfgs method = Lbfgs.withDefaults().withMaxStep(0.25).withIterations(1);
        double[] x = {-1.2, 1};
        for (int i = 0; i < 20; i++) {
            double[] next = method.minimize(LbfgsTest::rosenbrock, x).x();
            assertTrue(Math.hypot(next[0] - x[0], next[1] - x[1]) <= 0.25 * (1 + 1e-12));
            x = next;
        }
    }

    @Test
    void resultsAreSnapshots() {
        Lbfgs.Result result = Lbfgs.withDefaults().minimize(LbfgsTest::barrier, new double[] {3});
        result.x()[0] = 7;
        result.gradient()[0] = 7;
        assertEquals(1, result.x()[0], 1e-6);
        assertEquals(0, result.gradient()[0], 1e-6);
    }

    @Test
    void argumentsAreChecked() {
        assertThrows(IllegalArgumentException.class, () -> new Lbfgs(0, true, 0, 0, 1, 1));
        assertThrows(IllegalArgumentException.class, () -> Lbfgs.withDefaults().withTolerances(Double.NaN, 0));
        assertThrows(IllegalArgumentException.class, () -> Lbfgs.withDefaults().withMaxStep(0));
        assertThrows(IllegalArgumentException.class, () -> Lbfgs.withDefaults().minimize(null, new double[] {1}));
        assertThrows(IllegalArgumentException.class, () -> Lbfgs.withDefaults().minimize(LbfgsTest::barrier, new double[] {Double.NaN}));
        assertThrows(IllegalArgumentException.class, () -> Lbfgs.withDefaults().minimize(LbfgsTest::barrier, new double[] {1}, null));
    }

    /** H maps the last change of the gradient to the last step, and with n pairs of a quadratic each gradient to its Newton step. */
    @Test
    void thePairsMakeTheInverseOfAQuadratic() {
        double[] diagonal = {2, 5, 9};
        for (boolean scaled : new boolean[] {true, false}) {
            LbfgsMemory memory = new LbfgsMemory(3, 3, scaled);
            for (int i = 0; i < 3; i++) {
                double[] to = new double[3];
                double[] gradient = new double[3];
                to[i] = 1;
                gradient[i] = diagonal[i];
                assertTrue(memory.add(new double[3], to, new double[3], gradient));
            }
            double[] step = {1, 1, 1};
            memory.apply(step, step);
            assertArrayEquals(new double[] {1 / 2.0, 1 / 5.0, 1 / 9.0}, step, 1e-15);
            assertFalse(memory.add(new double[3], new double[] {1, 0, 0}, new double[3], new double[] {-1, 0, 0}));
            assertEquals(3, memory.size());
            memory.clear();
            memory.apply(new double[] {3, 4, 5}, step);
            assertArrayEquals(new double[] {3, 4, 5}, step);
        }
    }
}
