package io.divergence.estimators.quadrature;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.divergence.distribution.Mixture;
import io.divergence.distribution.StudentT;
import io.divergence.divergence.Discrepancy;
import io.divergence.divergence.Divergence;
import io.divergence.divergence.Divergences;
import io.divergence.estimate.Execution;
import io.divergence.estimate.Finiteness;
import io.divergence.estimate.GradientEstimate;
import io.divergence.estimate.Objective;
import io.divergence.estimate.Problem;
import io.divergence.estimate.ValueMeaning;
import io.divergence.family.FixedWidthGaussianFamily;
import io.divergence.family.GaussianFamily;
import io.divergence.family.GaussianParameters;
import io.divergence.family.LocationScaleFamily;
import io.divergence.fit.Fit;
import io.divergence.fit.FitResult;
import io.divergence.fit.StoppingRules;
import io.divergence.optimize.Adam;
import io.divergence.target.LogDensities;
import io.divergence.target.LogDensity;
import java.lang.management.ManagementFactory;
import java.util.List;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TrapezoidEstimatorTest {
    private static final Mixture TARGET = Mixture.ofNormals(new double[] {0.30, 0.45, 0.25}, new double[] {-2, 1, 3.5}, new double[] {0.6, 0.8, 0.5});
    private static final TrapezoidEstimator GRID = TrapezoidEstimator.of(-10, 12, 399).betweenEnds();

    /** Gradients at (0.5, 0.3) and phi after 1000 steps of Adam: two independent programs agree on all digits. */
    private record Check(Divergence divergence, double g0, double g1, double mu, double logSigma) {
    }

    static List<Check> checks() {
        return List.of(new Check(Divergences.reverseKl(), -0.115625081941, -0.748232314033, 0.746400272, 0.545331650),
                new Check(Divergences.forwardChiSquared(), -1.71786133843, -11.696774072, 0.709124129, 0.864153643),
                new Check(Divergences.reverseChiSquared(), -1.02867265835e12, 1.06071562264e13, 0.583820987, 0.216104158),
                new Check(Divergences.forwardKl(), -0.123482618121, -1.5772194431, 0.725000000, 0.767936050));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("checks")
    void fourHundredPointsGiveTheGradientsAndTheFitOfOtherPrograms(Check check) {
        GradientEstimate first = evaluate(GRID, TARGET, GaussianFamily.meanLogSigma(), check.divergence, 0.5, 0.3);
        assertEquals(check.g0, first.gradient()[0], 6e-12 * Math.max(1, Math.abs(check.g0)));
        assertEquals(check.g1, first.gradient()[1], 6e-12 * Math.max(1, Math.abs(check.g1)));
        FitResult fit = Fit.of(TARGET, GaussianFamily.meanLogSigma(), check.divergence).with(GRID).with(Adam.withDefaults())
                .with(StoppingRules.steps(1000)).run(0.5, 0.3);
        assertEquals(check.mu, fit.phi()[0], 1e-9);
        assertEquals(check.logSigma, fit.phi()[1], 1e-9);
    }

    @Test
    void infinityByTheTailsIsSeenUnlessOnlyTheIntegralBetweenTheEndsIsAskedFor() {
        TrapezoidEstimator judging = TrapezoidEstimator.of(-10, 12, 399);
        Divergence d = Divergences.reverseChiSquared();
        assertEquals(Finiteness.INFINITE_BY_TAILS, evaluate(judging, TARGET, GaussianFamily.meanLogSigma(), d, 0.5, 0.3).finiteness());
        assertTrue(evaluate(GRID, TARGET, GaussianFamily.meanLogSigma(), d, 0.5, 0.3).value() > 1e10);
        // Beyond the edge in the other direction.
        d = Divergences.forwardChiSquared();
        assertEquals(Finiteness.INFINITE_BY_TAILS, evaluate(judging, TARGET, GaussianFamily.meanLogSigma(), d, 0.5, Math.log(0.5)).finiteness());
        assertEquals(Finiteness.FINITE, evaluate(judging, TARGET, GaussianFamily.meanLogSigma(), d, 0.5, Math.log(0.6)).finiteness());
    }

    @Property(seed = "20260", tries = 300, edgeCases = EdgeCasesMode.NONE)
    void passesOverArraysAgreeWithTheGeneralCase(@ForAll @DoubleRange(min = -4, max = 4) double mean,
            @ForAll @DoubleRange(min = -1.5, max = 1.2) double logSd, @ForAll @IntRange(min = 0, max = 16) int which,
            @ForAll @IntRange(min = 0, max = 5) int parameters, @ForAll @IntRange(min = 300, max = 305) int intervals, @ForAll boolean judging) {
        List<Divergence> divergences = Divergences.catalogue();
        Divergence d = which < divergences.size() ? divergences.get(which) : Divergences.alpha(which == 15 ? 3 : -0.4);
        LocationScaleFamily family = parameters < 5 ? GaussianFamily.of(GaussianParameters.values()[parameters]) : FixedWidthGaussianFamily.of(Math.exp(logSd));
        Problem problem = new Problem(TARGET, family, d);
        TrapezoidObjective plain = new TrapezoidObjective(problem, TARGET, new TrapezoidGrid(-12, 13, intervals), judging);
        agree(plain, new GaussianTrapezoid(plain), family.parameters(mean, Math.exp(logSd)));
    }

    private static void agree(TrapezoidObjective slow, GaussianTrapezoid fast, double[] phi) {
        GradientEstimate a = new GradientEstimate(phi.length);
        GradientEstimate b = new GradientEstimate(phi.length);
        slow.evaluate(0, phi, a);
        fast.evaluate(0, phi, b);
        assertEquals(a.finiteness(), b.finiteness());
        if (a.finiteness() == Finiteness.FINITE) {
            double scale = 1e-12 * (1 + Math.abs(a.value()));
            assertEquals(a.value(), b.value(), scale);
            assertEquals(a.valueError(), b.valueError(), scale);
            assertEquals(a.evaluations(), b.evaluations());
            for (int j = 0; j < phi.length; j++) {
                double size = 1e-12 * (1 + Math.abs(a.value()) + a.gradientNorm());
                assertEquals(a.gradient()[j], b.gradient()[j], size);
                assertEquals(a.gradientError()[j], b.gradientError()[j], 2 * size);
            }
        }
    }

    @Test
    void anUnnormalisedTargetAndAHeavyOneTakeTheSamePasses() {
        LogDensity bell = LogDensities.univariate(x -> 3 - 0.25 * (x - 1) * (x - 1));
        GradientEstimate g = evaluate(TrapezoidEstimator.of(-30, 30, 600), bell, GaussianFamily.meanSigma(), Divergences.reverseKl(), 1, Math.sqrt(2));
        assertEquals(ValueMeaning.NEGATIVE_ELBO, g.meaning());
        assertEquals(-3 - 0.5 * Math.log(4 * Math.PI), g.value(), 1e-12);
        assertEquals(0, g.gradientNorm(), 1e-12);
        Problem heavy = new Problem(StudentT.of(3, 0.5, 2), GaussianFamily.meanSigma(), Divergences.reverseKl());
        TrapezoidObjective plain = new TrapezoidObjective(heavy, StudentT.of(3, 0.5, 2), new TrapezoidGrid(-40, 40, 900), true);
        agree(plain, new GaussianTrapezoid(plain), new double[] {0.3, 1.7});
    }

    @Test
    void nearEqualityTheValueKeepsItsDigits() {
        Mixture p = Mixture.ofNormals(new double[] {1}, new double[] {0}, new double[] {1});
        GradientEstimate g = evaluate(TrapezoidEstimator.of(-10, 10, 400), p, GaussianFamily.meanSigma(), Divergences.reverseKl(), 1e-5, 1);
        assertEquals(5e-11, g.value(), 1e-20);
    }

    @Test
    void aStepAllocatesNothing() {
        ThreadMXBean bean = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        for (Check check : checks()) {
            Problem problem = new Problem(TARGET, GaussianFamily.meanLogSigma(), check.divergence);
            GradientEstimate out = new GradientEstimate(2);
            try (Objective objective = GRID.bind(problem, Execution.serial(0))) {
                long least = Long.MAX_VALUE;
                double[] phi = {0.5, 0.8};
                for (int round = 0; round < 5; round++) {
                    long before = bean.getThreadAllocatedBytes(Thread.currentThread().getId());
                    for (int k = 0; k < 200; k++) {
                        objective.evaluate(k, phi, out);
                    }
                    least = Math.min(least, bean.getThreadAllocatedBytes(Thread.currentThread().getId()) - before);
                }
                assertEquals(0, least, check.divergence.name());
            }
        }
    }

    @Test
    void refusesAnEmptyGrid() {
        assertThrows(IllegalArgumentException.class, () -> TrapezoidEstimator.of(0, 1, 1));
        assertFalse(GRID.toString().equals(TrapezoidEstimator.of(-10, 12, 399).toString()), "the fingerprint tells them apart");
    }

    private static GradientEstimate evaluate(TrapezoidEstimator grid, LogDensity target, GaussianFamily family, Discrepancy d, double... phi) {
        GradientEstimate out = new GradientEstimate(phi.length);
        try (Objective objective = grid.bind(new Problem(target, family, d), Execution.serial(0))) {
            objective.evaluate(0, phi, out);
        }
        return out;
    }
}
