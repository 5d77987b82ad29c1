package io.divergence.estimators.montecarlo;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.divergence.distribution.MultivariateNormal;
import io.divergence.divergence.Discrepancy;
import io.divergence.divergence.Divergences;
import io.divergence.estimate.Execution;
import io.divergence.estimate.Finiteness;
import io.divergence.estimate.GradientEstimate;
import io.divergence.estimate.GradientEstimator;
import io.divergence.estimate.Objective;
import io.divergence.estimate.Problem;
import io.divergence.family.MeanFieldFamily;
import io.divergence.target.LogDensities;
import io.divergence.target.LogDensity;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MixedEstimatorTest {
    private static final MultivariateNormal P = MultivariateNormal.ofCovariance(new double[] {0.3, -0.2}, new double[] {1, 0.3, 0.3, 0.8});
    /** A fast small ripple on z_1: paths are noisy there and the score is not; along z_0 it is the other way round. */
    private static final LogDensity RIPPLED = LogDensities.of(2, z -> -0.5 * 9 * (z[0] - 1) * (z[0] - 1) + 0.25 * Math.sin(200 * z[1]) - 0.05 * z[1] * z[1],
            (z, g) -> {
                g[0] = -9 * (z[0] - 1);
                g[1] = 50 * Math.cos(200 * z[1]) - 0.1 * z[1];
            });
    private static final MeanFieldFamily FAMILY = MeanFieldFamily.gaussian(2);
    /** A little wider than P: the fourth moments of its weights are finite, without which measured variances mean nothing. */
    private static final double[] PHI = {0.2, 0.1, 0.15, 0.15};
    private static final GradientEstimator SCORE = ScoreEstimator.withDefaults().withSamples(64);
    private static final GradientEstimator PATH = ReparameterizationEstimator.withDefaults().withSamples(64);

    private static Objective bind(GradientEstimator estimator, LogDensity target, Discrepancy d, int threads) {
        return estimator.bind(new Problem(target, FAMILY, d), new Execution(3, threads));
    }

    /** Means, variances of one step, and mean squared errors as reported. */
    private static double[][] moments(GradientEstimator estimator, LogDensity target, Discrepancy d, int steps) {
        double[][] result = new double[3][4];
        GradientEstimate out = new GradientEstimate(4);
        try (Objective objective = bind(estimator, target, d, 1)) {
            for (int s = 0; s < steps; s++) {
                objective.evaluate(s, PHI, out);
                for (int j = 0; j < 4; j++) {
                    result[0][j] += out.gradient()[j] / steps;
                    result[1][j] += out.gradient()[j] * out.gradient()[j] / steps;
                    result[2][j] += out.gradientError()[j] * out.gradientError()[j] / steps;
                }
            }
        }
        for (int j = 0; j < 4; j++) {
            result[1][j] -= result[0][j] * result[0][j];
        }
        return result;
    }

    /** For equal variances it would be a quarter of them, and half of the better one if the other is useless; but weights are noisy. */
    @Test
    void itIsUnbiasedAndNoNoisierThanTheBetterOne() {
        for (LogDensity target : List.of(P, RIPPLED)) {
            for (Discrepancy d : target == P ? List.of(Divergences.reverseKl(), Divergences.forwardKl(), Divergences.jensenShannon())
                    : List.<Discrepancy>of(Divergences.reverseKl())) {
                int steps = 2000;
                double[][] a = moments(SCORE, target, d, steps);
                double[][] b = moments(PATH, target, d, steps);
                double[][] mixed = moments(MixedEstimator.of(SCORE, PATH), target, d, steps);
                for (int j = 0; j < 4; j++) {
                    double best = Math.min(a[1][j], b[1][j]);
                    int better = a[1][j] < b[1][j] ? 0 : 1;
                    double reference = (better == 0 ? a : b)[0][j];
                    assertEquals(0, (mixed[0][j] - reference) / Math.sqrt((mixed[1][j] + best) / steps), 5, d + " entry " + j);
                    assertTrue(mixed[1][j] <= best, d + " entry " + j + ": " + mixed[1][j] + " against " + best);
                    assertEquals(1, mixed[2][j] / mixed[1][j], 0.25, d + " entry " + j);
                }
            }
        }
    }

    /** Where either is much better somewhere, the mixture beats both. */
    @Test
    void itTakesTheBetterOneCoordinateByCoordinate() {
        double[][] a = moments(SCORE, RIPPLED, Divergences.reverseKl(), 2000);
        double[][] b = moments(PATH, RIPPLED, Divergences.reverseKl(), 2000);
        double[][] mixed = moments(MixedEstimator.of(SCORE, PATH), RIPPLED, Divergences.reverseKl(), 2000);
        assertTrue(a[1][0] > 2.5 * b[1][0] && 2.5 * a[1][1] < b[1][1], "power: each is better somewhere");
        assertTrue(total(mixed[1]) < 0.7 * Math.min(total(a[1]), total(b[1])));
    }

    private static double total(double[] x) {
        return IntStream.range(0, x.length).mapToDouble(j -> x[j]).sum();
    }

    @Test
    void theBitsAreAFunctionOfTheStepAloneForAnyThreads() {
        GradientEstimator mixed = MixedEstimator.of(ScoreEstimator.withDefaults().withSamples(2100), PathEstimator.withDefaults().withSamples(2100));
        GradientEstimate one = new GradientEstimate(4);
        GradientEstimate many = new GradientEstimate(4);
        try (Objective serial = bind(mixed, P, Divergences.reverseKl(), 1); Objective two = bind(mixed, P, Divergences.reverseKl(), 2);
                Objective eight = bind(mixed, P, Divergences.reverseKl(), 8)) {
            assertTrue(serial.isStochastic());
            serial.evaluate(9, PHI, one);
            serial.evaluate(3, PHI, one);
            for (Objective threaded : List.of(two, eight)) {
                threaded.evaluate(3, PHI, many);
                assertArrayEquals(one.gradient(), many.gradient());
                assertArrayEquals(one.gradientError(), many.gradientError());
                assertEquals(one.value(), many.value());
                assertEquals(one.valueError(), many.valueError());
            }
            assertEquals(4 * 2100, one.evaluations());
            ThreadMXBean bean = (ThreadMXBean) ManagementFactory.getThreadMXBean();
            long id = Thread.currentThread().getId();
            long least = Long.MAX_VALUE;
            for (int k = 0; k < 40; k++) {
                long before = bean.getThreadAllocatedBytes(id);
                serial.evaluate(k, PHI, one);
                least = Math.min(least, bean.getThreadAllocatedBytes(id) - before);
            }
            assertEquals(0, least);
        }
    }

    @Test
    void oneSampleOfWhichNothingIsKnownLeavesTheOtherOrHalf() {
        GradientEstimate out = new GradientEstimate(4);
        GradientEstimate path = new GradientEstimate(4);
        GradientEstimator single = ScoreEstimator.withDefaults().withSamples(1);
        try (Objective objective = bind(MixedEstimator.of(PATH, single), P, Divergences.reverseKl(), 1);
                Objective alone = bind(PATH, P, Divergences.reverseKl(), 1);
                Objective both = bind(MixedEstimator.of(single, single), P, Divergences.reverseKl(), 1)) {
            objective.evaluate(2, PHI, out);
            alone.evaluate(2, PHI, path);
            for (int j = 0; j < 4; j++) {
                assertEquals(path.gradientError()[j] / Math.sqrt(2), out.gradientError()[j], 0.3 * path.gradientError()[j]);
                assertEquals(path.gradient()[j], out.gradient()[j], 4 * path.gradientError()[j]);
            }
            both.evaluate(2, PHI, out);
            assertTrue(out.isUsable());
            assertEquals(Double.POSITIVE_INFINITY, out.gradientError()[0]);
        }
    }

    @Test
    void aTargetThatFailsIsReportedAndWhatDoesNotFitIsRefused() {
        GradientEstimate out = new GradientEstimate(4);
        LogDensity bad = LogDensities.of(2, z -> Double.NaN);
        try (Objective objective = bind(MixedEstimator.of(SCORE, SCORE), bad, Divergences.reverseKl(), 1)) {
            objective.evaluate(0, PHI, out);
        }
        assertEquals(Finiteness.INVALID, out.finiteness());
        assertEquals(2, out.nonFinitePoint().length);
        assertFalse(out.isUsable());
        assertThrows(IllegalArgumentException.class, () -> bind(MixedEstimator.of(SCORE, PATH), bad, Divergences.reverseKl(), 1));
        assertThrows(IllegalArgumentException.class, () -> MixedEstimator.of(null, PATH));
    }
}
