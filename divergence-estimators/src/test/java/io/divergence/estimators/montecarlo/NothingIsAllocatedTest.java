package io.divergence.estimators.montecarlo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.divergence.distribution.Empirical;
import io.divergence.distribution.Laplace;
import io.divergence.distribution.Normal;
import io.divergence.divergence.Discrepancy;
import io.divergence.divergence.Divergences;
import io.divergence.estimate.Execution;
import io.divergence.estimate.GradientEstimate;
import io.divergence.estimate.GradientEstimator;
import io.divergence.estimate.Objective;
import io.divergence.estimators.montecarlo.CombinationsTest.Pair;
import io.divergence.family.DistributionFamily;
import io.divergence.family.FisherGeometry;
import io.divergence.family.ParameterLayout.Entry;
import io.divergence.family.VariationalFamily;
import io.divergence.fit.Fit;
import io.divergence.fit.FitListener;
import io.divergence.fit.FitResult;
import io.divergence.fit.StoppingRule;
import io.divergence.fit.StoppingRules;
import io.divergence.optimize.GradientDescent;
import io.divergence.optimize.Optimizer;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
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
            for (GradientEstimator estimator : StepCases.estimators(8)) {
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

    /** In several blocks, which are summed one after another. */
    @Test
    void noStepOfSeveralBlocksAllocates() {
        for (Pair pair : List.of(StepCases.pairs().get(0), StepCases.ofScales())) {
            for (GradientEstimator estimator : StepCases.estimators(2 * SampledObjective.BLOCK + 8)) {
                StepCases.bind(estimator, pair, Divergences.forwardKl(), Execution.serial(5))
                        .ifPresent(objective -> assertEquals(0, leastOfStep(objective, pair.phi().clone()), estimator.toString()));
            }
        }
    }

    /** The one exception: a family by a user's function that makes a distribution at each call. With a function for workers it makes none. */
    @Test
    void aFamilyThatMakesDistributionsIsFound() {
        DistributionFamily own = DistributionFamily.of("own", phi -> Laplace.of(phi[0], phi[1]), (phi, x, out) -> {
            out[0] = Math.signum(x - phi[0]) / phi[1];
            out[1] = (Math.abs(x - phi[0]) / phi[1] - 1) / phi[1];
        }, Entry.real("location"), Entry.positive("scale"));
        assertTrue(leastOfStep(own) > 0);
        assertEquals(0, leastOfStep(own.withWorker(Laplace::inPlace)));
    }

    private static long leastOfStep(VariationalFamily family) {
        double[] phi = {0.1, 1.2};
        Pair pair = new Pair(family, phi, Normal.of(0, 1));
        return leastOfStep(StepCases.bind(ScoreEstimator.withDefaults(), pair, Divergences.reverseKl(), Execution.serial(1)).orElseThrow(), phi);
    }

    /** Of a whole fit, with its optimizer and its stopping rule: from one look of a listener to the next. */
    private static long leastOfFit(Fit fit, double[] phi) {
        ThreadMXBean bean = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long id = Thread.currentThread().getId();
        long[] last = {0, Long.MAX_VALUE};
        FitResult result = fit.with((FitListener) step -> {
            long now = bean.getThreadAllocatedBytes(id);
            last[1] = step.step() < 2 ? last[1] : Math.min(last[1], now - last[0]);
            last[0] = bean.getThreadAllocatedBytes(id);
            return true;
        }).run(phi);
        assertTrue(result.steps() > 4, result.termination().toString());
        return last[1];
    }

    private static Fit fit(Pair pair, Optimizer optimizer) {
        boolean data = pair.target() instanceof Empirical;
        return Fit.of(pair.target(), pair.family(), data ? Divergences.forwardKl() : Divergences.reverseKl())
                .with(data ? DataEstimator.withSamples(8) : ScoreEstimator.withDefaults().withSamples(8)).with(optimizer)
                .with(StoppingRules.steps(12));
    }

    @Test
    void noStepOfAFitAllocatesForAnyFamily() {
        Map<String, String> failures = new TreeMap<>();
        for (Pair pair : StepCases.pairs()) {
            Fit fit = fit(pair, GradientDescent.of(1e-4));
            long bytes = leastOfFit(fit, pair.phi());
            long natural = pair.family() instanceof FisherGeometry ? leastOfFit(fit.withNaturalGradient(), pair.phi()) : 0;
            if (bytes > 0 || natural > 0) {
                failures.put(pair.family().toString(), bytes + " bytes, along the natural gradient " + natural);
            }
        }
        assertEquals("{}", failures.toString());
    }

    @Test
    void noStepOfAFitAllocatesForAnyOptimizerOrStoppingRule() {
        Map<String, String> failures = new TreeMap<>();
        Pair pair = StepCases.ofScales();
        for (Optimizer optimizer : StepCases.optimizers()) {
            for (StoppingRule rule : List.of(StoppingRules.steps(60), StoppingRules.rHat(40, 1e-9), StoppingRules.gradientWithinNoise(10, 1e-9),
                    StoppingRules.plateau(5, 1e-12))) {
                long bytes = leastOfFit(fit(pair, optimizer).with(StoppingRules.firstOf(rule, StoppingRules.steps(60))), pair.phi());
                if (bytes > 0) {
                    failures.put(optimizer + ", " + rule, bytes + " bytes");
                }
            }
        }
        assertEquals("{}", failures.toString());
    }
}
