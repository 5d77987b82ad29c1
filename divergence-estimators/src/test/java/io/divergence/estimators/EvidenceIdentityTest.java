package io.divergence.estimators;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.divergence.distribution.MultivariateNormal;
import io.divergence.divergence.Divergences;
import io.divergence.estimate.Execution;
import io.divergence.estimate.GradientEstimate;
import io.divergence.estimate.GradientEstimator;
import io.divergence.estimate.Objective;
import io.divergence.estimate.Problem;
import io.divergence.estimate.ValueMeaning;
import io.divergence.estimators.montecarlo.FixedSample;
import io.divergence.estimators.montecarlo.PathEstimator;
import io.divergence.estimators.montecarlo.Points;
import io.divergence.estimators.montecarlo.ReparameterizationEstimator;
import io.divergence.estimators.montecarlo.ScoreEstimator;
import io.divergence.family.FullRankFamily;
import io.divergence.family.LowRankGaussianFamily;
import io.divergence.family.MeanFieldFamily;
import io.divergence.family.VariationalFamily;
import io.divergence.fit.QuasiNewtonFit;
import io.divergence.model.DesignMatrix;
import io.divergence.model.EightSchools;
import io.divergence.model.GeneralizedLinearModel;
import io.divergence.model.Models;
import io.divergence.optimize.Lbfgs;
import io.divergence.random.RandomStream;
import io.divergence.target.DifferentiableLogDensity;
import io.divergence.target.LogDensities;
import io.divergence.target.LogDensity;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

/** ELBO + KL = log Z at every phi, on every target whose log Z is known, and the gradients are opposite. */
class EvidenceIdentityTest {

    private static List<DifferentiableLogDensity> targets() {
        RandomStream rng = RandomStream.of(3);
        double[] x = new double[40];
        double[] y = new double[20];
        for (int i = 0; i < 20; i++) {
            x[2 * i] = 1;
            x[2 * i + 1] = rng.nextGaussian();
            y[i] = 0.5 + x[2 * i + 1] + 0.3 * rng.nextGaussian();
        }
        return List.of(Models.illConditionedGaussian(4, 100), Models.studentT(3, 5), Models.funnel(4), Models.banana(1, 0.5),
                Models.mixture(new double[] {0.3, 0.7}, new double[][] {{-1, 0}, {2, 1}}, new double[] {1, 0.8}), Models.cauchy(2),
                EightSchools.nonCentered(), EightSchools.centered(),
                GeneralizedLinearModel.linear(y, DesignMatrix.ofRows(x, 2), 0.3).withNormalPrior(2));
    }

    /** The same density without a word about its normaliser, far from normalised. */
    private record Unnormalized(DifferentiableLogDensity target, double shift) implements DifferentiableLogDensity {
        @Override
        public int dimension() {
            return target.dimension();
        }

        @Override
        public void logDensity(double[] z, int from, int to, double[] out) {
            target.logDensity(z, from, to, out);
            for (int k = from; k < to; k++) {
                out[k] += shift;
            }
        }

        @Override
        public void logDensityAndGradient(double[] z, int from, int to, double[] out, double[] gradient) {
            target.logDensityAndGradient(z, from, to, out, gradient);
            for (int k = from; k < to; k++) {
                out[k] += shift;
            }
        }

        @Override
        public OptionalDouble logNormalizer() {
            return OptionalDouble.empty();
        }
    }

    @Test
    void elboAndKlAddUpToTheEvidence() {
        RandomStream rng = RandomStream.of(11);
        for (DifferentiableLogDensity target : targets()) {
            int d = target.dimension();
            double logZ = target.logNormalizer().orElseThrow();
            LogDensity hidden = new Unnormalized(target, 37);
            for (VariationalFamily family : List.of(MeanFieldFamily.gaussian(d), FullRankFamily.gaussian(d), FullRankFamily.studentT(d, 7),
                    LowRankGaussianFamily.of(d, 1))) {
                double[] phi = new double[family.parameterCount()];
                for (int i = 0; i < phi.length; i++) {
                    phi[i] = 0.3 * rng.nextGaussian();
                }
                for (GradientEstimator estimator : List.of(ScoreEstimator.withDefaults(), PathEstimator.withDefaults(),
                        ReparameterizationEstimator.withDefaults())) {
                    String where = target + " " + family + " " + estimator;
                    GradientEstimate kl = evaluate(estimator, target, family, phi);
                    GradientEstimate elbo = evaluate(estimator, hidden, family, phi);
                    assertEquals(ValueMeaning.DISCREPANCY, kl.meaning(), where);
                    assertEquals(ValueMeaning.NEGATIVE_ELBO, elbo.meaning(), where);
                    double size = 1 + Math.abs(kl.value()) + Math.abs(logZ) + 37;
                    assertEquals(logZ + 37, kl.value() - elbo.value(), 1e-12 * size, where);
                    for (int j = 0; j < phi.length; j++) {
                        assertEquals(kl.gradient()[j], elbo.gradient()[j], 1e-11 * (size + Math.abs(kl.gradient()[j])), where);
                    }
                }
            }
        }
    }

    private static GradientEstimate evaluate(GradientEstimator estimator, LogDensity target, VariationalFamily family, double[] phi) {
        GradientEstimate out = new GradientEstimate(phi.length);
        try (Objective objective = estimator.bind(new Problem(target, family, Divergences.reverseKl()), Execution.serial(5))) {
            objective.evaluate(3, phi, out);
        }
        assertTrue(out.isUsable(), target + " " + family);
        return out;
    }

    /** With matched points and the entropy in closed form L-BFGS finds a normal target exactly, and its ELBO is log Z. */
    @Test
    void quasiNewtonStepsFindANormalTarget() {
        DifferentiableLogDensity target = Models.illConditionedGaussian(6, 1000);
        FullRankFamily family = FullRankFamily.gaussian(6);
        GradientEstimator exact = ReparameterizationEstimator.withDefaults().withSamples(20).with(Points.MATCHED).withClosedFormEntropy();
        QuasiNewtonFit fit = QuasiNewtonFit.of(new Unnormalized(target, 0), family, Divergences.reverseKl());
        QuasiNewtonFit.Result result = fit.with(FixedSample.of(exact)).with(Lbfgs.withDefaults().withIterations(3000)).run(new double[family.parameterCount()]);
        assertEquals(target.logNormalizer().orElseThrow(), -result.estimate().value(), 1e-9, result.reason().toString());
        assertTrue(result.distribution() instanceof MultivariateNormal);
        assertThrows(IllegalArgumentException.class, () -> fit.with(exact).run(new double[family.parameterCount()]));
        assertThrows(IllegalArgumentException.class, () -> fit.run(new double[family.parameterCount()]));
    }

    /** On a target that is not normal the fixed sample's optimum is off by no more than its error says. */
    @Test
    void aFixedSampleSaysHowFarItIsOff() {
        DifferentiableLogDensity target = LogDensities.of(2, z -> -Math.cosh(z[0]) - 0.5 * z[1] * z[1] * (1 + 0.3 * Math.tanh(z[0])), (z, g) -> {
            double t = Math.tanh(z[0]);
            g[0] = -Math.sinh(z[0]) - 0.15 * z[1] * z[1] * (1 - t * t);
            g[1] = -z[1] * (1 + 0.3 * t);
        });
        MeanFieldFamily family = MeanFieldFamily.gaussian(2);
        GradientEstimator few = ReparameterizationEstimator.withDefaults().withSamples(64).withClosedFormEntropy();
        QuasiNewtonFit.Result result = QuasiNewtonFit.of(target, family, Divergences.reverseKl()).with(FixedSample.of(few)).run(new double[4]);
        assertEquals(Lbfgs.Reason.CONVERGED, result.reason());
        GradientEstimate fresh = evaluate(ReparameterizationEstimator.withDefaults().withSamples(200_000).withClosedFormEntropy(), target, family,
                result.phi());
        for (int j = 0; j < 4; j++) {
            assertEquals(0, fresh.gradient()[j], 5 * result.estimate().gradientError()[j] + 5 * fresh.gradientError()[j]);
        }
    }
}
