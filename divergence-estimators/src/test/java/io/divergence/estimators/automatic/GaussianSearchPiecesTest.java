package io.divergence.estimators.automatic;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.divergence.model.Models;
import io.divergence.random.RandomStream;
import io.divergence.target.DifferentiableLogDensity;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class GaussianSearchPiecesTest {
    private static final double[] MEAN = {1, -2, 0.5};
    private static final double[] FACTOR = {2, 0, 0, 1, 0.5, 0, -1, 0.3, 0.1};

    static CountedTarget counted(DifferentiableLogDensity target) {
        return new CountedTarget(target, Long.MAX_VALUE, Long.MAX_VALUE, 1, new Recording(List.of()));
    }

    private static PointSet points(int rows, int d, boolean diagonal, long at) {
        RandomStream rng = RandomStream.of(5, 6);
        rng.seek(at, 0);
        return PointSet.draw(rng, rows, d, diagonal);
    }

    private static void assertMatched(PointSet set, int d, boolean diagonal) {
        for (int i = 0; i < d; i++) {
            double mean = 0;
            for (int k = 0; k < set.rows(); k++) {
                mean += set.e()[k * d + i] / set.rows();
            }
            assertEquals(0, mean, 1e-12);
            for (int j = 0; j <= i; j++) {
                double sum = 0;
                for (int k = 0; k < set.rows(); k++) {
                    sum += set.e()[k * d + i] * set.e()[k * d + j] / set.rows();
                }
                if (!diagonal || i == j) {
                    assertEquals(i == j ? 1 : 0, sum, 1e-12);
                }
            }
        }
    }

    @Test
    void secondMomentsAreMatchedExactlyAlsoInAUnion() {
        for (int d : new int[] {1, 2, 15, 40}) {
            for (boolean diagonal : new boolean[] {false, true}) {
                int rows = Math.max(32, 2 * Integer.highestOneBit(2 * d + 1));
                assertTrue(rows >= 2 * d + 2);
                PointSet set = points(rows, d, diagonal, 0);
                assertMatched(set, d, diagonal);
                PointSet union = set.union(points(rows, d, diagonal, 1));
                assertEquals(2 * rows, union.rows());
                assertMatched(union, d, diagonal);
            }
        }
    }

    @Test
    void derivativesInTheFrameAreThoseOfTheObjective() {
        for (boolean diagonal : new boolean[] {false, true}) {
            CountedTarget target = counted(Models.studentT(3, 5));
            GaussianState origin = new GaussianState(3, diagonal);
            System.arraycopy(MEAN, 0, origin.mean, 0, 3);
            double[] factor = diagonal ? new double[] {2, -0.5, 0.1} : new double[] {2, 0.3, 0, 1, 0.5, 0, -1, 0.3, 0.1};
            System.arraycopy(factor, 0, origin.factor, 0, factor.length);
            origin.logDeterminant = diagonal ? Math.log(0.1) : Math.log(0.1 * (2 * 0.5 - 0.3));
            WhitenedFrame frame = new WhitenedFrame(origin);
            PointSet set = points(32, 3, diagonal, 2);
            double[] x = new double[frame.size];
            for (int i = 0; i < x.length; i++) {
                x[i] = 0.3 * Math.sin(1.7 * i + 1);
            }
            GaussianState state = new GaussianState(3, diagonal);
            frame.at(x, state);
            double[] g = new double[x.length];
            frame.gradient(x, SampleAverage.of(target, state, set), g);
            for (int i = 0; i < x.length; i++) {
                double h = 1e-5;
                double[] moved = x.clone();
                moved[i] += h;
                frame.at(moved, state);
                double up = SampleAverage.of(target, state, set).value();
                moved[i] -= 2 * h;
                frame.at(moved, state);
                double down = SampleAverage.of(target, state, set).value();
                assertEquals(-(up - down) / (2 * h), g[i], 1e-7, "coordinate " + i);
            }
        }
    }

    @Test
    void oneNaturalStepReachesANormalTarget() {
        CountedTarget target = counted(Models.gaussian(MEAN, FACTOR));
        PointSet set = points(32, 3, false, 3);
        GaussianState state = new GaussianState(3, false);
        // Within the floor of 1/4 of the step: variances grow by 4 at most.
        System.arraycopy(new double[] {1.5, -1, 0.2}, 0, state.mean, 0, 3);
        for (int i = 0; i < 9; i++) {
            state.factor[i] = 1.7 * FACTOR[i];
        }
        state.logDeterminant = Math.log(2 * 0.5 * 0.1) + 3 * Math.log(1.7);
        SampleAverage average = SampleAverage.of(target, state, set);
        SampleAverage.Curvature curvature = average.curvature(state);
        GaussianState next = new GaussianState(3, false);
        NaturalStep.apply(state, curvature, 1, next);
        assertArrayEquals(MEAN, next.mean, 1e-10);
        GaussianState exact = new GaussianState(3, false);
        System.arraycopy(FACTOR, 0, exact.factor, 0, 9);
        assertArrayEquals(exact.covariance(), next.covariance(), 1e-10);
        assertEquals(Math.log(2 * 0.5 * 0.1), next.logDeterminant, 1e-10);
        SampleAverage there = SampleAverage.of(target, next, set);
        assertEquals(0, there.value(), 1e-10);
        assertEquals(0, there.curvature(next).decrement(), 1e-10);
        assertTrue(NaturalStep.predicted(curvature, 1) > 0);
    }

    @Test
    void theTriangularFactorHasTheSameCovariance() {
        GaussianState state = new GaussianState(3, false);
        System.arraycopy(new double[] {1, 2, 3, -1, 1e-9, 2, 0.5, 0.5, -4}, 0, state.factor, 0, 9);
        GaussianState lower = new GaussianState(3, false);
        System.arraycopy(state.triangularFactor(), 0, lower.factor, 0, 9);
        assertArrayEquals(state.covariance(), lower.covariance(), 1e-13);
        assertEquals(0, lower.factor[1]);
        assertTrue(lower.factor[0] > 0 && lower.factor[4] > 0 && lower.factor[8] > 0);
    }

    @Test
    void laplaceOfANormalTargetIsExact() {
        CountedTarget target = counted(Models.gaussian(MEAN, FACTOR));
        List<ModeSearch.Mode> modes = new ArrayList<>();
        assertTrue(ModeSearch.add(modes, target, new double[] {3, 3, 3}, false));
        assertFalse(ModeSearch.add(modes, target, new double[] {-3, 0, 3}, false));
        ModeSearch.Mode mode = modes.get(0);
        assertTrue(mode.isSure());
        assertEquals(0, mode.logMass(), 1e-3);
        GaussianState exact = new GaussianState(3, false);
        System.arraycopy(FACTOR, 0, exact.factor, 0, 9);
        assertArrayEquals(exact.covariance(), mode.state().covariance(), 1e-5);
        assertArrayEquals(MEAN, mode.place(), 0.05);
    }

    @Test
    void theBendOfAValleyIsNoMode() {
        List<ModeSearch.Mode> modes = new ArrayList<>();
        CountedTarget target = counted(Models.banana());
        for (int k = 0; k < 8; k++) {
            ModeSearch.add(modes, target, new double[] {10 * Math.sin(k), 5 * Math.cos(3 * k)}, false);
        }
        assertTrue(modes.stream().filter(ModeSearch.Mode::isSure).count() <= 1);
    }

    @Test
    void valuesThatOverflowCountAsInfinite() {
        DifferentiableLogDensity steep = io.divergence.target.LogDensities.of(2, z -> 1, (z, g) -> {
            g[0] = 1e200;
            g[1] = 0;
        });
        GaussianState state = new GaussianState(2, false);
        assertFalse(SampleAverage.of(counted(steep), state, points(32, 2, false, 4)).isFinite());
    }
}
