package io.divergence.family;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Scores of mixtures where components, or all of them, have no density in the range of a double. */
class MixtureScoreTest {
    private static final MultivariateMixtureFamily MANY = MultivariateMixtureFamily.of(2, 2);
    private static final GaussianMixtureFamily ONE = GaussianMixtureFamily.ofComponents(2);

    @Test
    void theScoreIsZeroWhereThereIsNoDensity() {
        double[] phi = MANY.parameters(new double[] {0.4, 0.6}, new double[] {0, 1, 2, 3}, new double[] {1, 1, 2, 1});
        double[] z = {1e200, 0};
        double[] log = new double[1];
        MANY.logDensity(phi, z, 0, 1, log);
        assertEquals(Double.NEGATIVE_INFINITY, log[0]);
        double[] score = new double[phi.length];
        Arrays.fill(score, 7);
        MANY.score(phi, z, 0, score);
        assertArrayEquals(new double[phi.length], score);
    }

    @Test
    void inOneDimensionToo() {
        double[] phi = ONE.parameters(new double[] {0.4, 0.6}, new double[] {0, 1}, new double[] {1, 2});
        double[] out = {7};
        ONE.logDensity(phi, new double[] {-1e200}, 0, 1, out);
        assertEquals(Double.NEGATIVE_INFINITY, out[0]);
        ONE.logDensityGradient(phi, new double[] {-1e200}, 0, 1, out);
        assertEquals(0, out[0]);
        double[] score = new double[phi.length];
        ONE.score(phi, new double[] {-1e200}, 0, score);
        assertArrayEquals(new double[phi.length], score);
    }

    /** One component is so narrow that its square overflows: the others' scores are theirs. */
    @Test
    void aComponentWithoutAShareHasNoScore() {
        double[] phi = MANY.parameters(new double[] {0.5, 0.5}, new double[4], new double[] {1e-160, 1e-160, 1, 2});
        double[] score = new double[phi.length];
        MANY.score(phi, new double[] {1, 1}, 0, score);
        assertArrayEquals(new double[] {0.5, 0, 0, 1, 0.25, 0, 0, 0, -0.75}, score, 1e-14);
        double[] narrow = ONE.parameters(new double[] {0.5, 0.5}, new double[2], new double[] {1e-160, 1});
        double[] one = new double[narrow.length];
        ONE.score(narrow, new double[] {1}, 0, one);
        assertArrayEquals(new double[] {0.5, 0, 1, 0, 0}, one, 1e-14);
    }

    @Test
    void aPointThatIsNotANumberHasNoScoreThatIs() {
        double[] phi = MANY.parameters(new double[] {0.5, 0.5}, new double[4], new double[] {1, 1, 1, 2});
        double[] score = new double[phi.length];
        MANY.score(phi, new double[] {Double.NaN, 0}, 0, score);
        assertTrue(Arrays.stream(score).anyMatch(Double::isNaN));
    }
}
