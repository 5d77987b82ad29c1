package io.divergence.estimators.montecarlo;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.divergence.distribution.Mixture;
import io.divergence.divergence.Divergence;
import io.divergence.divergence.Divergences;
import io.divergence.estimators.quadrature.QuadratureEstimator;
import io.divergence.family.GaussianMixtureFamily;
import io.divergence.fit.Fit;
import io.divergence.fit.FitResult;
import io.divergence.fit.StoppingRules;
import io.divergence.fit.Termination;
import io.divergence.optimize.GradientDescent;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The natural gradient of mixtures whose components overlap, so that the Fisher information is nearly singular. */
class NaturalMixtureFitTest {
    private static final Mixture P = Mixture.ofNormals(new double[] {0.2, 0.3, 0.3, 0.2}, new double[] {-4, -1, 1.5, 4},
            new double[] {0.5, 0.7, 0.6, 0.8});

    /** With an inverse that is damped by 1e-6 of its trace the same fits leave the range of a double within a few steps. */
    @ParameterizedTest
    @ValueSource(ints = {4, 5, 6})
    void fitsOfOverlappingComponentsConverge(int components) {
        GaussianMixtureFamily family = GaussianMixtureFamily.ofComponents(components);
        double[] weights = new double[components];
        double[] sds = new double[components];
        double[] means = new double[components];
        Arrays.fill(weights, 1);
        Arrays.fill(sds, 1.5);
        Arrays.setAll(means, i -> -3 + 6.0 * i / (components - 1));
        for (Divergence d : new Divergence[] {Divergences.forwardKl(), Divergences.reverseKl()}) {
            FitResult result = Fit.of(P, family, d).with(QuadratureEstimator.withDefaults()).with(GradientDescent.of(0.1)).withNaturalGradient()
                    .with(StoppingRules.steps(60)).run(family.parameters(weights, means, sds));
            assertInstanceOf(Termination.Exhausted.class, result.termination(), d.name());
            assertTrue(result.value() < 1e-4, d.name() + ": " + result.value());
        }
    }
}
