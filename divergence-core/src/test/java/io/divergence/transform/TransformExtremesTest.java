package io.divergence.transform;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.divergence.random.RandomStream;
import io.divergence.transform.TransformCatalogue.Entry;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class TransformExtremesTest {
    private static final double[] FAR = {0, 0.5, -0.5, 40, -40, 300, -300, 700, -700, 1e3, -1e3, 1e10, -1e10, 1e308, -1e308};

    /** A value says what happened: finite with a finite x, a finite gradient and an inverse, or negative infinity. */
    @Property(seed = "51", tries = 300)
    void farOutNothingIsNaN(@ForAll long seed) {
        RandomStream rng = RandomStream.of(seed);
        for (Entry e : TransformCatalogue.ALL) {
            double[] y = new double[e.transform().unconstrainedDimension()];
            for (int i = 0; i < y.length; i++) {
                y[i] = FAR[rng.nextInt(FAR.length)];
            }
            checkFar(e.transform(), y);
        }
    }

    private static void checkFar(Transform t, double[] y) {
        double[] x = new double[t.dimension()];
        double log = t.apply(y, 0, x, 0);
        String at = t + " at " + Arrays.toString(y) + " with x = " + Arrays.toString(x) + ", log |J| = " + log;
        assertTrue(log < Double.POSITIVE_INFINITY, at);
        if (log == Double.NEGATIVE_INFINITY) {
            return;
        }
        double[] out = new double[y.length];
        double[] ones = new double[x.length];
        Arrays.fill(ones, 1);
        t.pullback(y, 0, x, 0, ones, 1, out, 0);
        for (double v : x) {
            assertTrue(Math.abs(v) <= Double.MAX_VALUE, at);
        }
        for (double v : out) {
            assertFalse(Double.isNaN(v), at + ", gradient " + Arrays.toString(out));
        }
        try {
            double[] back = t.unconstrain(x);
            for (double v : back) {
                assertTrue(Math.abs(v) <= Double.MAX_VALUE, at + ", inverse " + Arrays.toString(back));
            }
        } catch (IllegalArgumentException expected) {
            // A matrix that is singular to rounding; vectors always have an inverse.
            assertTrue(t.toString().matches(".*(correlation|covariance)\\(.*"), at + ": " + expected.getMessage());
            assertTrue(expected.getMessage().matches("(?s).+ = .+: (must|is) .+"), expected.getMessage());
        }
    }

    @Example
    void infinitiesAndNaNGiveNegativeInfinity() {
        for (Entry e : TransformCatalogue.ALL) {
            int m = e.transform().unconstrainedDimension();
            for (double bad : new double[] {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY}) {
                for (int i = 0; i < m; i++) {
                    double[] y = new double[m];
                    Arrays.fill(y, 0.3);
                    y[i] = bad;
                    double log = e.transform().apply(y, 0, new double[e.transform().dimension()], 0);
                    assertEquals(Double.NEGATIVE_INFINITY, log, e + " with y[" + i + "] = " + bad);
                }
            }
        }
    }

    /** At 700 and -700 doubles still hold e^y: x is finite, and transforms with an edge at 0 return to the digits of y. */
    @Example
    void sevenHundredIsInRangeAndAThousandIsNot() {
        for (Transform t : List.of(Transforms.positive(1), Transforms.positiveOrdered(1), Transforms.covarianceCholesky(1))) {
            for (double y : new double[] {-700, 700}) {
                assertEquals(y, t.apply(new double[] {y}, 0, new double[1], 0));
                assertEquals(y, t.unconstrain(t.constrain(y))[0], 1e-10);
            }
            assertEquals(Double.NEGATIVE_INFINITY, t.apply(new double[] {1000}, 0, new double[1], 0));
            assertEquals(Double.NEGATIVE_INFINITY, t.apply(new double[] {-1000}, 0, new double[1], 0));
        }
        Transform simplex = Transforms.simplex(2);
        Transform factor = Transforms.correlationCholesky(2);
        for (double y : new double[] {-700, 700}) {
            assertEquals(-700, simplex.apply(new double[] {y}, 0, new double[2], 0), 1e-10);
            assertEquals(y, simplex.unconstrain(simplex.constrain(y))[0], 1e-10);
            assertEquals(y, factor.unconstrain(factor.constrain(y))[0], 1e-10);
        }
        assertEquals(-700, Transforms.interval(1, 0, 1).apply(new double[] {-700}, 0, new double[1], 0), 1e-10);
    }

    @Example
    void anIntervalIsAccurateAtBothEnds() {
        Transform unit = Transforms.interval(1, 0, 1);
        assertEquals(1e-300, unit.constrain(unit.unconstrain(1e-300))[0], 1e-312);
        assertEquals(Math.log(1e-300), unit.unconstrain(1e-300)[0], 1e-12);
        double low = Math.nextDown(1.0);
        assertEquals(low, unit.constrain(unit.unconstrain(low))[0]);
        // Rounded inwards, never onto the edge; the Jacobian goes on.
        assertEquals(low, unit.constrain(500)[0]);
        assertEquals(-500, unit.apply(new double[] {500}, 0, new double[1], 0));
        Transform negative = Transforms.interval(1, -1, 0);
        assertEquals(-1e-300, negative.constrain(negative.unconstrain(-1e-300))[0], 1e-312);
        // log width - |y| - 2 log(1 + e^-|y|) by mpmath with 40 digits at y = 1e-3 and 20.
        assertEquals(-1.3862946111198802, unit.apply(new double[] {1e-3}, 0, new double[1], 0), 4e-16);
        assertEquals(-20.000000004122307, unit.apply(new double[] {20}, 0, new double[1], 0), 4e-15);
        assertEquals(5 + Math.ulp(5.0), Transforms.lowerBounded(1, 5).constrain(-700)[0]);
        assertEquals(Math.nextDown(5.0), Transforms.upperBounded(1, 5).constrain(-700)[0]);
    }

    @Example
    void pointsCloseToAnEdgeHaveAFiniteInverse() {
        double tiny = 1e-300;
        assertEquals(Math.log(tiny), Transforms.positive(1).unconstrain(tiny)[0]);
        assertEquals(Math.log(tiny), Transforms.lowerBounded(1, 0).unconstrain(tiny)[0]);
        assertEquals(Math.log(tiny), Transforms.upperBounded(1, 0).unconstrain(-tiny)[0]);
        assertEquals(Math.log(tiny), Transforms.ordered(2).unconstrain(0, tiny)[1]);
        assertEquals(Math.log(tiny), Transforms.simplex(2).unconstrain(tiny, 1)[0], 1e-12);
        assertEquals(-Math.log(tiny), Transforms.simplex(2).unconstrain(1, tiny)[0], 1e-12);
        assertEquals(Math.log(2) - Math.log(tiny), Transforms.correlationCholesky(2).unconstrain(1, 1, tiny)[0], 1e-12);
        assertEquals(0.5 * Math.log(tiny), Transforms.covariance(1).unconstrain(tiny)[0], 1e-12);
        // The smallest doubles.
        assertEquals(-744.4400719213812, Transforms.positive(1).unconstrain(Double.MIN_VALUE)[0]);
        assertTrue(Math.abs(Transforms.simplex(2).unconstrain(Double.MIN_VALUE, 1)[0]) < 750);
    }

    @Example
    void pointsOutsideAreNamedWithEntryValueAndRule() {
        assertRefused("x[1] = 0.0: must lie in (0.0, Infinity)", Transforms.positive(2), 1, 0);
        assertRefused("x[0] = NaN: must lie in (0.0, Infinity)", Transforms.positive(1), Double.NaN);
        assertRefused("x[0] = Infinity: must lie in (0.0, Infinity)", Transforms.positive(1), Double.POSITIVE_INFINITY);
        assertRefused("x[0] = 1.0: must lie in (0.0, 1.0)", Transforms.interval(1, 0, 1), 1);
        assertRefused("x[0] = Infinity: must lie in (-Infinity, Infinity)", Transforms.identity(1), Double.POSITIVE_INFINITY);
        assertRefused("x[1] = 0.0: must lie in (0, 1]: it is a share of a simplex", Transforms.simplex(2), 1, 0);
        assertRefused("x[0] + ... + x[1] = 0.75: must be 1 within 1.0E-8", Transforms.simplex(2), 0.5, 0.25);
        assertRefused("x[1] = 2.0: must be finite and above x[0] = 2.0, with a difference that does not overflow", Transforms.ordered(2), 2, 2);
        assertRefused("x[0] = -1.0: must be positive and finite", Transforms.positiveOrdered(2), -1, 2);
        assertRefused("x[2] = 0.0: must lie in (0, 1]: it is on the diagonal", Transforms.correlationCholesky(2), 1, 1, 0);
        assertRefused("squared length of row 1 from x[1] = 1.25: must be 1 within 1.0E-8", Transforms.correlationCholesky(2), 1, 1, 0.5);
        assertRefused("x[1] = 1.0: is too close to a correlation of 1 or -1 for a finite y", Transforms.correlationCholesky(2),
                1, 1, Double.MIN_VALUE);
        assertRefused("x[3] = 2.0: must be 1: it is on the diagonal of a correlation matrix", Transforms.correlation(2), 1, 0, 0, 2);
        assertRefused("x[1] = 0.25: must equal x[2] = 0.5: the matrix must be symmetric", Transforms.correlation(2), 1, 0.25, 0.5, 1);
        assertRefused("pivot 1 of the matrix at x[0] = 0.0: must be positive: the matrix must be positive definite",
                Transforms.correlation(2), 1, 1, 1, 1);
        assertRefused("x[2] = NaN: must be finite", Transforms.covariance(2), 1, Double.NaN, Double.NaN, 1);
        assertRefused("length of x from x[0] = 0.5: must be 1 within 1.0E-8", Transforms.unitVector(2), 0.5, 0);
        // In blocks the entry is counted from the start of the whole.
        assertRefused("x[3] = -1.0: must lie in (0.0, Infinity)", Transforms.blocks(Transforms.simplex(3), Transforms.positive(1)),
                0.5, 0.25, 0.25, -1);
        assertRefused("x.length = 1: must be 2", Transforms.positive(2), 1);
    }

    private static void assertRefused(String message, Transform t, double... x) {
        assertEquals(message, assertThrows(IllegalArgumentException.class, () -> t.unconstrain(x)).getMessage());
    }

    /** Gradients as steep as 1/x at an entry of 1e-300 come back finite and right: log x by y is 1. */
    @Example
    void steepGradientsNextToAnEdgeKeepTheirDigits() {
        double[] out = new double[1];
        Transforms.positive(1).pullback(new double[] {-690}, 0, null, 0, new double[] {Math.exp(690)}, 0, out, 0);
        assertEquals(1, out[0], 1e-12);
        double[] x = Transforms.simplex(2).constrain(-690);
        Transforms.simplex(2).pullback(new double[] {-690}, 0, x, 0, new double[] {1 / x[0], 0}, 0, out, 0);
        assertEquals(1, out[0], 1e-12);
        double[] factor = Transforms.correlationCholesky(2).constrain(690);
        Transforms.correlationCholesky(2).pullback(new double[] {690}, 0, factor, 0, new double[] {0, 0, 1 / factor[2]}, 0, out, 0);
        assertEquals(-1, out[0], 1e-12);
    }
}
