package io.divergence.estimators.diagnostic;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.divergence.random.RandomStream;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Normal means with a normal prior: the posterior N(y/2, 1/2) is known, and can be made wrong. */
class CalibrationTest {
    private static final int DRAWS = 99;

    private static Calibration run(double scale, double shift, int replications, long seed) {
        return Calibration.run(rng -> new double[] {rng.nextGaussian(), rng.nextGaussian()},
                (theta, rng) -> new double[] {theta[0] + rng.nextGaussian(), theta[1] + rng.nextGaussian()}, (y, s) -> {
                    RandomStream rng = RandomStream.of(s, 5);
                    double[] rows = new double[2 * DRAWS];
                    Arrays.setAll(rows, k -> 0.5 * y[k % 2] + shift * (k % 2) + (k % 2 == 0 ? scale : 1) * Math.sqrt(0.5) * rng.nextGaussian());
                    return rows;
                }, replications, seed);
    }

    @Test
    void theExactPosteriorHasUniformRanks() {
        Calibration exact = run(1, 0, 2000, 1);
        assertTrue(exact.isCalibrated(), exact::toString);
        assertEquals(0.5, exact.meanRank(0), 4 / Math.sqrt(12 * 2000));
        assertEquals(1, exact.spread(1), 0.09);
        assertEquals(2000, IntStream.of(exact.histogram(0)).sum());
        assertEquals(100, exact.expected(0)[0], 1e-9);
        int rejected = 0;
        for (int seed = 0; seed < 60; seed++) {
            rejected += run(1, 0, 200, 100 + seed).pValue(0) < 0.05 ? 1 : 0;
        }
        assertTrue(rejected <= 9, "5 % of 60 is 3: " + rejected);
    }

    @Test
    void aFitThatIsTooNarrowOrTooWideOrOffIsSeen() {
        Calibration narrow = run(0.7, 0, 500, 2);
        assertTrue(narrow.pValue(0) < 1e-6 && narrow.spread(0) > 1.2 && narrow.rejected().equals(java.util.List.of(0)), narrow::toString);
        Calibration wide = run(1.5, 0, 500, 3);
        assertTrue(wide.pValue(0) < 1e-6 && wide.spread(0) < 0.8, wide::toString);
        Calibration off = run(1, 0.3, 500, 4);
        assertTrue(off.pValue(1) < 1e-6 && off.meanRank(1) < 0.42 && !off.isCalibrated(), off::toString);
    }

    @Test
    void theSameSeedGivesTheSameRanksAndTiesAreSpread() {
        assertArrayEquals(run(1, 0, 50, 7).ranks(0), run(1, 0, 50, 7).ranks(0));
        Calibration ties = Calibration.run(rng -> new double[] {0}, (theta, rng) -> 0, (y, s) -> new double[19], 1000, 1);
        assertTrue(ties.isCalibrated(), ties::toString);
        assertEquals(20, ties.histogram(0).length);
    }

    @Test
    void argumentsAreChecked() {
        assertThrows(IllegalArgumentException.class, () -> run(1, 0, 19, 1));
        assertThrows(IllegalArgumentException.class, () -> Calibration.run(rng -> new double[] {0}, (theta, rng) -> 0, (y, s) -> new double[0], 20, 1));
        assertFalse(Double.isNaN(run(1, 0, 20, 1).pValue(0)));
    }
}
