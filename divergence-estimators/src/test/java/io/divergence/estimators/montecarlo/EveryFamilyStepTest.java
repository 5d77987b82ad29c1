package io.divergence.estimators.montecarlo;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.divergence.divergence.Divergences;
import io.divergence.estimate.Execution;
import io.divergence.estimate.GradientEstimate;
import io.divergence.estimate.GradientEstimator;
import io.divergence.estimate.Objective;
import io.divergence.estimate.Problem;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Steps of every family with each of its estimators, of nine blocks: the same bits for 1, 2 and 8 threads. */
class EveryFamilyStepTest {

    static Stream<GridCase> cases() {
        return GridCatalogue.all().stream();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void theBitsDoNotDependOnThreads(GridCase c) {
        for (GradientEstimator estimator : UnbiasednessTest.estimators(c.family(), c.target(), Divergences.reverseKl(), 2100)) {
            GradientEstimate serial = step(c, estimator, 1);
            for (int threads : new int[] {2, 8}) {
                GradientEstimate parallel = step(c, estimator, threads);
                assertArrayEquals(serial.gradient(), parallel.gradient(), estimator.toString());
                assertEquals(serial.value(), parallel.value(), estimator.toString());
            }
        }
    }

    private static GradientEstimate step(GridCase c, GradientEstimator estimator, int threads) {
        GradientEstimate out = new GradientEstimate(c.phi().length);
        try (Objective objective = estimator.bind(new Problem(c.target(), c.family(), Divergences.reverseKl()), new Execution(5, threads))) {
            objective.evaluate(7, c.phi(), out);
        }
        return out;
    }
}
