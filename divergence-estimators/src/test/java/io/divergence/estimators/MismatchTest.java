package io.divergence.estimators;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.divergence.distribution.Beta;
import io.divergence.distribution.Binomial;
import io.divergence.distribution.Categorical;
import io.divergence.distribution.Distribution;
import io.divergence.distribution.Empirical;
import io.divergence.distribution.Mixture;
import io.divergence.distribution.MultivariateNormal;
import io.divergence.distribution.Normal;
import io.divergence.distribution.Poisson;
import io.divergence.distribution.ProductDistribution;
import io.divergence.distribution.StudentT;
import io.divergence.divergence.Discrepancy;
import io.divergence.divergence.Divergence;
import io.divergence.divergence.Divergences;
import io.divergence.estimate.Execution;
import io.divergence.estimate.GradientEstimate;
import io.divergence.estimate.GradientEstimator;
import io.divergence.estimate.Objective;
import io.divergence.estimate.Problem;
import io.divergence.estimate.ValueMeaning;
import io.divergence.estimators.closedform.ClosedFormEstimator;
import io.divergence.estimators.exact.EnumerationEstimator;
import io.divergence.estimators.montecarlo.DataEstimator;
import io.divergence.estimators.montecarlo.PathEstimator;
import io.divergence.estimators.montecarlo.ScoreEstimator;
import io.divergence.estimators.montecarlo.Weights;
import io.divergence.estimators.quadrature.QuadratureEstimator;
import io.divergence.family.CategoricalFamily;
import io.divergence.family.DistributionFamily;
import io.divergence.family.FullRankFamily;
import io.divergence.family.GaussianFamily;
import io.divergence.family.MeanFieldFamily;
import io.divergence.family.ProductFamily;
import io.divergence.family.VariationalFamily;
import io.divergence.fit.Fit;
import io.divergence.model.Models;
import io.divergence.target.DataTerms;
import io.divergence.target.LogDensities;
import io.divergence.target.LogDensity;
import io.divergence.target.SubsampledTarget;
import io.divergence.target.Support;
import io.divergence.target.Target;
import io.divergence.transform.ConstrainedTarget;
import io.divergence.transform.Transforms;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Parts that do not go together are refused when they are put together: which argument, its value, the rule, and what to use instead. */
class MismatchTest {
    private static final Discrepancy KL = Divergences.reverseKl();

    private static String refusal(Executable executable) {
        return assertThrows(IllegalArgumentException.class, executable).getMessage();
    }

    private static void assertContains(String message, String... words) {
        for (String word : words) {
            assertTrue(message.contains(word), message + " should say " + word);
        }
    }

    /** A density weighed against masses is a number without a meaning. */
    @Test
    void aDensityIsNoTargetOfAFamilyOnPoints() {
        VariationalFamily product = ProductFamily.of(CategoricalFamily.bernoulli(1), CategoricalFamily.of(1, 3));
        for (VariationalFamily family : List.of(CategoricalFamily.of(2, 3), CategoricalFamily.bernoulli(2), product)) {
            assertEquals(Support.Kind.POINTS, family.support().kind(), family.toString());
            LogDensity model = LogDensities.of(2, z -> -z[0] * z[0], (z, g) -> g[0] = -2 * z[0]);
            LogDensity box = LogDensities.withSupport(LogDensities.of(2, z -> 0), Support.box(new double[2], new double[] {1, 1}));
            for (Target target : List.of(MultivariateNormal.standard(2), ProductDistribution.of(Normal.of(0, 1), Beta.of(2, 3)), model, box,
                    LogDensities.withLogNormalizer(model, 1), Models.funnel(2))) {
                for (Discrepancy d : List.of(KL, Divergences.forwardKl(), Divergences.renyi(0.5))) {
                    assertContains(refusal(() -> new Problem(target, family, d)), "target = ", "must be a mass function", "is a density",
                            "use a mass function", "MeanFieldFamily");
                    assertContains(refusal(() -> Fit.of(target, family, d)), "must be a mass function");
                }
            }
        }
    }

    @Test
    void aMassFunctionIsNoTargetOfAFamilyOfDensities() {
        for (Distribution target : List.of(Poisson.ofRate(3), Binomial.of(4, 0.3), Categorical.ofLogits(0, 1))) {
            for (VariationalFamily family : List.of(GaussianFamily.meanSigma(), MeanFieldFamily.gaussian(1), DistributionFamily.laplace())) {
                Problem problem = new Problem(target, family, KL);
                assertFalse(problem.hasLogRatio());
                for (GradientEstimator estimator : List.of(ScoreEstimator.withDefaults(), ScoreEstimator.withDefaults().withRaoBlackwell(),
                        PathEstimator.withDefaults(), QuadratureEstimator.withDefaults(), EnumerationEstimator.withDefaults(),
                        DataEstimator.withSamples(9), ClosedFormEstimator.withDefaults())) {
                    assertContains(refusal(() -> estimator.bind(problem, Execution.serial(1))), " = ", "must ", "use ");
                }
            }
        }
        Problem problem = new Problem(Poisson.ofRate(3), GaussianFamily.meanSigma(), KL);
        assertContains(refusal(() -> ScoreEstimator.withDefaults().bind(problem, Execution.serial(1))), "target = ", "must be a density",
                "mass function on points", "use a family on points, such as CategoricalFamily, or DataEstimator");
    }

    /** What the draws of a mass function say about a density is their likelihood, and no divergence. */
    @Test
    void dataAreNoMatterOfMeasure() {
        Problem problem = new Problem(Poisson.ofRate(3), GaussianFamily.meanSigma(), Divergences.forwardKl());
        GradientEstimate out = new GradientEstimate(2);
        try (Objective objective = DataEstimator.withSamples(500).bind(problem, Execution.serial(1))) {
            objective.evaluate(0, new double[] {3, 1.7}, out);
        }
        assertEquals(ValueMeaning.CROSS_ENTROPY, out.meaning());
        assertTrue(out.isUsable() && out.gradientNorm() < 0.3, out.toString());
        assertContains(refusal(() -> DataEstimator.withSamples(9).with(Weights.CENTRED).bind(problem, Execution.serial(1))), "discrepancy = ", "use ");
    }

    /** Mass functions of the library are targets of the finite families, by sums and by samples, with one answer. */
    @Test
    void massFunctionsGoWithFamiliesOnPoints() {
        CategoricalFamily family = CategoricalFamily.of(2, 3);
        Distribution target = ProductDistribution.of(Categorical.ofLogits(0, 0.5, -0.2), Categorical.ofLogits(0.1, 0, 0.6));
        double[] phi = {0.2, 0.1, -0.3, 0.2};
        for (Divergence d : List.of(Divergences.reverseKl(), Divergences.forwardKl(), Divergences.totalVariation())) {
            Problem problem = new Problem(target, family, d);
            assertTrue(problem.hasLogRatio());
            GradientEstimate exact = evaluate(EnumerationEstimator.withDefaults(), problem, phi);
            for (GradientEstimator estimator : List.of(ScoreEstimator.withDefaults().withSamples(4000), DataEstimator.withSamples(4000))) {
                GradientEstimate drawn = evaluate(estimator, problem, phi);
                assertEquals(ValueMeaning.DISCREPANCY, drawn.meaning());
                for (int j = 0; j < phi.length; j++) {
                    assertEquals(exact.gradient()[j], drawn.gradient()[j], 5 * drawn.gradientError()[j], d.name() + " " + estimator);
                }
            }
        }
    }

    private static GradientEstimate evaluate(GradientEstimator estimator, Problem problem, double[] phi) {
        GradientEstimate out = new GradientEstimate(phi.length);
        try (Objective objective = estimator.bind(problem, Execution.serial(1))) {
            objective.evaluate(0, phi, out);
        }
        return out;
    }

    /** The first part that no formula goes with is named, and not the problem as a whole. */
    @Test
    void aClosedFormNamesThePartThatIsMissing() {
        GaussianFamily gaussian = GaussianFamily.meanSigma();
        Mixture mixture = Mixture.ofNormals(new double[] {0.5, 0.5}, new double[] {-1, 1}, new double[] {1, 1});
        assertContains(closed(Normal.of(0, 1), DistributionFamily.laplace(), KL), "family = ", "must be a one-dimensional Gaussian", "use QuadratureEstimator");
        assertContains(closed(MultivariateNormal.standard(3), FullRankFamily.gaussian(3), KL), "family = ", "use ScoreEstimator");
        assertContains(closed(Categorical.ofLogits(0, 1), CategoricalFamily.bernoulli(1), KL), "family = ", "use EnumerationEstimator");
        assertContains(closed(LogDensities.univariate(x -> -x * x), gaussian, KL), "target = ", "must be Normal, a mixture", "use QuadratureEstimator");
        assertContains(closed(Normal.of(0, 1), gaussian, Divergences.jensenShannon()), "discrepancy = Jensen-Shannon", "alpha", "use QuadratureEstimator");
        assertContains(closed(mixture, gaussian, KL), "discrepancy = reverse KL", "must be forward KL, forward chi^2", "use QuadratureEstimator");
        assertContains(closed(Empirical.of(1, 2), gaussian, KL), "discrepancy = reverse KL", "must be forward KL", "use DataEstimator");
        assertContains(closed(StudentT.of(1.5), gaussian, Divergences.forwardKl()), "with a finite variance", "use QuadratureEstimator");
    }

    private static String closed(Target target, VariationalFamily family, Discrepancy d) {
        return refusal(() -> ClosedFormEstimator.withDefaults().bind(new Problem(target, family, d), Execution.serial(1)));
    }

    @Test
    void dimensionsThatDifferAreNamed() {
        MeanFieldFamily two = MeanFieldFamily.gaussian(2);
        FullRankFamily three = FullRankFamily.gaussian(3);
        LogDensity model = LogDensities.of(3, z -> -z[0] * z[0] - z[1] * z[1] - z[2] * z[2], (z, g) -> {
        });
        assertEquals("target.dimension = 3: must equal family.dimension = 2", refusal(() -> new Problem(model, two, KL)));
        assertEquals("target.dimension = 3: must equal family.dimension = 2", refusal(() -> Fit.of(model, two, KL)));
        for (Target data : List.of(Empirical.ofRows(2, new double[4]), MultivariateNormal.standard(2), Categorical.ofLogits(0, 1))) {
            assertContains(refusal(() -> new Problem(data, three, KL)), "target.dimension = ", "must equal family.dimension = 3");
        }
        Fit fit = Fit.of(model, three, KL).with(PathEstimator.withDefaults());
        for (int length : new int[] {0, 1, 8, 10}) {
            assertContains(refusal(() -> fit.run(new double[length])), "phi.length = " + length, "must be 9");
        }
        LogDensity prior = LogDensities.of(3, z -> 0);
        assertEquals("terms.dimension = 2: must be 3, the dimension of the prior",
                refusal(() -> SubsampledTarget.of(prior, DataTerms.of(2, 10, (n, z) -> 0), 5, 1)));
        assertContains(refusal(() -> DataTerms.of(2, -1, (n, z) -> 0)), "rows = -1");
        LogDensity batches = SubsampledTarget.of(prior, DataTerms.of(3, 10, (n, z) -> 0), 5, 1);
        assertContains(refusal(() -> new Problem(batches, two, KL)), "target.dimension = 3");
        assertEquals("target.dimension = 3: must be 2, the dimension of positive(2)", refusal(() -> ConstrainedTarget.of(model, Transforms.positive(2))));
        // A simplex of 3 shares has 2 coordinates: the family has those.
        LogDensity constrained = ConstrainedTarget.of(model, Transforms.simplex(3));
        assertContains(refusal(() -> new Problem(constrained, three, KL)), "target.dimension = 2", "family.dimension = 3");
        assertEquals(2, new Problem(constrained, two, KL).target().dimension());
        assertContains(refusal(() -> Transforms.affine(new double[2], new double[3])), "scale.length = 3", "must be 2");
    }
}
