package io.divergence.estimators.quadrature;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.divergence.distribution.Mixture;
import io.divergence.divergence.Discrepancy;
import io.divergence.divergence.Divergences;
import io.divergence.estimate.Execution;
import io.divergence.estimate.GradientEstimate;
import io.divergence.estimate.Objective;
import io.divergence.estimate.Problem;
import io.divergence.family.GaussianFamily;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Scale;

/** Forward KL and log(1 + chi^2), and so chi^2, are convex in the natural parameters; reverse KL is not. */
class ConvexityTest {
    private static final Mixture P =
            Mixture.ofNormals(new double[] {0.5, 0.5}, new double[] {-3, 2}, new double[] {0.9, 0.7});
    private static final GaussianFamily FAMILY = GaussianFamily.natural();

    /** The second difference along the line between two members, relative to the values; infinite ends are convex. */
    private static double secondDifference(Discrepancy d, double[] a, double[] b) {
        double[] middle = {0.5 * (a[0] + b[0]), 0.5 * (a[1] + b[1])};
        double ends = 0.5 * (value(d, a) + value(d, b));
        return Double.isInfinite(ends) ? 0 : (ends - value(d, middle)) / (1 + ends);
    }

    private static double value(Discrepancy d, double[] phi) {
        GradientEstimate out = new GradientEstimate(2);
        try (Objective objective = QuadratureEstimator.withDefaults().bind(new Problem(P, FAMILY, d), Execution.serial(0))) {
            objective.evaluate(0, phi, out);
        }
        return out.value();
    }

    @Property(seed = "41", tries = 60)
    void secondDifferencesAreNotNegative(@ForAll @Scale(3) @DoubleRange(min = -5, max = 5) double mean1,
            @ForAll @Scale(3) @DoubleRange(min = 0.7, max = 6) double sd1,
            @ForAll @Scale(3) @DoubleRange(min = -5, max = 5) double mean2,
            @ForAll @Scale(3) @DoubleRange(min = 0.7, max = 6) double sd2) {
        double[] a = FAMILY.parameters(mean1, sd1);
        double[] b = FAMILY.parameters(mean2, sd2);
        for (Discrepancy d : new Discrepancy[] {Divergences.forwardKl(), Divergences.logOnePlusChiSquared()}) {
            assertTrue(secondDifference(d, a, b) >= -1e-12, d.name());
        }
    }

    @Property(seed = "42", tries = 1)
    void reverseKlIsNotConvexBetweenItsTwoModes(@ForAll @Scale(1) @DoubleRange(min = 0, max = 0.1) double shift) {
        double difference = secondDifference(Divergences.reverseKl(), FAMILY.parameters(-3 + shift, 0.9), FAMILY.parameters(2, 0.7));
        assertTrue(difference < -0.01, "the same test sees what is not convex: " + difference);
    }
}
