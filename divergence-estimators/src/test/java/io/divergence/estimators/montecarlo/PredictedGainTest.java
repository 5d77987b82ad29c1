package io.divergence.estimators.montecarlo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.divergence.distribution.Gamma;
import io.divergence.distribution.MultivariateNormal;
import io.divergence.divergence.Divergence;
import io.divergence.divergence.Divergences;
import io.divergence.estimators.evaluate.DivergenceEvaluator;
import io.divergence.estimators.quadrature.QuadratureEstimator;
import io.divergence.family.DistributionFamily;
import io.divergence.family.FullRankFamily;
import io.divergence.family.LowRankGaussianFamily;
import io.divergence.family.VariationalFamily;
import io.divergence.fit.Fit;
import io.divergence.fit.FitResult;
import io.divergence.fit.StoppingRules;
import io.divergence.fit.Termination;
import io.divergence.optimize.GradientDescent;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A fit that ends by what is left to be gained, by the Fisher information of its family. */
class PredictedGainTest {
    private static final MultivariateNormal P = MultivariateNormal.ofCovariance(new double[] {0.3, -0.2, 0.1},
            new double[] {1, 0.3, -0.2, 0.3, 0.8, 0.1, -0.2, 0.1, 0.9});

    private static Fit fit(VariationalFamily family, Divergence d) {
        return Fit.of(P, family, d).with(GradientDescent.of(0.05)).withNaturalGradient();
    }

    private static double left(FitResult result) {
        return DivergenceEvaluator.automatic().evaluate(Divergences.reverseKl(), P, result.distribution()).value();
    }

    /** Where the gradient is exact and p in the family the prediction is right to the order of what is left. */
    @Test
    void whatIsLeftIsWhatWasPredicted() {
        FullRankFamily family = FullRankFamily.gaussian(3);
        PathEstimator exact = PathEstimator.withDefaults().withSamples(16).with(Points.MATCHED);
        for (double nats : new double[] {1e-2, 1e-4, 1e-7}) {
            FitResult result = fit(family, Divergences.reverseKl()).with(exact).with(StoppingRules.firstOf(
                    StoppingRules.predictedGain(family, 1, nats), StoppingRules.steps(5000))).run(new double[9]);
            assertInstanceOf(Termination.Converged.class, result.termination(), result.toString());
            assertTrue(left(result) < 1.3 * nats && left(result) > 0.6 * nats, nats + " nats, and left are " + left(result));
        }
    }

    /** Noise counts as gain: a fit that is as good as it gets does not end until a window is long enough. */
    @Test
    void noiseIsNoReasonToEnd() {
        FullRankFamily family = FullRankFamily.gaussian(3);
        // The classic estimator is noisy at q = p.
        ReparameterizationEstimator noisy = ReparameterizationEstimator.withDefaults().withSamples(64);
        double[] phi = family.parameters(new double[] {0.5, -0.1, 0.3}, P.cholesky());
        for (int window : new int[] {1, 400}) {
            FitResult result = fit(family, Divergences.reverseKl()).with(GradientDescent.of(0.01)).with(noisy).with(StoppingRules.firstOf(
                    StoppingRules.predictedGain(family, window, 2e-3), StoppingRules.steps(2000))).run(phi);
            assertEquals(window > 1, result.termination() instanceof Termination.Converged, result.toString());
            assertTrue(window == 1 || left(result) < 4e-3, "left: " + left(result));
        }
    }

    /** The natural gradient of a gamma family, and its end. */
    @Test
    void itGoesWithFamiliesOfOneDimension() {
        DistributionFamily family = DistributionFamily.gamma();
        FitResult result = Fit.of(Gamma.ofShapeRate(3, 2), family, Divergences.forwardKl()).with(QuadratureEstimator.withDefaults())
                .with(GradientDescent.of(0.3)).withNaturalGradient().with(StoppingRules.firstOf(StoppingRules.predictedGain(family, 1, 1e-10),
                        StoppingRules.steps(500))).run(1.5, 1.5);
        assertInstanceOf(Termination.Converged.class, result.termination(), result.toString());
        assertEquals(3, result.phi()[0], 1e-3);
        assertEquals(2, result.phi()[1], 1e-3);
        assertTrue(result.value() < 1.3e-10);
    }

    @Test
    void itNeedsAFamilyWithFisherInformation() {
        String message = assertThrows(IllegalArgumentException.class, () -> StoppingRules.predictedGain(LowRankGaussianFamily.of(3, 1), 1, 1)).getMessage();
        assertTrue(message.contains("must implement FisherGeometry") && message.contains("use StoppingRules.plateau"), message);
        for (double bad : List.of(0.0, -1.0, Double.NaN)) {
            assertThrows(IllegalArgumentException.class, () -> StoppingRules.predictedGain(FullRankFamily.gaussian(3), 1, bad));
        }
    }
}
