package io.divergence.estimators.montecarlo;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.divergence.distribution.Mixture;
import io.divergence.divergence.Discrepancy;
import io.divergence.divergence.Divergences;
import io.divergence.divergence.Renyi;
import io.divergence.estimate.Execution;
import io.divergence.estimate.Finiteness;
import io.divergence.estimate.GradientEstimate;
import io.divergence.estimate.GradientEstimator;
import io.divergence.estimate.Objective;
import io.divergence.estimate.Problem;
import io.divergence.estimate.SampleView;
import io.divergence.family.GaussianFamily;
import io.divergence.fit.Fit;
import io.divergence.fit.FitResult;
import io.divergence.fit.StoppingRules;
import io.divergence.optimize.Adam;
import io.divergence.target.DifferentiableLogDensity;
import io.divergence.target.Support;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Gradients without log ratios are those of the general way, and so is all that is computed when it is asked for. */
class DirectGradientTest {
    private static final GaussianFamily FAMILY = GaussianFamily.meanLogSigma();
    private static final Mixture P = Mixture.ofNormals(new double[] {0.3, 0.45, 0.25}, new double[] {-2, 1, 3.5}, new double[] {0.6, 0.8, 0.5});

    /** The same target without what it can do beside its log density and gradient. */
    private record Plain(Mixture p) implements DifferentiableLogDensity {
        @Override
        public void logDensity(double[] z, int from, int to, double[] out) {
            p.logDensity(z, from, to, out);
        }

        @Override
        public void logDensityAndGradient(double[] z, int from, int to, double[] out, double[] gradient) {
            p.logDensityAndGradient(z, from, to, out, gradient);
        }

        @Override
        public int dimension() {
            return 1;
        }

        @Override
        public Support support() {
            return p.support();
        }

        @Override
        public OptionalDouble logNormalizer() {
            return p.logNormalizer();
        }

        @Override
        public Plain boundCopy() {
            return new Plain(p.boundCopy());
        }
    }

    record Way(Discrepancy discrepancy, GradientEstimator estimator) {
    }

    static Stream<Way> ways() {
        return Stream.of(10, 600).flatMap(k -> {
            ScoreEstimator score = ScoreEstimator.withDefaults().withSamples(k).with(Normalization.SELF_NORMALIZED);
            ReparameterizationEstimator path = ReparameterizationEstimator.withDefaults().withSamples(k);
            return Stream.of(new Way(Divergences.forwardKl(), score), new Way(Divergences.forwardChiSquared(), score),
                    new Way(Divergences.logOnePlusChiSquared(), score), new Way(Divergences.forwardKl(), score.with(Weights.UNCENTRED)),
                    new Way(Divergences.logOnePlusChiSquared(), score.with(Weights.UNCENTRED)),
                    new Way(Divergences.forwardChiSquared(), score.with(Weights.UNCENTRED)),
                    new Way(Divergences.reverseKl(), path), new Way(Divergences.reverseKl(), path.withClosedFormEntropy()),
                    new Way(Divergences.reverseKl(), PathEstimator.withDefaults().withSamples(k)));
        });
    }

    private static Objective bind(Way way, DifferentiableLogDensity target) {
        return way.estimator.bind(new Problem(target, FAMILY, way.discrepancy), Execution.serial(3));
    }

    @ParameterizedTest
    @MethodSource("ways")
    void allIsTheSameAsByTheGeneralWay(Way way) {
        for (double[] phi : new double[][] {{0.5, 0.3}, {0.7, 0.9}, {1, -5}, {40, 0.1}, {-300, 2}}) {
            try (Objective direct = bind(way, P); Objective general = bind(way, new Plain(P))) {
                GradientEstimate a = new GradientEstimate(2);
                GradientEstimate b = new GradientEstimate(2);
                direct.evaluate(4, phi, a);
                general.evaluate(4, phi, b);
                assertFalse(b.isValueDeferred());
                assertClose(b.gradient(), a.gradient());
                assertTrue(a.isUsable() && b.isUsable());
                assertClose(new double[] {b.value(), b.valueError(), b.effectiveSampleSize(), b.largestWeight()},
                        new double[] {a.value(), a.valueError(), a.effectiveSampleSize(), a.largestWeight()});
                assertClose(b.gradientError(), a.gradientError());
                SampleView x = direct.samples().orElseThrow();
                SampleView y = general.samples().orElseThrow();
                assertClose(y.points(), x.points());
                assertClose(y.logRatios(), x.logRatios());
                assertClose(y.weights(), x.weights());
                assertEquals(b.value(), a.value(), 1e-11 * (1 + Math.abs(b.value())));
            }
        }
    }

    private static void assertClose(double[] expected, double[] actual) {
        double size = 1;
        for (double e : expected) {
            size = Math.max(size, Math.abs(e));
        }
        assertArrayEquals(expected, actual, 1e-11 * size);
    }

    @ParameterizedTest
    @MethodSource("ways")
    void theValueIsTheSameWheneverItIsAsked(Way way) {
        double[] phi = {0.5, 0.3};
        try (Objective objective = bind(way, P)) {
            GradientEstimate first = new GradientEstimate(2);
            objective.evaluate(4, phi, first);
            assertEquals(!(way.discrepancy instanceof Renyi), first.isValueDeferred());
            double value = first.value();
            assertFalse(first.isValueDeferred());
            double error = first.valueError();
            GradientEstimate second = new GradientEstimate(2);
            objective.evaluate(4, phi, second);
            assertEquals(error, second.valueError());
            assertEquals(value, second.value());
            objective.evaluate(4, phi, first);
            objective.samples();
            assertEquals(value, first.value());
            assertEquals(error, first.valueError());
            objective.evaluate(4, phi, first);
            objective.evaluate(5, phi, second);
            assertEquals(value, first.value(), "completed before its samples are gone");
        }
    }

    /** Whoever moves phi in place may ask later, but for who has promised not to: there phi is read where it is. */
    @ParameterizedTest
    @MethodSource("ways")
    void aPhiThatIsChangedAfterwardsChangesNothingUnlessItWasLent(Way way) {
        double[] phi = {0.5, 0.3};
        try (Objective objective = bind(way, P)) {
            GradientEstimate out = new GradientEstimate(2);
            objective.evaluateInPlace(4, phi, out);
            double[] gradient = out.gradient().clone();
            double[] expected = {out.value(), out.valueError(), out.effectiveSampleSize(), out.gradientError()[0], out.gradientError()[1]};
            double[] shares = objective.samples().orElseThrow().contributions();
            objective.evaluate(4, phi, out);
            phi[1] = 2;
            assertArrayEquals(gradient, out.gradient());
            assertArrayEquals(expected, new double[] {out.value(), out.valueError(), out.effectiveSampleSize(), out.gradientError()[0],
                out.gradientError()[1]});
            assertArrayEquals(shares, objective.samples().orElseThrow().contributions());
            phi[1] = 0.3;
            objective.evaluateInPlace(4, phi, out);
            assertArrayEquals(gradient, out.gradient());
            phi[1] = 2;
            assertFalse(java.util.Arrays.equals(expected, new double[] {out.value(), out.valueError(), out.effectiveSampleSize(),
                out.gradientError()[0], out.gradientError()[1]}), "the test has no power");
        }
    }

    @ParameterizedTest
    @MethodSource("ways")
    void whoLooksAtValuesSeesTheSameFit(Way way) {
        Fit fit = Fit.of(P, FAMILY, way.discrepancy).with(way.estimator).with(Adam.withDefaults()).with(StoppingRules.steps(203));
        FitResult alone = fit.run(new double[] {0.5, 0.3});
        FitResult watched = fit.with(s -> Double.isFinite(s.estimate().value() + s.estimate().valueError())).run(new double[] {0.5, 0.3});
        assertEquals(alone.toString(), watched.toString());
        assertArrayEquals(alone.bestPhi(), watched.bestPhi());
    }

    /** Where all ratios vanish in a double, the general way shifts them first. */
    @Test
    void farFromTheTargetTheGeneralWayIsTaken() {
        ScoreEstimator estimator = ScoreEstimator.withDefaults().withSamples(100).with(Normalization.SELF_NORMALIZED);
        try (Objective objective = bind(new Way(Divergences.forwardKl(), estimator), P)) {
            GradientEstimate out = new GradientEstimate(2);
            objective.evaluate(0, new double[] {-300, 0}, out);
            assertFalse(out.isValueDeferred());
            assertEquals(Finiteness.FINITE, out.finiteness());
            objective.evaluate(1, new double[] {0.5, 0.3}, out);
            assertTrue(out.isValueDeferred());
        }
    }
}
