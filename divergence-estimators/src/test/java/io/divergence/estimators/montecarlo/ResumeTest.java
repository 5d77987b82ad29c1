package io.divergence.estimators.montecarlo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.divergence.distribution.Empirical;
import io.divergence.distribution.Normal;
import io.divergence.divergence.Discrepancy;
import io.divergence.divergence.Divergences;
import io.divergence.estimate.Execution;
import io.divergence.estimate.GradientEstimator;
import io.divergence.estimate.Objective;
import io.divergence.estimators.closedform.ClosedFormEstimator;
import io.divergence.estimators.montecarlo.CombinationsTest.Pair;
import io.divergence.estimators.quadrature.QuadratureEstimator;
import io.divergence.estimators.quadrature.TrapezoidEstimator;
import io.divergence.family.FisherGeometry;
import io.divergence.family.FullRankFamily;
import io.divergence.family.GaussianFamily;
import io.divergence.fit.Checkpoint;
import io.divergence.fit.DomainPolicy;
import io.divergence.fit.Fit;
import io.divergence.fit.FitResult;
import io.divergence.fit.StoppingRule;
import io.divergence.fit.StoppingRules;
import io.divergence.optimize.Adam;
import io.divergence.optimize.GradientDescent;
import io.divergence.optimize.Optimizer;
import io.divergence.target.DataTerms;
import io.divergence.target.LogDensities;
import io.divergence.target.LogDensity;
import io.divergence.target.SubsampledTarget;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A fit of N steps is a fit of k steps, its checkpoint as a file, and N - k steps from there, in all bits: of the parameters, the best ones, what
 * the optimizer, the stopping rule and the loop remember, the trace, and the last estimate with its errors.
 */
class ResumeTest {
    private static final int STEPS = 7;
    private static final int CUT = 3;

    @TempDir
    private Path folder;

    static Stream<String> families() {
        return StepCases.byFamily().keySet().stream();
    }

    /** All that a result says, as text and bits. */
    private String bits(FitResult result) throws IOException {
        Path file = written(result, "bits");
        return text(result) + new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
    }

    /** In a new file: taking the place of another waits for the disk. */
    private Path written(FitResult result, String name) throws IOException {
        Path file = folder.resolve(name);
        Files.deleteIfExists(file);
        result.checkpoint().write(file);
        return file;
    }

    /** Compares a fit with one that is cut in two; null if they are the same. */
    private String difference(Fit fit, double[] phi, int cut, StoppingRule whole, StoppingRule half) throws IOException {
        FitResult uncut = fit.with(whole).run(phi);
        FitResult first = fit.with(half).run(phi);
        if (first.steps() < cut) {
            // Ended before the cut, by an infinite divergence or out of the domain: in words, and the same.
            return uncut.termination().toString().equals(first.termination().toString()) ? null : first.termination().toString();
        }
        FitResult second = fit.with(whole).resume(Checkpoint.read(written(first, "cut")));
        String expected = bits(uncut);
        return expected.equals(bits(second)) ? null : uncut + " and " + second;
    }

    private String difference(Fit fit, double[] phi) throws IOException {
        return difference(fit.withTraceEvery(2), phi, CUT, StoppingRules.steps(STEPS), StoppingRules.steps(CUT));
    }

    private static String text(FitResult result) {
        return result.termination() + " " + result.value() + " " + result.valueError() + " " + result.effectiveSampleSize() + " "
                + Arrays.toString(result.phi()) + Arrays.toString(result.bestPhi()) + result.averagedPhi().map(Arrays::toString)
                + Arrays.toString(result.gradient()) + Arrays.toString(result.gradientError());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("families")
    void aFitGoesOnBitForBit(String family) throws IOException {
        Map<String, String> failures = new TreeMap<>();
        int compared = 0;
        for (Pair pair : StepCases.byFamily().get(family)) {
            for (GradientEstimator estimator : StepCases.estimators(8)) {
                for (Discrepancy d : StepCases.weighings(pair.family() instanceof FullRankFamily)) {
                    Optional<Objective> objective = StepCases.bind(estimator, pair, d, Execution.serial(1));
                    if (objective.isEmpty()) {
                        continue;
                    }
                    objective.get().close();
                    compared++;
                    Fit fit = Fit.of(pair.target(), pair.family(), d).with(estimator).withSeed(11);
                    String difference = difference(fit, pair.phi());
                    if (difference != null) {
                        failures.putIfAbsent(estimator.getClass().getSimpleName(), estimator + ", " + d.name() + ": " + difference);
                    }
                }
            }
        }
        assertEquals("{}", failures.toString());
        assertTrue(compared > 0);
    }

    @Test
    void fitsByFormulasAndQuadratureGoOnBitForBit() throws IOException {
        for (GradientEstimator estimator : List.of(ClosedFormEstimator.withDefaults(), QuadratureEstimator.withDefaults(),
                TrapezoidEstimator.of(-8, 8, 100))) {
            Fit fit = Fit.of(Normal.of(0.3, 1.2), GaussianFamily.meanSigma(), Divergences.forwardChiSquared()).with(estimator);
            assertEquals(null, difference(fit, new double[] {0.1, 1.1}), estimator.toString());
        }
    }

    /** Natural gradients have no state, but scratch space; projections look at the step before. */
    @Test
    void aFitAlongTheNaturalGradientGoesOnBitForBit() throws IOException {
        for (Pair pair : StepCases.pairs()) {
            if (pair.family() instanceof FisherGeometry && !(pair.target() instanceof Empirical)) {
                Fit fit = Fit.of(pair.target(), pair.family(), Divergences.reverseKl()).with(ScoreEstimator.withDefaults().withSamples(8));
                assertEquals(null, difference(fit.with(GradientDescent.of(0.05)).with(DomainPolicy.PROJECT).withNaturalGradient(), pair.phi()),
                        pair.family().toString());
            }
        }
    }

    private static Fit small(Optimizer optimizer) {
        Pair pair = StepCases.ofScales();
        return Fit.of(pair.target(), pair.family(), Divergences.reverseKl()).with(PathEstimator.withDefaults().withSamples(4)).with(optimizer);
    }

    /** With rules that look at windows of steps, cut within a window. */
    @Test
    void everyOptimizerAndStoppingRuleGoesOnBitForBit() throws IOException {
        double[] phi = StepCases.ofScales().phi();
        for (Optimizer optimizer : StepCases.optimizers()) {
            for (StoppingRule rule : List.of(StoppingRules.rHat(40, 1e-3), StoppingRules.gradientWithinNoise(10, 2.5),
                    StoppingRules.plateau(9, 1e-2))) {
                assertEquals(null, difference(small(optimizer), phi, 37, StoppingRules.firstOf(rule, StoppingRules.steps(120)),
                        StoppingRules.firstOf(rule, StoppingRules.steps(37))), optimizer + ", " + rule);
            }
        }
    }

    private static LogDensity subsampled() {
        LogDensity prior = LogDensities.of(3, z -> -0.5 * (z[0] * z[0] + z[1] * z[1] + z[2] * z[2]), (z, g) -> {
            for (int i = 0; i < 3; i++) {
                g[i] = -z[i];
            }
        });
        return SubsampledTarget.of(prior, DataTerms.of(3, 23, (n, z) -> -0.5 * (0.1 * n - z[n % 3]) * (0.1 * n - z[n % 3]), (n, z, g) -> {
            Arrays.fill(g, 0);
            g[n % 3] = 0.1 * n - z[n % 3];
        }), 5, 9);
    }

    /** Of batches of 5 out of 23 rows, cut within an epoch: with every family in three dimensions, and on any number of threads. */
    @Test
    void minibatchesGoOnBitForBitAndDoNotDependOnThreads() throws IOException {
        int compared = 0;
        for (Pair pair : StepCases.pairs()) {
            if (pair.family().dimension() != 3) {
                continue;
            }
            Pair batched = new Pair(pair.family(), pair.phi(), subsampled());
            for (GradientEstimator estimator : StepCases.estimators(264)) {
                Optional<Objective> objective = StepCases.bind(estimator, batched, Divergences.reverseKl(), Execution.serial(1));
                if (objective.isEmpty()) {
                    continue;
                }
                objective.get().close();
                compared++;
                Fit fit = Fit.of(batched.target(), pair.family(), Divergences.reverseKl()).with(estimator);
                assertEquals(null, difference(fit, pair.phi()), pair.family() + ", " + estimator);
                Fit single = fit.with(StoppingRules.steps(1));
                String one = bits(single.run(pair.phi()));
                for (int threads : new int[] {2, 8}) {
                    assertEquals(one, bits(single.withThreads(threads).run(pair.phi())), pair.family() + ", " + estimator);
                }
            }
        }
        assertTrue(compared > 40, compared + " were compared");
    }

    /** What the comparison would find: another seed, an optimizer that starts anew, noise that starts anew. */
    @Test
    void aFitThatDoesNotGoOnIsFound() throws IOException {
        double[] phi = StepCases.ofScales().phi();
        Fit fit = small(Adam.withDefaults());
        FitResult whole = fit.with(StoppingRules.steps(STEPS)).run(phi);
        FitResult half = fit.with(StoppingRules.steps(CUT)).run(phi);
        assertNotEquals(bits(whole), bits(fit.withSeed(2).with(StoppingRules.steps(STEPS)).run(phi)));
        assertNotEquals(Arrays.toString(whole.phi()), Arrays.toString(fit.with(StoppingRules.steps(STEPS - CUT)).run(half.phi()).phi()));
    }
}
