package io.divergence.estimators.diagnostic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.divergence.distribution.Normal;
import io.divergence.divergence.Divergences;
import io.divergence.estimate.ErrorKind;
import io.divergence.estimate.Execution;
import io.divergence.estimate.GradientEstimate;
import io.divergence.estimate.Objective;
import io.divergence.estimate.Problem;
import io.divergence.estimate.ValueMeaning;
import io.divergence.estimators.montecarlo.ScoreEstimator;
import io.divergence.family.GaussianFamily;
import io.divergence.random.RandomStream;
import org.junit.jupiter.api.Test;

class GradientNoiseTest {

    /** A gradient (1, 2) with noise of standard deviations (0.5, 2), which reports 0.5 and 1; every fourth step fails. */
    private static final class Noisy implements Objective {
        private final RandomStream rng = RandomStream.of(4);

        @Override
        public int parameterCount() {
            return 2;
        }

        @Override
        public void evaluate(long step, double[] phi, GradientEstimate out) {
            rng.seek(step, 0);
            out.clear();
            out.setValue(0, 0, ErrorKind.STANDARD_ERROR, ValueMeaning.DISCREPANCY);
            out.gradient()[0] = 1 + 0.5 * rng.nextGaussian();
            out.gradient()[1] = step % 4 == 0 ? Double.NaN : 2 + 2 * rng.nextGaussian();
            out.gradientError()[0] = 0.5;
            out.gradientError()[1] = 1;
        }
    }

    @Test
    void seesWhatWasPutIn() {
        GradientNoise noise = GradientNoise.measure(new Noisy(), new double[2], 0, 4000);
        assertEquals(1000, noise.unusable());
        assertEquals(3000, noise.repeats());
        GradientNoise.Coordinate first = noise.coordinates().get(0);
        GradientNoise.Coordinate second = noise.coordinates().get(1);
        assertEquals(1, first.mean(), 4 * first.meanError());
        assertEquals(2, second.mean(), 4 * second.meanError());
        assertEquals(0.5, first.standardDeviation(), 0.03);
        assertEquals(2, first.signalToNoise(), 0.12);
        assertEquals(1, first.calibration(), 0.06);
        // Errors reported half as large as they are show.
        assertEquals(0.5, second.calibration(), 0.03);
        assertEquals(second.signalToNoise(), noise.smallestSignalToNoise());
    }

    @Test
    void theScoreEstimatorReportsItsErrorsHonestly() {
        Problem problem = new Problem(Normal.of(1, 1.5), GaussianFamily.meanLogSigma(), Divergences.reverseKl());
        try (Objective objective = ScoreEstimator.withDefaults().bind(problem, Execution.serial(2))) {
            GradientNoise noise = GradientNoise.measure(objective, new double[] {0, 0}, 1000, 2000);
            // d KL(q||p)/d mu = -1/2.25, d KL/d log sigma = 1/2.25 - 1.
            assertEquals(-1 / 2.25, noise.coordinates().get(0).mean(), 4 * noise.coordinates().get(0).meanError());
            assertEquals(1 / 2.25 - 1, noise.coordinates().get(1).mean(), 4 * noise.coordinates().get(1).meanError());
            for (GradientNoise.Coordinate c : noise.coordinates()) {
                assertEquals(1, c.calibration(), 0.1);
            }
        }
    }

    @Test
    void wrongArgumentsAreNamed() {
        assertThrows(IllegalArgumentException.class, () -> GradientNoise.measure(new Noisy(), new double[1], 0, 10));
        assertThrows(IllegalArgumentException.class, () -> GradientNoise.measure(new Noisy(), new double[2], 0, 1));
    }
}
