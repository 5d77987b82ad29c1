package io.divergence.estimators.quadrature;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.divergence.distribution.Mixture;
import io.divergence.divergence.Divergences;
import io.divergence.estimate.Execution;
import io.divergence.estimate.GradientEstimate;
import io.divergence.estimate.Objective;
import io.divergence.estimate.Problem;
import io.divergence.family.GaussianFamily;
import io.divergence.math.NormalFunctions;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class NormalVariationCornersTest {
    private static final double[] WEIGHTS = {0.73, 0.094, 0.021, 0.0011, 0.1539};
    private static final double[] MEANS = {5.51, 3.765, -4, 2.98535, -1.72641};
    private static final double[] SDS = {0.139, 0.587, 0.619, 0.03582, 1.8609};

    /** Half the sum of the changes of P - Q between dense nodes: never too large. */
    private static double byDifferences(double[] weights, double mean, double sd) {
        double sum = 0;
        double last = 0;
        for (double x = -15; x < 15; x += 1e-4) {
            double difference = -NormalFunctions.cumulative((x - mean) / sd);
            for (int k = 0; k < weights.length; k++) {
                difference += weights[k] * NormalFunctions.cumulative((x - MEANS[k]) / SDS[k]);
            }
            sum += Math.abs(difference - last);
            last = difference;
        }
        return 0.5 * sum;
    }

    @Test
    void twoCornersBetweenNodesOfANarrowComponentOfLittleWeightAreSeen() {
        for (int i = 0; i <= 12; i++) {
            double[] weights = WEIGHTS.clone();
            weights[3] += 3e-6 * (i - 10);
            weights[0] = 1 - Arrays.stream(weights).skip(1).sum();
            Problem problem = new Problem(Mixture.ofNormals(weights, MEANS, SDS), GaussianFamily.meanLogSigma(), Divergences.totalVariation());
            GradientEstimate out = new GradientEstimate(2);
            try (Objective objective = QuadratureEstimator.withDefaults().bind(problem, Execution.serial(1))) {
                objective.evaluate(0, new double[] {0.5122, Math.log(1.2078)}, out);
            }
            assertEquals(byDifferences(weights, 0.5122, 1.2078), out.value(), 5e-9, "weight " + weights[3]);
        }
    }
}
