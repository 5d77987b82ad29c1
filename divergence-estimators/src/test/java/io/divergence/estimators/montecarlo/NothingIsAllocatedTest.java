package io.divergence.estimators.montecarlo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.divergence.divergence.Discrepancy;
import io.divergence.estimate.Execution;
import io.divergence.estimate.GradientEstimate;
import io.divergence.estimate.GradientEstimator;
import io.divergence.estimate.Objective;
import io.divergence.estimators.montecarlo.CombinationsTest.Pair;
import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Steps of every family with every estimator and divergence that go together allocate nothing. Few steps of each: most run in the interpreter,
 * where no analysis of the compiler hides an object.
 */
class NothingIsAllocatedTest {
    private static final int STEPS = 5;

    static Stream<String> families() {
        return StepCases.byFamily().keySet().stream();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("families")
    void noStepAllocates(String family) {
        Map<String, String> failures = new TreeMap<>();
        int bound = 0;
        for (Pair pair : StepCases.byFamily().get(family)) {
            for (GradientEstimator estimator : StepCases.estimators()) {
                for (Discrepancy d : StepCases.discrepancies()) {
                    Optional<Objective> objective = StepCases.bind(estimator, pair, d, Execution.serial(5));
                    if (objective.isEmpty()) {
                        continue;
                    }
                    bound++;
                    long bytes = leastOfStep(objective.get(), pair.phi().clone());
                    if (bytes > 0) {
                        failures.putIfAbsent(estimator.getClass().getSimpleName(),
                                bytes + " bytes: " + estimator + ", " + d.name() + ", " + pair.target());
                    }
                }
            }
        }
        assertEquals("", String.join("\n", failures.values()));
        assertTrue(bound > 0);
    }

    /** The least that a step and a look at its errors allocate, after the first step: others may load classes. */
    private static long leastOfStep(Objective objective, double[] phi) {
        ThreadMXBean bean = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long id = Thread.currentThread().getId();
        GradientEstimate out = new GradientEstimate(phi.length);
        long least = Long.MAX_VALUE;
        try (objective) {
            for (int k = 0; k < STEPS && least > 0; k++) {
                phi[0] += 1e-9;
                long before = bean.getThreadAllocatedBytes(id);
                objective.evaluate(k, phi, out);
                out.complete();
                long bytes = bean.getThreadAllocatedBytes(id) - before;
                least = k == 0 ? least : Math.min(least, bytes);
            }
        }
        return least;
    }
}
