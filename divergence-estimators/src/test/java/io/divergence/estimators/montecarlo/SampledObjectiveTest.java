package io.divergence.estimators.montecarlo;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.divergence.distribution.Empirical;
import io.divergence.distribution.Mixture;
import io.divergence.distribution.Normal;
import io.divergence.distribution.StudentT;
import io.divergence.distribution.Uniform;
import io.divergence.divergence.Discrepancy;
import io.divergence.divergence.Divergences;
import io.divergence.estimate.Execution;
import io.divergence.estimate.Finiteness;
import io.divergence.estimate.GradientEstimate;
import io.divergence.estimate.GradientEstimator;
import io.divergence.estimate.Objective;
import io.divergence.estimate.Problem;
import io.divergence.estimate.SampleView;
import io.divergence.estimate.ValueMeaning;
import io.divergence.estimators.closedform.ClosedFormEstimator;
import io.divergence.family.GaussianFamily;
import io.divergence.family.GaussianMixtureFamily;
import io.divergence.family.VariationalFamily;
import io.divergence.fit.Fit;
import io.divergence.fit.FitResult;
import io.divergence.fit.StoppingRules;
import io.divergence.fit.Termination;
import io.divergence.target.LogDensities;
import io.divergence.target.LogDensity;
import io.divergence.target.Target;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Scale;
import org.junit.jupiter.api.Test;

class SampledObjectiveTest {
    private static final Mixture P =
            Mixture.ofNormals(new double[] {0.5, 0.5}, new double[] {-3, 2}, new double[] {0.9, 0.7});
    private static final GaussianFamily FAMILY = GaussianFamily.meanLogSigma();

    private static List<GradientEstimator> estimators(int samples) {
        List<GradientEstimator> all = new ArrayList<>();
        ScoreEstimator score = ScoreEstimator.withDefaults().withSamples(samples);
        all.add(score);
        all.add(score.with(Baseline.optimal()));
        all.add(score.with(Normalization.SELF_NORMALIZED));
        all.add(PathEstimator.withDefaults().withSamples(samples));
        all.add(ReparameterizationEstimator.withDefaults().withSamples(samples));
        all.add(DataEstimator.withSamples(samples));
        return all;
    }

    private static GradientEstimate evaluate(GradientEstimator estimator, Target p, VariationalFamily family, Discrepancy d,
            Execution execution, double... phi) {
        GradientEstimate out = new GradientEstimate(phi.length);
        try (Objective objective = estimator.bind(new Problem(p, family, d), execution)) {
            objective.evaluate(17, phi, out);
        }
        return out;
    }

    @Test
    void theBitsDoNotDependOnTheNumberOfThreads() {
        for (GradientEstimator estimator : estimators(2000)) {
            for (Discrepancy d : List.of(Divergences.reverseKl(), Divergences.forwardKl())) {
                GradientEstimate one = evaluate(estimator, P, FAMILY, d, new Execution(5, 1), 0.3, 0.4);
                for (int threads : new int[] {2, 3, 8}) {
                    GradientEstimate many = evaluate(estimator, P, FAMILY, d, new Execution(5, threads), 0.3, 0.4);
                    assertArrayEquals(one.gradient(), many.gradient(), estimator + " on " + threads);
                    assertArrayEquals(one.gradientError(), many.gradientError());
                    assertEquals(one.value(), many.value());
                    assertEquals(one.effectiveSampleSize(), many.effectiveSampleSize());
                }
            }
        }
        FitResult one = fit(1);
        assertArrayEquals(one.phi(), fit(3).phi());
    }

    private static FitResult fit(int threads) {
        return Fit.of(P, FAMILY, Divergences.forwardKl()).with(ScoreEstimator.withDefaults().withSamples(1000))
                .with(StoppingRules.steps(50)).withThreads(threads).withSeed(9).run(0, 1);
    }

    @Test
    void isAPureFunctionOfStepAndPhi() {
        for (GradientEstimator estimator : estimators(300)) {
            GradientEstimate a = new GradientEstimate(2);
            GradientEstimate b = new GradientEstimate(2);
            try (Objective objective = estimator.bind(new Problem(P, FAMILY, Divergences.forwardKl()), Execution.serial(1))) {
                objective.evaluate(4, new double[] {0, 1}, a);
                objective.evaluate(9, new double[] {3, -1}, b);
                objective.evaluate(4, new double[] {0, 1}, b);
                assertArrayEquals(a.gradient(), b.gradient());
                objective.evaluate(5, new double[] {0, 1}, b);
                assertFalse(a.gradient()[0] == b.gradient()[0], "another step, another noise");
            }
        }
    }

    /** Two runs of different length allocate the same: set-up and warm-up cancel. */
    @Test
    void aStepOfTheSerialLoopAllocatesNothing() {
        ThreadMXBean bean = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        GaussianMixtureFamily mixture = GaussianMixtureFamily.ofComponents(2);
        double[] phi = mixture.parameters(new double[] {0.5, 0.5}, new double[] {-1, 1}, new double[] {1, 1});
        for (Discrepancy d : List.of(Divergences.forwardKl(), Divergences.reverseKl(), Divergences.logOnePlusChiSquared())) {
            for (GradientEstimator estimator : estimators(64)) {
                if (!(estimator instanceof DataEstimator) || d.equals(Divergences.forwardKl())) {
                    Fit fit = Fit.of(P, FAMILY, d).with(estimator);
                    assertNoAllocation(bean, fit, estimator + " " + d.name(), 0.1, 1);
                }
            }
        }
        assertNoAllocation(bean, Fit.of(P, mixture, Divergences.reverseKl()).with(ScoreEstimator.withDefaults()), "mixture", phi);
        assertNoAllocation(bean, Fit.of(P, FAMILY, Divergences.forwardChiSquared()).with(ClosedFormEstimator.withDefaults()),
                "closed form", 0.1, 1);
    }

    private static void assertNoAllocation(ThreadMXBean bean, Fit fit, String name, double... phi) {
        long id = Thread.currentThread().getId();
        long least = Long.MAX_VALUE;
        for (int attempt = 0; attempt < 6 && least > 0; attempt++) {
            long start = bean.getThreadAllocatedBytes(id);
            fit.with(StoppingRules.steps(300)).run(phi);
            long middle = bean.getThreadAllocatedBytes(id);
            fit.with(StoppingRules.steps(1300)).run(phi);
            long end = bean.getThreadAllocatedBytes(id);
            least = Math.min(least, Math.abs((end - middle) - (middle - start)));
        }
        assertTrue(least < 1000, name + " allocates " + least / 1000.0 + " bytes a step");
    }

    @Test
    void contributionsOfTheSamplesAddUpToTheGradient() {
        for (GradientEstimator estimator : estimators(500)) {
            GradientEstimate out = new GradientEstimate(2);
            try (Objective objective = estimator.bind(new Problem(P, FAMILY, Divergences.forwardKl()), Execution.serial(1))) {
                objective.evaluate(3, new double[] {0, 1}, out);
                SampleView view = objective.samples().orElseThrow();
                double[] sum = new double[2];
                double weights = 0;
                for (int k = 0; k < 500; k++) {
                    sum[0] += view.contributions()[2 * k];
                    sum[1] += view.contributions()[2 * k + 1];
                    weights += view.weights()[k];
                }
                assertEquals(out.gradient()[0], sum[0], 1e-12);
                assertEquals(out.gradient()[1], sum[1], 1e-12);
                assertEquals(1, weights, 1e-12);
            }
        }
    }

    @Property(seed = "21", tries = 40)
    void atTheTargetItselfThereIsNoNoise(@ForAll @Scale(4) @DoubleRange(min = -5, max = 5) double mean,
            @ForAll @Scale(4) @DoubleRange(min = 0.1, max = 5) double sd) {
        Normal p = Normal.of(mean, sd);
        double[] phi = {mean, sd};
        for (GradientEstimator estimator : List.of(ScoreEstimator.withDefaults(), PathEstimator.withDefaults())) {
            GradientEstimate g = evaluate(estimator, p, GaussianFamily.meanSigma(), Divergences.reverseKl(), Execution.serial(2), phi);
            assertEquals(0, g.gradient()[0], 1e-13 * (1 + 1 / sd));
            assertEquals(0, g.gradient()[1], 1e-13 * (1 + 1 / sd));
            assertEquals(64.0, evaluate(ScoreEstimator.withDefaults(), p, GaussianFamily.meanSigma(), Divergences.reverseKl(),
                    Execution.serial(2), phi).effectiveSampleSize(), 1e-9);
        }
    }

    @Property(seed = "22", tries = 20)
    void theEffectiveSampleSizeTellsChiSquared(@ForAll @Scale(3) @DoubleRange(min = -0.5, max = 0.5) double mean,
            @ForAll @Scale(3) @DoubleRange(min = 1.0, max = 1.5) double sd) {
        int k = 40_000;
        GradientEstimate g = evaluate(ScoreEstimator.withDefaults().withSamples(k), Normal.standard(), GaussianFamily.meanSigma(),
                Divergences.forwardKl(), Execution.serial(2), mean, sd);
        GradientEstimate chi = evaluate(ClosedFormEstimator.withDefaults(), Normal.standard(), GaussianFamily.meanSigma(),
                Divergences.forwardChiSquared(), Execution.serial(2), mean, sd);
        assertEquals(chi.value(), k / g.effectiveSampleSize() - 1, 0.05 * (1 + chi.value()));
    }

    @Property(seed = "23", tries = 20)
    void elboIsLogZLessKl(@ForAll @Scale(3) @DoubleRange(min = -50, max = 50) double logZ,
            @ForAll @Scale(3) @DoubleRange(min = -2, max = 2) double mean) {
        LogDensity unnormalised = LogDensities.univariate(x -> P.logDensity(x) + logZ, P::logDensityDerivative);
        for (GradientEstimator estimator : List.of(ScoreEstimator.withDefaults(), PathEstimator.withDefaults(),
                ReparameterizationEstimator.withDefaults())) {
            GradientEstimate kl = evaluate(estimator, P, FAMILY, Divergences.reverseKl(), Execution.serial(3), mean, 0.2);
            GradientEstimate minusElbo = evaluate(estimator, unnormalised, FAMILY, Divergences.reverseKl(), Execution.serial(3), mean, 0.2);
            assertEquals(ValueMeaning.NEGATIVE_ELBO, minusElbo.meaning());
            assertEquals(logZ, kl.value() - minusElbo.value(), 1e-11 * (1 + Math.abs(logZ)));
            assertEquals(kl.gradient()[0], minusElbo.gradient()[0], 1e-10 * (1 + Math.abs(kl.gradient()[0])));
        }
    }

    @Test
    void saysWhatIsMissingAndWhatToUseInstead() {
        refuse("LogDensities.finiteDifferences", PathEstimator.withDefaults(), LogDensities.univariate(x -> -x * x), Divergences.reverseKl());
        refuse("ScoreEstimator", PathEstimator.withDefaults(), Uniform.of(-1, 1), Divergences.forwardKl());
        refuse("corner", ReparameterizationEstimator.withDefaults(), P, Divergences.totalVariation());
        refuse("DataEstimator", ScoreEstimator.withDefaults(), Empirical.of(1, 2), Divergences.forwardKl());
        refuse("forward KL", DataEstimator.fullBatch(), Empirical.of(1, 2), Divergences.reverseKl());
        refuse("withSamples", DataEstimator.fullBatch(), StudentT.of(3), Divergences.forwardKl());
        refuse("Baseline.none", ScoreEstimator.withDefaults().withSamples(1).with(Baseline.leaveOneOut()), P, Divergences.reverseKl());
        assertThrows(IllegalArgumentException.class, () -> ScoreEstimator.withDefaults().withSamples(0));
        assertThrows(IllegalArgumentException.class, () -> ScoreEstimator.withDefaults().with((Baseline) null));
        assertThrows(IllegalArgumentException.class, () -> Baseline.constant(Double.NaN));
    }

    private static void refuse(String words, GradientEstimator estimator, Target p, Discrepancy d) {
        String message = assertThrows(IllegalArgumentException.class,
                () -> estimator.bind(new Problem(p, FAMILY, d), Execution.serial(1)).close()).getMessage();
        assertTrue(message.contains(words), message);
    }

    @Test
    void badTargetsEndTheFitWithAResultThatNamesThePointAndKeepsTheBest() {
        LogDensity nan = LogDensities.univariate(x -> x > 3 ? Double.NaN : -0.5 * x * x);
        LogDensity thrower = LogDensities.univariate(x -> {
            if (x > 3) {
                throw new IllegalStateException("no value here");
            }
            return -0.5 * x * x;
        });
        LogDensity nowhere = LogDensities.univariate(x -> Double.NEGATIVE_INFINITY);
        for (GradientEstimator estimator : List.of(ScoreEstimator.withDefaults().withSamples(4))) {
            FitResult r = Fit.of(nan, FAMILY, Divergences.reverseKl()).with(estimator).with(StoppingRules.steps(100_000)).run(0, 0);
            assertTrue(r.termination() instanceof Termination.Diverged d && d.step() > 0 && d.words().contains("at z = ["),
                    r.toString());
            assertTrue(Double.isFinite(r.bestPhi()[0]));
            FitResult t = Fit.of(thrower, FAMILY, Divergences.reverseKl()).with(estimator).with(StoppingRules.steps(100_000))
                    .withThreads(2).run(0, 0);
            assertTrue(t.termination() instanceof Termination.Diverged d && d.cause() instanceof IllegalStateException
                    && d.words().contains("no value here"), t.toString());
            FitResult blind = Fit.of(nowhere, FAMILY, Divergences.forwardKl()).with(estimator).run(0, 0);
            assertEquals(Finiteness.BLIND, blind.finiteness());
            assertArrayEquals(new double[] {0, 0}, blind.bestPhi());
        }
    }

    /** A target that goes wrong from a call on: four calls are one step. */
    private static FitResult failingAt(long step, boolean throwing, int threads) {
        AtomicLong calls = new AtomicLong();
        LogDensity target = LogDensities.univariate(x -> {
            if (calls.getAndIncrement() >= 4 * step) {
                if (throwing) {
                    throw new ArithmeticException("from call " + 4 * step + " on");
                }
                return Double.NaN;
            }
            return -0.5 * x * x;
        });
        return Fit.of(target, FAMILY, Divergences.reverseKl()).with(ScoreEstimator.withDefaults().withSamples(4))
                .with(StoppingRules.steps(5000)).withThreads(threads).run(2, 1);
    }

    @Test
    void aTargetThatFailsAtTheFirstOrTheThousandthStepIsNamedAndTheBestIsKept() {
        for (long step : new long[] {0, 1, 1000}) {
            for (boolean throwing : new boolean[] {false, true}) {
                FitResult r = failingAt(step, throwing, 1);
                Termination.Diverged end = assertInstanceOf(Termination.Diverged.class, r.termination(), r.toString());
                assertEquals(step, end.step(), r.toString());
                assertTrue(end.words().contains(throwing ? "from call " + 4 * step : "z = ["), end.words());
                assertTrue(FAMILY.isValid(r.bestPhi()) && FAMILY.isValid(r.phi()), r.toString());
                assertEquals(step < 2, Arrays.equals(new double[] {2, 1}, r.bestPhi()), r.toString());
                assertEquals(1.5, step > 2 ? Math.abs(r.bestPhi()[0]) + 1.5 : 1.5, 0.5, "near the target by then");
            }
        }
    }

    @Test
    void noThreadOutlivesAFitHoweverItEnds() {
        failingAt(3, true, 4);
        failingAt(3, false, 4);
        fit(4);
        Fit refused = Fit.of(Uniform.of(0, 1), FAMILY, Divergences.forwardKl()).with(PathEstimator.withDefaults()).withThreads(4);
        assertThrows(IllegalArgumentException.class, () -> refused.run(0, 1));
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            assertFalse(thread.getName().startsWith("divergence-"), thread + " is still there");
        }
    }
}
