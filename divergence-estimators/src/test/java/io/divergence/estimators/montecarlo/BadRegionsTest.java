package io.divergence.estimators.montecarlo;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.divergence.divergence.Discrepancy;
import io.divergence.divergence.Divergences;
import io.divergence.estimate.Execution;
import io.divergence.estimate.Finiteness;
import io.divergence.estimate.GradientEstimate;
import io.divergence.estimate.GradientEstimator;
import io.divergence.estimate.Objective;
import io.divergence.estimate.Problem;
import io.divergence.estimate.SampleView;
import io.divergence.family.FullRankFamily;
import io.divergence.family.MeanFieldFamily;
import io.divergence.family.VariationalFamily;
import io.divergence.fit.Fit;
import io.divergence.fit.FitResult;
import io.divergence.fit.StoppingRules;
import io.divergence.fit.Termination;
import io.divergence.optimize.Adam;
import io.divergence.target.DifferentiableLogDensity;
import io.divergence.target.LogDensities;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Targets that are NaN, infinite or zero in a region that a fit meets after some steps: the outcome is a value in the result, with the best
 * parameters so far, and never NaN in a result that calls itself good.
 */
class BadRegionsTest {
    private static final int D = 3;
    /** Where the target is as it says: a normal. Matched points of eight draws come no further than 2. */
    private static final double EDGE = 1.7;

    private static DifferentiableLogDensity target(double valueBeyond, double gradientBeyond) {
        return LogDensities.of(D, z -> z[0] > EDGE ? valueBeyond : -0.5 * (z[0] * z[0] + z[1] * z[1] + z[2] * z[2]), (z, g) -> {
            for (int i = 0; i < D; i++) {
                g[i] = z[0] > EDGE ? gradientBeyond : -z[i];
            }
        });
    }

    private static List<GradientEstimator> estimators(Discrepancy d) {
        ScoreEstimator score = ScoreEstimator.withDefaults().withSamples(8);
        PathEstimator path = PathEstimator.withDefaults().withSamples(8);
        ReparameterizationEstimator total = ReparameterizationEstimator.withDefaults().withSamples(8);
        List<GradientEstimator> all = new ArrayList<>(List.of(score, score.with(Baseline.optimal()), score.with(Normalization.SELF_NORMALIZED), path,
                path.with(Points.ANTITHETIC), path.with(Points.MATCHED), total, total.with(Points.SOBOL), MixedEstimator.of(score, path)));
        if (d == Divergences.reverseKl()) {
            all.add(total.withClosedFormEntropy());
        }
        return all;
    }

    private static List<VariationalFamily> families() {
        return List.of(MeanFieldFamily.gaussian(D), FullRankFamily.gaussian(D));
    }

    private static FitResult fit(DifferentiableLogDensity p, VariationalFamily q, Discrepancy d, GradientEstimator estimator, double[] start) {
        return Fit.of(p, q, d).with(estimator).with(Adam.withDefaults().withRate(0.01)).with(StoppingRules.steps(1000)).withSeed(3).run(start);
    }

    /** What every result promises, whatever happened. */
    private static void check(FitResult r, VariationalFamily q, String where) {
        assertTrue(q.isValid(r.bestPhi()) && q.isValid(r.phi()), where);
        assertTrue(Arrays.stream(r.bestPhi()).allMatch(Double::isFinite), where);
        if (r.isGood()) {
            assertTrue(Double.isFinite(r.value()) && Arrays.stream(r.gradient()).allMatch(Double::isFinite), where);
            assertEquals(Finiteness.FINITE, r.finiteness(), where);
        } else {
            Termination.Diverged end = assertInstanceOf(Termination.Diverged.class, r.termination(), where);
            assertTrue(end.step() == r.steps() && r.finiteness() != Finiteness.FINITE, where);
        }
    }

    @Test
    void nanAndPlusInfinityEndAFitAndNameTheirPlace() {
        for (double bad : new double[] {Double.NaN, Double.POSITIVE_INFINITY}) {
            for (VariationalFamily q : families()) {
                for (Discrepancy d : List.of(Divergences.reverseKl(), Divergences.forwardKl(), Divergences.logOnePlusChiSquared())) {
                    for (GradientEstimator estimator : estimators(d)) {
                        FitResult r = fit(target(bad, 0), q, d, estimator, new double[q.parameterCount()]);
                        String where = bad + " " + q + " " + d.name() + " " + estimator + " " + r;
                        check(r, q, where);
                        assertFalse(r.isGood(), where);
                        assertEquals(Finiteness.INVALID, r.finiteness(), where);
                        assertTrue(((Termination.Diverged) r.termination()).words().contains("at z = ["), where);
                    }
                }
            }
        }
    }

    /** The value is as it should be, the gradient alone is not: estimators that never ask for it see nothing amiss. */
    @Test
    void aGradientThatIsNotFiniteIsCountedAsThat() {
        for (double bad : new double[] {Double.NaN, Double.NEGATIVE_INFINITY}) {
            DifferentiableLogDensity p = LogDensities.of(D, z -> -0.5 * (z[0] * z[0] + z[1] * z[1] + z[2] * z[2]), (z, g) -> {
                for (int i = 0; i < D; i++) {
                    g[i] = z[0] > EDGE ? bad : -z[i];
                }
            });
            for (VariationalFamily q : families()) {
                for (GradientEstimator estimator : estimators(Divergences.reverseKl())) {
                    FitResult r = fit(p, q, Divergences.reverseKl(), estimator, new double[q.parameterCount()]);
                    String where = bad + " " + q + " " + estimator + " " + r;
                    check(r, q, where);
                    assertEquals(estimator instanceof ScoreEstimator, r.isGood(), where);
                    if (!r.isGood()) {
                        assertEquals(Finiteness.INVALID, r.finiteness(), where);
                    }
                }
            }
        }
    }

    private static double[] draws(Problem problem, double[] phi, GradientEstimate out) {
        try (Objective objective = PathEstimator.withDefaults().withSamples(700).bind(problem, new Execution(1, 2))) {
            assertTrue(objective.samples().isEmpty(), "nothing is drawn yet");
            objective.evaluate(0, phi, out);
            assertEquals(!Double.isNaN(out.value()), out.nonFinite() == 0);
            return objective.samples().map(SampleView::points).orElse(null);
        }
    }

    @Test
    void theRowsAreCountedAndTheFirstIsGiven() {
        MeanFieldFamily q = MeanFieldFamily.gaussian(D);
        double[] phi = q.parameters(new double[] {EDGE, 0, 0}, new double[] {1, 1, 1});
        GradientEstimate out = new GradientEstimate(phi.length);
        double[] z = draws(new Problem(target(-3, 0), q, Divergences.reverseKl()), phi, out);
        assertEquals(0, out.nonFinite());
        int beyond = 0;
        int first = -1;
        for (int k = 0; k < 700; k++) {
            beyond += z[k * D] > EDGE ? 1 : 0;
            first = first < 0 && z[k * D] > EDGE ? k : first;
        }
        for (DifferentiableLogDensity p : List.of(target(Double.NaN, 0), target(-3, Double.NaN))) {
            draws(new Problem(p, q, Divergences.reverseKl()), phi, out);
            assertFalse(out.isUsable());
            assertEquals(beyond, out.nonFinite());
            assertArrayEquals(Arrays.copyOfRange(z, first * D, (first + 1) * D), out.nonFinitePoint());
        }
    }

    /** Where p is zero and q is not, reverse KL is infinite; forward KL does not mind, nor does it look at a gradient there. */
    @Test
    void aRegionWithoutMassIsInfiniteOrWithoutWeight() {
        for (VariationalFamily q : families()) {
            double[] start = new double[q.parameterCount()];
            for (GradientEstimator estimator : estimators(Divergences.reverseKl())) {
                FitResult r = fit(target(Double.NEGATIVE_INFINITY, Double.NaN), q, Divergences.reverseKl(), estimator, start);
                check(r, q, estimator + " " + r);
                assertEquals(Finiteness.INFINITE_BY_SUPPORT, r.finiteness(), estimator + " " + r);
            }
            for (Discrepancy d : List.of(Divergences.forwardKl(), Divergences.logOnePlusChiSquared())) {
                for (GradientEstimator estimator : estimators(d)) {
                    FitResult r = fit(target(Double.NEGATIVE_INFINITY, Double.NaN), q, d, estimator, start);
                    check(r, q, estimator + " " + r);
                    // Paths are biased by an edge that a target does not tell of, and may lead where there is no mass at all.
                    assertTrue(r.isGood() || !(estimator instanceof ScoreEstimator) && r.finiteness() == Finiteness.BLIND, d.name() + " " + r);
                }
            }
        }
    }

    @Test
    void aTargetThatIsBadEverywhereLeavesTheStart() {
        for (double bad : new double[] {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY}) {
            for (VariationalFamily q : families()) {
                double[] start = new double[q.parameterCount()];
                Arrays.fill(start, 0.1);
                for (GradientEstimator estimator : estimators(Divergences.reverseKl())) {
                    FitResult r = fit(LogDensities.of(D, z -> bad, (z, g) -> Arrays.fill(g, Double.NaN)), q, Divergences.reverseKl(), estimator, start);
                    check(r, q, estimator + " " + r);
                    assertEquals(0, r.steps(), estimator + " " + r);
                    assertArrayEquals(start, r.bestPhi(), estimator + " " + r);
                    assertEquals(bad == Double.NEGATIVE_INFINITY ? Finiteness.BLIND : Finiteness.INVALID, r.finiteness(), estimator + " " + r);
                }
            }
        }
    }
}
