package io.divergence.estimators.automatic;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.divergence.distribution.Distribution;
import io.divergence.model.Models;
import io.divergence.random.RandomStream;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class NormalDrawsTest {
    private static final int ROWS = 1003;

    private static GaussianState state(int d, boolean diagonal) {
        GaussianState state = new GaussianState(d, diagonal);
        RandomStream rng = RandomStream.of(8, d);
        rng.fillGaussian(state.mean, 0, d);
        rng.fillGaussian(state.factor, 0, state.factor.length);
        return state;
    }

    @Test
    void theLogDensityOfADrawIsThatOfTheDistribution() {
        for (int d : new int[] {1, 2, 7, 210}) {
            for (boolean diagonal : new boolean[] {false, true}) {
                NormalDraws draws = NormalDraws.of(state(d, diagonal));
                double[] z = new double[ROWS * d];
                double[] log = new double[ROWS];
                draws.draw(RandomStream.of(3), z, log, ROWS);
                double[] expected = new double[ROWS];
                Distribution q = draws.distribution();
                q.boundCopy().logDensity(z, 0, ROWS, expected);
                assertArrayEquals(expected, log, 1e-8 * d);
            }
        }
    }

    @Test
    void drawsHaveTheMeanAndTheCovarianceOfTheState() {
        GaussianState state = state(3, false);
        double[] covariance = state.covariance();
        int rows = 40_000;
        double[] z = new double[3 * rows];
        NormalDraws.of(state).draw(RandomStream.of(4), z, new double[rows], rows);
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j <= i; j++) {
                double mean = 0;
                double product = 0;
                for (int k = 0; k < rows; k++) {
                    mean += z[3 * k + i] / rows;
                    product += (z[3 * k + i] - state.mean[i]) * (z[3 * k + j] - state.mean[j]) / rows;
                }
                double scale = Math.sqrt(covariance[4 * i] * covariance[4 * j]);
                assertEquals(state.mean[i], mean, 4 * Math.sqrt(covariance[4 * i] / rows));
                assertEquals(covariance[3 * i + j], product, 4 * scale * Math.sqrt(2.0 / rows));
            }
        }
    }

    @Test
    void moreDrawsBeginWithTheFirstOnes() {
        CountedTarget target = new CountedTarget(Models.cauchy(2), Long.MAX_VALUE, Long.MAX_VALUE, 1, new Recording(List.of()));
        NormalDraws q = NormalDraws.of(new GaussianState(2, false));
        DrawSet few = DrawSet.draw(target, q, 4000, 1);
        DrawSet many = few.and(target, q, 20_000, 1);
        assertEquals(20_000, many.rows());
        assertEquals(20_000, target.evaluations());
        double[] all = many.inUsersSpace(null);
        assertArrayEquals(few.inUsersSpace(null), Arrays.copyOf(all, 8000));
        assertEquals(40_000, Arrays.stream(all).distinct().count(), "no draw comes twice");
    }
}
