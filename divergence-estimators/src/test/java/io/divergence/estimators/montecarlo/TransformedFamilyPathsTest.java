package io.divergence.estimators.montecarlo;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.divergence.distribution.Gamma;
import io.divergence.distribution.ProductDistribution;
import io.divergence.divergence.Discrepancy;
import io.divergence.divergence.Divergences;
import io.divergence.estimate.Execution;
import io.divergence.estimate.GradientEstimate;
import io.divergence.estimate.GradientEstimator;
import io.divergence.estimate.Objective;
import io.divergence.estimate.Problem;
import io.divergence.family.MeanFieldFamily;
import io.divergence.family.TransformedFamily;
import io.divergence.family.VariationalFamily;
import io.divergence.target.DifferentiableLogDensity;
import io.divergence.target.LogDensities;
import io.divergence.target.LogDensity;
import io.divergence.target.Support;
import io.divergence.transform.ConstrainedTarget;
import io.divergence.transform.Transforms;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Log-normal products fitted to gamma ones on the positive numbers, along paths and by the score. */
class TransformedFamilyPathsTest {
    private static final VariationalFamily FAMILY = TransformedFamily.of(MeanFieldFamily.gaussian(2), Transforms.positive(2));
    private static final double[] PHI = {0.4, 1, -0.6, -0.7};
    private static final ProductDistribution P = ProductDistribution.of(Gamma.ofShapeScale(3, 0.5), Gamma.ofShapeScale(4, 0.8));
    private static final LogDensity TARGET = LogDensities.withLogNormalizer(LogDensities.withSupport(LogDensities.of(2, z -> {
        double[] out = new double[1];
        P.logDensity(z, 0, 1, out);
        return out[0];
    }, (z, g) -> {
        g[0] = 2 / z[0] - 2;
        g[1] = 3 / z[1] - 1.25;
    }), Support.box(new double[2], new double[] {Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY})), 0);

    private static double[][] moments(GradientEstimator estimator, LogDensity target, VariationalFamily family, Discrepancy d) {
        int steps = 1500;
        double[][] result = new double[2][4];
        GradientEstimate out = new GradientEstimate(4);
        try (Objective objective = estimator.bind(new Problem(target, family, d), new Execution(3, 1))) {
            for (int s = 0; s < steps; s++) {
                objective.evaluate(s, PHI, out);
                assertTrue(out.isUsable());
                for (int j = 0; j < 4; j++) {
                    result[0][j] += out.gradient()[j] / steps;
                    result[1][j] += out.gradient()[j] * out.gradient()[j] / steps;
                }
            }
        }
        for (int j = 0; j < 4; j++) {
            result[1][j] = (result[1][j] - result[0][j] * result[0][j]) / steps;
        }
        return result;
    }

    @Test
    void pathsAndScoresHaveTheSameMean() {
        for (Discrepancy d : List.<Discrepancy>of(Divergences.reverseKl(), Divergences.forwardKl(), Divergences.jensenShannon())) {
            double[][] score = moments(ScoreEstimator.withDefaults(), TARGET, FAMILY, d);
            for (GradientEstimator estimator : List.of(PathEstimator.withDefaults(), ReparameterizationEstimator.withDefaults())) {
                double[][] path = moments(estimator, TARGET, FAMILY, d);
                for (int j = 0; j < 4; j++) {
                    assertEquals(0, (path[0][j] - score[0][j]) / Math.sqrt(path[1][j] + score[1][j]), 5, d + " " + estimator + " entry " + j);
                }
            }
        }
    }

    /** Pushing the family forward and pulling the target back are the same fit: gradients differ by rounding. */
    @Test
    void aTransformedFamilyOnATargetIsTheBaseOnTheConstrainedTarget() {
        LogDensity constrained = ConstrainedTarget.of((DifferentiableLogDensity) TARGET, Transforms.positive(2));
        for (GradientEstimator estimator : List.of(ScoreEstimator.withDefaults(), PathEstimator.withDefaults(), ReparameterizationEstimator.withDefaults())) {
            GradientEstimate a = new GradientEstimate(4);
            GradientEstimate b = new GradientEstimate(4);
            try (Objective x = estimator.bind(new Problem(TARGET, FAMILY, Divergences.reverseKl()), new Execution(3, 1));
                    Objective y = estimator.bind(new Problem(constrained, MeanFieldFamily.gaussian(2), Divergences.reverseKl()), new Execution(3, 1))) {
                x.evaluate(4, PHI, a);
                y.evaluate(4, PHI, b);
            }
            assertArrayEquals(b.gradient(), a.gradient(), 1e-11);
            assertEquals(b.value(), a.value(), 1e-12);
        }
    }

    @Test
    void aFamilyThatLeavesTheSupportIsStillRefused() {
        String message = assertThrows(IllegalArgumentException.class, () -> PathEstimator.withDefaults()
                .bind(new Problem(TARGET, MeanFieldFamily.gaussian(2), Divergences.reverseKl()), new Execution(1, 1))).getMessage();
        assertTrue(message.contains("must be all of R^D"), message);
        VariationalFamily below = TransformedFamily.of(MeanFieldFamily.gaussian(2), Transforms.lowerBounded(2, -1));
        assertThrows(IllegalArgumentException.class,
                () -> PathEstimator.withDefaults().bind(new Problem(TARGET, below, Divergences.reverseKl()), new Execution(1, 1)));
    }
}
