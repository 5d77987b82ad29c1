package io.divergence.estimators.montecarlo;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.divergence.divergence.Discrepancy;
import io.divergence.estimate.Execution;
import io.divergence.estimate.GradientEstimate;
import io.divergence.estimate.GradientEstimator;
import io.divergence.estimate.Objective;
import io.divergence.estimators.montecarlo.CombinationsTest.Pair;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every family with every estimator and every way of weighing samples: the bits of a step are the same for 1, 2 and 8 threads. */
class SameBitsTest {
    /** Of more than two blocks, the last not full, for all kinds of points. */
    private static final int SAMPLES = 2 * SampledObjective.BLOCK + 8;

    static Stream<String> families() {
        return StepCases.byFamily().keySet().stream();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("families")
    void theBitsDoNotDependOnThreads(String family) {
        Map<String, String> failures = new TreeMap<>();
        int compared = 0;
        List<Pair> pairs = StepCases.byFamily().get(family);
        for (Pair pair : pairs) {
            for (GradientEstimator estimator : StepCases.estimators(SAMPLES)) {
                for (Discrepancy d : StepCases.weighings(pair == pairs.get(0))) {
                    Optional<Objective> serial = StepCases.bind(estimator, pair, d, Execution.serial(5));
                    if (serial.isEmpty()) {
                        continue;
                    }
                    compared++;
                    double[] one = step(serial.get(), pair.phi());
                    for (int threads : new int[] {2, 8}) {
                        double[] many = step(StepCases.bind(estimator, pair, d, new Execution(5, threads)).orElseThrow(), pair.phi());
                        if (!Arrays.equals(one, many)) {
                            failures.putIfAbsent(estimator.getClass().getSimpleName(), threads + " threads, " + estimator + ", " + d.name());
                        }
                    }
                }
            }
        }
        assertEquals("{}", failures.toString());
        assertTrue(compared > 0);
    }

    /** Value, gradient, their errors, and the quality of the weights. */
    private static double[] step(Objective objective, double[] phi) {
        GradientEstimate out = new GradientEstimate(phi.length);
        try (objective) {
            objective.evaluate(7, phi, out);
            return GridCatalogue.join(new double[] {out.value(), out.valueError(), out.effectiveSampleSize(), out.largestWeight()}, out.gradient(),
                    out.gradientError());
        }
    }

    /** With blocks for eight workers, of families that are worked on in different ways. */
    @ParameterizedTest
    @MethodSource("wideFamilies")
    void theBitsAreTheSameForEightWorkersAndOne(Pair pair) {
        for (GradientEstimator estimator : StepCases.estimators(8 * SampledObjective.BLOCK + 8)) {
            for (Discrepancy d : StepCases.weighings(true)) {
                Optional<Objective> serial = StepCases.bind(estimator, pair, d, Execution.serial(3));
                if (serial.isPresent()) {
                    double[] one = step(serial.get(), pair.phi());
                    double[] many = step(StepCases.bind(estimator, pair, d, new Execution(3, 8)).orElseThrow(), pair.phi());
                    assertArrayEquals(one, many, estimator + ", " + d.name());
                }
            }
        }
    }

    static Stream<Pair> wideFamilies() {
        Set<String> names = Set.of("full-rank", "mixture of normals", "product with a mixture", "gamma and beta");
        return GridCatalogue.all().stream().filter(c -> names.contains(c.toString())).map(c -> new Pair(c.family(), c.phi(), c.target()));
    }
}
