package io.divergence.estimators;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.divergence.distribution.Dirichlet;
import io.divergence.distribution.Distribution;
import io.divergence.distribution.MultivariateNormal;
import io.divergence.distribution.MultivariateStudentT;
import io.divergence.distribution.Wishart;
import io.divergence.divergence.Divergences;
import io.divergence.estimate.Execution;
import io.divergence.estimate.GradientEstimate;
import io.divergence.estimate.GradientEstimator;
import io.divergence.estimate.Objective;
import io.divergence.estimate.Problem;
import io.divergence.estimate.ValueMeaning;
import io.divergence.estimators.evaluate.DivergenceEvaluator;
import io.divergence.estimators.montecarlo.FixedSample;
import io.divergence.estimators.montecarlo.PathEstimator;
import io.divergence.estimators.montecarlo.Points;
import io.divergence.estimators.montecarlo.ReparameterizationEstimator;
import io.divergence.estimators.montecarlo.ScoreEstimator;
import io.divergence.family.FullRankFamily;
import io.divergence.family.LowRankGaussianFamily;
import io.divergence.family.MeanFieldFamily;
import io.divergence.family.SymmetricNoiseFamily;
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
import io.divergence.transform.ConstrainedTarget;
import io.divergence.transform.Transforms;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;

/** ELBO + KL = log Z at every phi, on every target whose log Z is known, and the gradients are opposite. */
class EvidenceIdentityTest {

    private static final List<DifferentiableLogDensity> TARGETS = targets();

    /** All models whose log Z is known, and densities in spaces of their own, mapped to R^D. */
    private static List<DifferentiableLogDensity> targets() {
        RandomStream rng = RandomStream.of(3);
        double[] x = new double[40];
        double[] y = new double[20];
        for (int i = 0; i < 20; i++) {
            x[2 * i] = 1;
            x[2 * i + 1] = rng.nextGaussian();
            y[i] = 0.5 + x[2 * i + 1] + 0.3 * rng.nextGaussian();
        }
        DesignMatrix design = DesignMatrix.ofRows(x, 2);
        double[] location = {0.5, -1, 0.2};
        double[] factor = {1, 0, 0, 0.4, 0.8, 0, -0.3, 0.2, 1.1};
        List<DifferentiableLogDensity> all = new ArrayList<>(List.of(Models.gaussian(location, factor), Models.illConditionedGaussian(4, 100),
                Models.studentT(3, 5), Models.studentT(2.5, location, factor), Models.funnel(4), Models.banana(), Models.banana(1, 0.5),
                Models.mixture(new double[] {0.3, 0.7}, new double[][] {{-1, 0}, {2, 1}}, new double[] {1, 0.8}), Models.cauchy(2),
                EightSchools.nonCentered(), EightSchools.centered(), GeneralizedLinearModel.linear(y, design, 0.3).withNormalPrior(2), MultivariateNormal.ofLowRank(location, new double[] {1, 0.5, -0.3},
                        new double[] {1, 2, 0.5}), MultivariateStudentT.ofScale(4, location, new double[] {1, 0, 0, 0, 2, 0, 0, 0, 1})));
        for (LogDensity own : List.of(ConstrainedTarget.of(Dirichlet.of(2, 3, 1.5), Transforms.simplex(3)),
                LogDensities.withLogNormalizer(ConstrainedTarget.of(Wishart.of(5, new double[] {1, 0.2, 0.2, 0.7}), Transforms.covariance(2)), 0))) {
            // The identity is one of log p and its gradient, whatever gradient that is.
            all.add(LogDensities.finiteDifferences(own));
        }
        all.forEach(target -> assertTrue(target.logNormalizer().isPresent(), target.toString()));
        return all;
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

    private static List<VariationalFamily> families(int d) {
        return List.of(MeanFieldFamily.gaussian(d), MeanFieldFamily.studentT(d, 6), FullRankFamily.gaussian(d), FullRankFamily.studentT(d, 7),
                LowRankGaussianFamily.of(d, 1));
    }

    private static double[] randomPhi(VariationalFamily family, RandomStream rng) {
        double[] phi = new double[family.parameterCount()];
        for (int i = 0; i < phi.length; i++) {
            phi[i] = 0.4 * rng.nextGaussian();
        }
        return phi;
    }

    /** To the rounding of the terms: KL of the target as it is, ELBO of the same without its normaliser, at the same noise. */
    @Property(seed = "20261121", tries = 20, edgeCases = EdgeCasesMode.NONE)
    void elboAndKlAddUpToTheEvidence(@ForAll long seed, @ForAll @DoubleRange(min = -300, max = 300) double shift) {
        RandomStream rng = RandomStream.of(seed);
        ReparameterizationEstimator total = ReparameterizationEstimator.withDefaults();
        for (DifferentiableLogDensity target : TARGETS) {
            double logZ = target.logNormalizer().orElseThrow();
            LogDensity hidden = new Unnormalized(target, shift);
            for (VariationalFamily family : families(target.dimension())) {
                double[] phi = randomPhi(family, rng);
                List<GradientEstimator> estimators = new ArrayList<>(List.of(ScoreEstimator.withDefaults(), PathEstimator.withDefaults(), total));
                if (family instanceof SymmetricNoiseFamily) {
                    estimators.add(total.withClosedFormEntropy());
                }
                for (GradientEstimator estimator : estimators) {
                    String where = target + " " + family + " " + estimator;
                    GradientEstimate kl = evaluate(estimator, target, family, phi);
                    GradientEstimate negativeElbo = evaluate(estimator, hidden, family, phi);
                    assertEquals(ValueMeaning.DISCREPANCY, kl.meaning(), where);
                    assertEquals(ValueMeaning.NEGATIVE_ELBO, negativeElbo.meaning(), where);
                    double size = 1 + Math.abs(kl.value()) + Math.abs(logZ) + Math.abs(shift);
                    assertEquals(logZ + shift, kl.value() - negativeElbo.value(), 1e-12 * size, where);
                    for (int j = 0; j < phi.length; j++) {
                        // grad ELBO = -grad KL.
                        assertEquals(kl.gradient()[j], negativeElbo.gradient()[j], 1e-11 * (size + Math.abs(kl.gradient()[j])), where);
                    }
                }
            }
        }
    }

    /** Without samples: the ELBO of a normal target by matched points and the entropy in closed form, KL by its own formula. */
    @Property(seed = "20261122", tries = 30, edgeCases = EdgeCasesMode.NONE)
    void forNormalTargetsBothSidesHaveFormulas(@ForAll long seed, @ForAll @DoubleRange(min = -300, max = 300) double shift) {
        RandomStream rng = RandomStream.of(seed);
        int d = 4;
        FullRankFamily family = FullRankFamily.gaussian(d);
        Distribution p = family.at(randomPhi(family, rng));
        double[] phi = randomPhi(family, rng);
        GradientEstimator exact = ReparameterizationEstimator.withDefaults().withSamples(16).with(Points.MATCHED).withClosedFormEntropy();
        GradientEstimate negativeElbo = evaluate(exact, new Unnormalized((DifferentiableLogDensity) p, shift), family, phi);
        double kl = DivergenceEvaluator.automatic().evaluate(Divergences.reverseKl(), p, family.at(phi)).value();
        assertEquals(shift, kl - negativeElbo.value(), 1e-11 * (1 + kl + Math.abs(shift)));
        for (int j = 0; j < phi.length; j++) {
            double[] up = phi.clone();
            double[] down = phi.clone();
            up[j] += 1e-5;
            down[j] -= 1e-5;
            double slope = (DivergenceEvaluator.automatic().evaluate(Divergences.reverseKl(), p, family.at(up)).value()
                    - DivergenceEvaluator.automatic().evaluate(Divergences.reverseKl(), p, family.at(down)).value()) / 2e-5;
            assertEquals(slope, negativeElbo.gradient()[j], 1e-7 * (1 + Math.abs(slope) + kl));
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
