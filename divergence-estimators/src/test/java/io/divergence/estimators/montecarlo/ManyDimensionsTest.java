package io.divergence.estimators.montecarlo;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.divergence.distribution.MultivariateNormal;
import io.divergence.divergence.Discrepancy;
import io.divergence.divergence.Divergence;
import io.divergence.divergence.Divergences;
import io.divergence.estimate.Execution;
import io.divergence.estimate.GradientEstimate;
import io.divergence.estimate.GradientEstimator;
import io.divergence.estimate.Objective;
import io.divergence.estimate.Problem;
import io.divergence.estimators.evaluate.DivergenceEvaluator;
import io.divergence.family.FullRankFamily;
import io.divergence.family.LowRankGaussianFamily;
import io.divergence.family.MeanFieldFamily;
import io.divergence.family.MultivariateMixtureFamily;
import io.divergence.family.ProductFamily;
import io.divergence.family.ReparameterizedFamily;
import io.divergence.family.VariationalFamily;
import io.divergence.target.LogDensities;
import io.divergence.target.LogDensity;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Estimators times divergences times families in three dimensions. */
class ManyDimensionsTest {
    private static final int D = 3;
    private static final MultivariateNormal P = MultivariateNormal.ofCovariance(new double[] {0.3, -0.2, 0.1},
            new double[] {1, 0.3, -0.2, 0.3, 0.8, 0.1, -0.2, 0.1, 0.9});

    /** A family at a point from which no weight of P is heavy in either direction. */
    record Case(VariationalFamily family, double[] phi) {
        @Override
        public String toString() {
            return family.toString();
        }
    }

    private static double[] perturbed(double[] phi, double size) {
        double[] x = phi.clone();
        for (int i = 0; i < x.length; i++) {
            x[i] += size * Math.sin(1 + 7 * i);
        }
        return x;
    }

    static Stream<Case> cases() {
        double[] mean = P.mean();
        double[] factor = P.cholesky();
        double[] sds = {1.05, 0.95, 0.9};
        List<Case> cases = new ArrayList<>();
        MeanFieldFamily meanField = MeanFieldFamily.gaussian(D);
        cases.add(new Case(meanField, perturbed(meanField.parameters(mean, sds), 0.1)));
        MeanFieldFamily linear = meanField.withLinearScale();
        cases.add(new Case(linear, perturbed(linear.parameters(mean, sds), 0.1)));
        FullRankFamily full = FullRankFamily.gaussian(D);
        cases.add(new Case(full, perturbed(full.parameters(mean, factor), 0.08)));
        FullRankFamily heavy = FullRankFamily.studentT(D, 8);
        cases.add(new Case(heavy, perturbed(heavy.parameters(mean, factor), 0.1)));
        LowRankGaussianFamily low = LowRankGaussianFamily.of(D, 1);
        cases.add(new Case(low, perturbed(low.parameters(mean, new double[] {0.9, 0.8, 0.9}, new double[] {0.4, 0.3, -0.1}), 0.04)));
        ProductFamily product = ProductFamily.of(FullRankFamily.gaussian(2), MeanFieldFamily.gaussian(1));
        cases.add(new Case(product, perturbed(new double[] {0.3, -0.2, 0, -0.15, 0.3, 0.1, -0.05}, 0.04)));
        MultivariateMixtureFamily mixture = MultivariateMixtureFamily.of(2, D);
        cases.add(new Case(mixture, mixture.parameters(new double[] {0.4, 0.6}, new double[] {0.1, -0.3, 0.2, 0.5, -0.1, 0},
                new double[] {0.9, 0.95, 0.85, 1, 0.9, 0.95})));
        return cases.stream();
    }

    private static GradientEstimate evaluate(GradientEstimator estimator, VariationalFamily family, Discrepancy d, double[] phi) {
        GradientEstimate out = new GradientEstimate(phi.length);
        try (Objective objective = estimator.bind(new Problem(P, family, d), new Execution(4, 1))) {
            objective.evaluate(5, phi, out);
        }
        assertTrue(out.isUsable(), d + " " + estimator + " " + out);
        return out;
    }

    private static double logDensity(double[] x) {
        double[] out = new double[1];
        P.logDensity(x, 0, 1, out);
        return out[0];
    }

    private static List<Divergence> divergences() {
        return List.of(Divergences.reverseKl(), Divergences.forwardKl(), Divergences.forwardChiSquared(), Divergences.reverseChiSquared(),
                Divergences.jensenShannon(), Divergences.squaredHellinger(), Divergences.alpha(0.3), Divergences.jeffreys(),
                Divergences.triangular());
    }

    /** The reparameterised gradient is the derivative of its own value at the same noise, whichever points are used. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void theReparameterizedGradientIsTheDerivativeOfItsValue(Case c) {
        if (!(c.family instanceof ReparameterizedFamily)) {
            return;
        }
        for (Divergence d : divergences()) {
            boolean agrees = false;
            for (Weights weights : Weights.values()) {
                GradientEstimator estimator = ReparameterizationEstimator.withDefaults().withSamples(6).with(weights);
                agrees |= largestDifference(estimator, c, d) < 2e-6;
            }
            assertTrue(agrees, d.name());
        }
        GradientEstimator closed = ReparameterizationEstimator.withDefaults().withSamples(6).withClosedFormEntropy();
        if (c.family instanceof FullRankFamily || c.family instanceof MeanFieldFamily) {
            assertTrue(largestDifference(closed, c, Divergences.reverseKl()) < 2e-6);
        } else {
            assertThrows(IllegalArgumentException.class, () -> evaluate(closed, c.family, Divergences.reverseKl(), c.phi));
        }
    }

    private static double largestDifference(GradientEstimator estimator, Case c, Divergence d) {
        GradientEstimate g = evaluate(estimator, c.family, d, c.phi);
        double largest = 0;
        for (int j = 0; j < c.phi.length; j++) {
            double[] up = c.phi.clone();
            double[] down = c.phi.clone();
            up[j] += 1e-5;
            down[j] -= 1e-5;
            double slope = (evaluate(estimator, c.family, d, up).value() - evaluate(estimator, c.family, d, down).value()) / 2e-5;
            largest = Math.max(largest, Math.abs(slope - g.gradient()[j]) / (1 + Math.abs(slope)));
        }
        return largest;
    }

    /** All estimators agree within their standard errors; a gradient that is wrong by a part of its size does not. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void allEstimatorsAgreeWithinTheirErrors(Case c) {
        List<GradientEstimator> all = new ArrayList<>();
        int n = 12_000;
        ScoreEstimator score = ScoreEstimator.withDefaults().withSamples(n);
        all.add(score);
        all.add(score.with(Baseline.optimal()).with(Weights.UNCENTRED));
        if (c.family instanceof ReparameterizedFamily) {
            PathEstimator path = PathEstimator.withDefaults().withSamples(n);
            ReparameterizationEstimator total = ReparameterizationEstimator.withDefaults().withSamples(n).with(Weights.CENTRED);
            all.addAll(List.of(path, total));
            if (c.family instanceof MeanFieldFamily || c.family instanceof FullRankFamily) {
                all.addAll(List.of(path.with(Points.ANTITHETIC), total.with(Points.ANTITHETIC)));
                if (!c.family.toString().contains("Student")) {
                    all.addAll(List.of(path.with(Points.MATCHED), total.with(Points.SOBOL)));
                }
            }
        }
        for (Divergence d : divergences()) {
            if (d == Divergences.reverseChiSquared() && c.family.toString().contains("Student")) {
                // Infinite: the tails of q are heavier.
                continue;
            }
            GradientEstimate reference = evaluate(all.get(all.size() > 2 ? 2 : 1), c.family, d, c.phi);
            double power = 0;
            for (GradientEstimator estimator : all) {
                GradientEstimate other = evaluate(estimator, c.family, d, c.phi);
                for (int j = 0; j < c.phi.length; j++) {
                    double error = Math.hypot(reference.gradientError()[j], other.gradientError()[j]) + 1e-9;
                    assertEquals(reference.gradient()[j], other.gradient()[j], 5 * error, estimator + " " + d.name() + " " + j);
                    power = Math.max(power, Math.abs(reference.gradient()[j]) / error);
                }
            }
            assertTrue(power > 3, d.name() + ": the gradient is seen above its noise: " + power);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void theValueIsTheDivergence(Case c) {
        if (!(c.family.at(c.phi) instanceof MultivariateNormal q)) {
            return;
        }
        for (Divergence d : List.of(Divergences.reverseKl(), Divergences.forwardKl(), Divergences.forwardChiSquared())) {
            double exact = DivergenceEvaluator.automatic().evaluate(d, P, q).value();
            GradientEstimate out = evaluate(ScoreEstimator.withDefaults().withSamples(20_000), c.family, d, c.phi);
            assertEquals(exact, out.value(), 4 * out.valueError(), d.name());
        }
    }

    /** The path estimator has no noise at q = p. */
    @Test
    void stickingTheLandingHasNoNoiseAtTheTarget() {
        FullRankFamily family = FullRankFamily.gaussian(D);
        double[] phi = family.parameters(P.mean(), P.cholesky());
        for (Divergence d : divergences()) {
            GradientEstimate out = evaluate(PathEstimator.withDefaults().withSamples(50), family, d, phi);
            for (double g : out.gradient()) {
                assertEquals(0, g, 1e-13, d.name());
            }
        }
        assertTrue(evaluate(ReparameterizationEstimator.withDefaults().withSamples(50), family, Divergences.reverseKl(), phi)
                .gradientNorm() > 1e-3);
    }

    /** Odd functions have no noise with antithetic points, quadratic ones none with matched. */
    @Test
    void pointsTakeAwayTheNoiseThatTheyPromise() {
        FullRankFamily family = FullRankFamily.gaussian(D);
        double[] phi = perturbed(family.parameters(P.mean(), P.cholesky()), 0.1);
        double exact = DivergenceEvaluator.automatic().evaluate(Divergences.reverseKl(), P, family.at(phi)).value();
        ReparameterizationEstimator entropy = ReparameterizationEstimator.withDefaults().withSamples(16).withClosedFormEntropy();
        GradientEstimate matched = evaluate(entropy.with(Points.MATCHED), family, Divergences.reverseKl(), phi);
        assertEquals(exact, matched.value(), 1e-13);
        GradientEstimate path = evaluate(PathEstimator.withDefaults().withSamples(16).with(Points.MATCHED), family, Divergences.reverseKl(), phi);
        assertArrayEquals(matched.gradient(), path.gradient(), 1e-12);
        GradientEstimate drawn = evaluate(entropy, family, Divergences.reverseKl(), phi);
        assertTrue(Math.abs(drawn.value() - exact) > 1e-3);
        double rough = 0;
        double smooth = 0;
        ReparameterizationEstimator many = entropy.withSamples(256);
        try (Objective a = many.bind(new Problem(P, family, Divergences.reverseKl()), new Execution(1, 1));
                Objective b = many.with(Points.SOBOL).bind(new Problem(P, family, Divergences.reverseKl()), new Execution(1, 1))) {
            GradientEstimate out = new GradientEstimate(phi.length);
            for (int step = 0; step < 40; step++) {
                a.evaluate(step, phi, out);
                rough += Math.pow(out.value() - exact, 2);
                b.evaluate(step, phi, out);
                smooth += Math.pow(out.value() - exact, 2);
            }
        }
        assertTrue(smooth < 0.1 * rough, smooth + " against " + rough);
    }

    @Test
    void pointsThatDoNotFitAreRefused() {
        Problem problem = new Problem(P, FullRankFamily.studentT(D, 5), Divergences.reverseKl());
        PathEstimator path = PathEstimator.withDefaults();
        assertThrows(IllegalArgumentException.class, () -> path.with(Points.MATCHED).bind(problem, new Execution(1, 1)));
        Problem gaussian = new Problem(P, FullRankFamily.gaussian(D), Divergences.reverseKl());
        assertThrows(IllegalArgumentException.class, () -> path.withSamples(6).with(Points.MATCHED).bind(gaussian, new Execution(1, 1)));
        assertThrows(IllegalArgumentException.class, () -> path.withSamples(7).with(Points.ANTITHETIC).bind(gaussian, new Execution(1, 1)));
        Problem low = new Problem(P, LowRankGaussianFamily.of(D, 1), Divergences.reverseKl());
        assertThrows(IllegalArgumentException.class, () -> path.with(Points.SOBOL).bind(low, new Execution(1, 1)));
    }

    /** A fixed sample is deterministic, and its errors are those of sampling. */
    @Test
    void aFixedSampleHasTheSameNoiseAtEveryStep() {
        FullRankFamily family = FullRankFamily.gaussian(D);
        double[] phi = perturbed(family.parameters(P.mean(), P.cholesky()), 0.1);
        try (Objective objective = FixedSample.of(ReparameterizationEstimator.withDefaults()).bind(new Problem(P, family, Divergences.reverseKl()),
                new Execution(1, 1))) {
            GradientEstimate first = new GradientEstimate(phi.length);
            GradientEstimate second = new GradientEstimate(phi.length);
            objective.evaluate(0, phi, first);
            objective.evaluate(9, phi, second);
            assertArrayEquals(first.gradient(), second.gradient());
            assertTrue(first.valueError() > 0.01 && !objective.isStochastic());
        }
    }

    /** Adding to log p changes nothing that is self-normalised, beyond the rounding of log p itself. */
    @Test
    void aConstantShiftOfTheTargetChangesRoundingOnly() {
        FullRankFamily family = FullRankFamily.gaussian(D);
        double[] phi = perturbed(family.parameters(P.mean(), P.cholesky()), 0.1);
        LogDensity plain = LogDensities.of(D, x -> logDensity(x));
        LogDensity shifted = LogDensities.of(D, x -> logDensity(x) + 1000);
        for (Discrepancy d : List.of(Divergences.forwardKl(), Divergences.forwardChiSquared(), Divergences.logOnePlusChiSquared())) {
            GradientEstimate a = new GradientEstimate(phi.length);
            GradientEstimate b = new GradientEstimate(phi.length);
            try (Objective x = ScoreEstimator.withDefaults().bind(new Problem(plain, family, d), new Execution(1, 1));
                    Objective y = ScoreEstimator.withDefaults().bind(new Problem(shifted, family, d), new Execution(1, 1))) {
                x.evaluate(0, phi, a);
                y.evaluate(0, phi, b);
            }
            for (int j = 0; j < phi.length; j++) {
                assertEquals(a.gradient()[j], b.gradient()[j], 1e-11, d.name());
            }
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void theBitsDoNotDependOnThreadsAndNoStepAllocates(Case c) {
        List<GradientEstimator> all = new ArrayList<>();
        all.add(ScoreEstimator.withDefaults().withSamples(600));
        if (c.family instanceof ReparameterizedFamily) {
            all.add(PathEstimator.withDefaults().withSamples(600));
            all.add(ReparameterizationEstimator.withDefaults().withSamples(600));
            if (c.family instanceof FullRankFamily full && full.hasGaussianNoise()) {
                all.add(PathEstimator.withDefaults().withSamples(600).with(Points.MATCHED));
                all.add(ReparameterizationEstimator.withDefaults().withSamples(600).with(Points.SOBOL).withClosedFormEntropy());
            }
        }
        ThreadMXBean bean = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        for (GradientEstimator estimator : all) {
            Problem problem = new Problem(P, c.family, Divergences.reverseKl());
            GradientEstimate one = new GradientEstimate(c.phi.length);
            GradientEstimate many = new GradientEstimate(c.phi.length);
            try (Objective serial = estimator.bind(problem, new Execution(7, 1));
                    Objective threaded = estimator.bind(problem, new Execution(7, 3))) {
                serial.evaluate(4, c.phi, one);
                threaded.evaluate(4, c.phi, many);
                assertArrayEquals(one.gradient(), many.gradient());
                assertEquals(one.value(), many.value());
                long id = Thread.currentThread().getId();
                double[] phi = c.phi.clone();
                long least = Long.MAX_VALUE;
                for (int k = 0; k < 60; k++) {
                    phi[0] += 1e-9;
                    long before = bean.getThreadAllocatedBytes(id);
                    serial.evaluate(k, phi, one);
                    least = Math.min(least, bean.getThreadAllocatedBytes(id) - before);
                }
                assertEquals(0, least, estimator + " " + Arrays.toString(c.phi));
            }
        }
    }
}
