package io.divergence.estimators.structured;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.divergence.divergence.Divergences;
import io.divergence.estimate.Execution;
import io.divergence.estimate.GradientEstimate;
import io.divergence.estimate.Objective;
import io.divergence.estimate.Problem;
import io.divergence.estimators.structured.StructuredProblems.Link;
import io.divergence.family.FullRankFamily;
import io.divergence.family.MeanFieldFamily;
import io.divergence.family.VariationalFamily;
import io.divergence.fit.QuasiNewtonFit;
import io.divergence.fit.Termination;
import io.divergence.model.DesignMatrix;
import io.divergence.model.GeneralizedLinearModel;
import io.divergence.model.LinearPredictorTarget;
import io.divergence.random.RandomStream;
import io.divergence.target.LogDensity;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class NewtonFitTest {
    /** The best ELBO of each family for the tumours, to 1e-9: by a trapezoidal rule with 181 nodes and two optimizers. */
    private static final double MEAN_FIELD = -67.463367193;
    private static final double FULL_RANK = -55.465136502;

    private static NewtonFit fit(LinearPredictorTarget target, boolean diagonal) {
        return diagonal ? NewtonFit.meanField(target) : NewtonFit.fullRank(target);
    }

    private static VariationalFamily family(NewtonResult result, boolean diagonal) {
        int d = result.mean().length;
        return diagonal ? MeanFieldFamily.gaussian(d) : FullRankFamily.gaussian(d);
    }

    private static double[] parameters(NewtonResult r, VariationalFamily family) {
        return family instanceof MeanFieldFamily m ? m.parameters(r.mean(), r.sds()) : ((FullRankFamily) family).parameters(r.mean(), r.cholesky());
    }

    @Test
    void theBestElboOfTheTumoursIsFound() {
        LinearPredictorTarget target = StructuredProblems.breastCancer();
        for (boolean diagonal : new boolean[] {true, false}) {
            double best = diagonal ? MEAN_FIELD : FULL_RANK;
            NewtonResult exact = fit(target, diagonal).withTolerance(1e-9).run();
            assertTrue(exact.isConverged(), exact::toString);
            assertEquals(best, exact.elbo(), 2e-9 + exact.elboError());
            assertTrue(exact.elboError() < 1e-8, exact::toString);
            NewtonResult quick = fit(target, diagonal).run();
            assertTrue(quick.isConverged() && quick.iterations() <= 10, quick::toString);
            assertEquals(best, quick.elbo(), 1e-3);
        }
    }

    @Test
    void linearRegressionIsSolvedExactlyInOneStep() {
        GeneralizedLinearModel model = (GeneralizedLinearModel) StructuredProblems.of(Link.LINEAR, 60, 4, 2);
        NewtonResult result = NewtonFit.fullRank(model).withTolerance(1e-9).run();
        assertTrue(result.isConverged() && result.iterations() <= 1, result::toString);
        assertEquals(model.logNormalizer().orElseThrow(), result.elbo(), 1e-10);
        assertArrayEquals(model.mean().orElseThrow(), result.mean(), 1e-12);
        assertArrayEquals(model.sds().orElseThrow(), result.sds(), 1e-12);
        NewtonResult independent = NewtonFit.meanField(model).run();
        assertTrue(independent.elbo() < result.elbo() - 0.01, independent::toString);
        assertArrayEquals(model.mean().orElseThrow(), independent.mean(), 1e-9);
    }

    @ParameterizedTest
    @EnumSource(Link.class)
    void theOptimumIsThatOfLbfgs(Link link) {
        LinearPredictorTarget target = StructuredProblems.of(link, 120, 3, 3);
        for (boolean diagonal : new boolean[] {true, false}) {
            NewtonResult result = fit(target, diagonal).withTolerance(1e-10).run();
            assertTrue(result.isConverged(), result::toString);
            VariationalFamily family = family(result, diagonal);
            double[] phi = new double[family.parameterCount()];
            java.util.Arrays.fill(phi, 3, 6, -1.5);
            QuasiNewtonFit.Result other = QuasiNewtonFit.of(target, family, Divergences.reverseKl())
                    .with(LinearPredictorEstimator.withDefaults().withTolerance(1e-10)).run(phi);
            double shift = target instanceof LogDensity l ? l.logNormalizer().orElse(0) : 0;
            assertEquals(shift - other.estimate().value(), result.elbo(), 1e-8 + other.estimate().valueError() + result.elboError());
            assertArrayEquals(other.phi(), parameters(result, family), 1e-4);
        }
    }

    @ParameterizedTest
    @EnumSource(Link.class)
    void theResultSaysTheElboOfItsDistribution(Link link) {
        LinearPredictorTarget target = StructuredProblems.of(link, 90, 4, 4);
        for (boolean diagonal : new boolean[] {true, false}) {
            NewtonResult result = fit(target, diagonal).run();
            VariationalFamily family = family(result, diagonal);
            GradientEstimate out = new GradientEstimate(family.parameterCount());
            try (Objective objective = LinearPredictorEstimator.withDefaults().bind(new Problem(target, family, Divergences.reverseKl()),
                    Execution.serial(1))) {
                objective.evaluate(0, parameters(result, family), out);
            }
            double shift = target instanceof LogDensity l ? l.logNormalizer().orElse(0) : 0;
            assertEquals(shift - out.value(), result.elbo(), out.valueError() + result.elboError() + 1e-10);
            assertTrue(result.distribution().dimension() == 4 && result.remainingGain() <= 1e-3, result::toString);
        }
    }

    @Test
    void manyRowsStartFromASampleAndNeedFewSteps() {
        LinearPredictorTarget target = StructuredProblems.of(Link.LOGISTIC, 2600, 5, 5);
        for (boolean diagonal : new boolean[] {true, false}) {
            NewtonResult one = fit(target, diagonal).run();
            assertTrue(one.isConverged() && one.iterations() <= 3, one::toString);
            assertEquals(fit(target, diagonal).withTolerance(1e-10).run().elbo(), one.elbo(), 1e-3);
            NewtonResult three = fit(target, diagonal).withThreads(3).run();
            assertEquals(one.elbo(), three.elbo());
            assertArrayEquals(one.cholesky(), three.cholesky());
        }
    }

    /** Sixteen of 64 rows, which the sample sees, are of another kind than all others. */
    @Test
    void aSampleThatMisleadsCostsTimeOnly() {
        int n = 4000;
        int d = 6;
        RandomStream rng = RandomStream.of(8, 1);
        double[] x = new double[n * d];
        double[] y = new double[n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < d; j++) {
                boolean wide = j == 1 && i % 64 < 16 || j == 2 && i % 64 >= 16;
                x[i * d + j] = j == 0 ? 1 : (wide ? 5 : 0.2) * rng.nextGaussian();
            }
            y[i] = rng.nextDouble() < 1 / (1 + Math.exp(-x[i * d + 3] - 0.3 * x[i * d + 1])) ? 1 : 0;
        }
        GeneralizedLinearModel model = GeneralizedLinearModel.logistic(y, DesignMatrix.ofRows(x, d)).withNormalPrior(2);
        for (boolean diagonal : new boolean[] {true, false}) {
            NewtonResult quick = fit(model, diagonal).run();
            NewtonResult exact = fit(model, diagonal).withTolerance(1e-9).run();
            assertTrue(quick.isConverged() && exact.isConverged(), quick::toString);
            assertEquals(exact.elbo(), quick.elbo(), 1e-3);
        }
    }

    private static GeneralizedLinearModel separable(double priorSd) {
        GeneralizedLinearModel model = GeneralizedLinearModel.logistic(new double[] {0, 0, 0, 1, 1, 1},
                DesignMatrix.ofColumns(new double[] {1, 1, 1, 1, 1, 1}, new double[] {-3, -2, -1, 1, 2, 3}));
        return priorSd > 0 ? model.withNormalPrior(priorSd) : model;
    }

    @Test
    void separableDataWithAFlatPriorHaveNoOptimum() {
        for (boolean diagonal : new boolean[] {true, false}) {
            NewtonResult result = fit(separable(0), diagonal).run();
            assertInstanceOf(Termination.Diverged.class, result.termination());
            assertTrue(result.termination().words().contains("no optimum") && result.evaluations() <= 2, result::toString);
            assertTrue(fit(separable(5), diagonal).run().isConverged());
            NewtonResult wide = fit(separable(40), diagonal).run();
            assertTrue(wide.isConverged(), wide::toString);
        }
    }

    @Test
    void flatPriorsAreNoHarmWhereTheResponsesAreNotSeparable() {
        double[] ones = {1, 1, 1, 1, 1, 1};
        double[] balanced = {-2, -2, 1, 1, 1, 1};
        for (double[] second : new double[][] {balanced, {-3, -2, -1, 1, 2, 3}}) {
            GeneralizedLinearModel model = GeneralizedLinearModel.logistic(new double[] {0, 1, 0, 1, 0, 1}, DesignMatrix.ofColumns(ones, second));
            for (boolean diagonal : new boolean[] {true, false}) {
                NewtonResult result = fit(model, diagonal).withTolerance(1e-8).run();
                assertTrue(result.isConverged(), result::toString);
            }
        }
    }

    @Test
    void dependentColumnsNeedAPrior() {
        double[] x = {0.3, -1, 2, 0.5, -0.7, 1.1};
        GeneralizedLinearModel flat = GeneralizedLinearModel.logistic(new double[] {0, 1, 1, 0, 0, 1}, DesignMatrix.ofColumns(x, x));
        NewtonResult none = NewtonFit.fullRank(flat).run();
        assertInstanceOf(Termination.Diverged.class, none.termination());
        assertTrue(none.termination().words().contains("no optimum"), none::toString);
        for (boolean diagonal : new boolean[] {true, false}) {
            NewtonResult result = fit(flat.withNormalPrior(2), diagonal).withTolerance(1e-9).run();
            assertTrue(result.isConverged(), result::toString);
            assertEquals(result.mean()[0], result.mean()[1], 1e-4);
        }
    }

    @Test
    void oneRowAndRowsOfZerosAreEnough() {
        GeneralizedLinearModel one = GeneralizedLinearModel.logistic(new double[] {1}, DesignMatrix.ofRows(new double[] {2}, 1)).withNormalPrior(1);
        NewtonResult result = NewtonFit.fullRank(one).withTolerance(1e-9).run();
        assertTrue(result.isConverged() && result.mean()[0] > 0.3 && result.sds()[0] < 1, result::toString);
        assertEquals(result.elbo(), NewtonFit.meanField(one).withTolerance(1e-9).run().elbo(), 1e-8);
        GeneralizedLinearModel zeros = GeneralizedLinearModel.logistic(new double[] {1, 0}, DesignMatrix.ofRows(new double[4], 2))
                .withNormalPrior(new double[] {1, -2}, new double[] {0.5, 3});
        NewtonResult prior = NewtonFit.fullRank(zeros).run();
        assertEquals(-2 * Math.log(2), prior.elbo(), 1e-12);
        assertArrayEquals(new double[] {1, -2}, prior.mean(), 1e-12);
        assertArrayEquals(new double[] {0.5, 3}, prior.sds(), 1e-12);
    }

    @Test
    void wildUnitsAndFarPriorsAreWalkedThrough() {
        GeneralizedLinearModel wild = GeneralizedLinearModel.logistic(new double[] {0, 1, 1, 0, 1},
                DesignMatrix.ofColumns(new double[] {1e3, 2e3, 3e3, -1e3, 5e2}, new double[] {1e-3, 0, -1e-3, 1e-3, 2e-3}))
                .withNormalPrior(new double[] {-3, 0}, new double[] {1, 100});
        for (boolean diagonal : new boolean[] {true, false}) {
            NewtonResult result = fit(wild, diagonal).run();
            assertTrue(Double.isFinite(result.elbo()) && result.isConverged(), result::toString);
        }
        GeneralizedLinearModel counts = GeneralizedLinearModel.poisson(new double[] {0, 3, 900}, DesignMatrix.ofRows(new double[] {1, 2, 6}, 1));
        NewtonResult result = NewtonFit.fullRank(counts.withNormalPrior(new double[] {20}, new double[] {10})).run();
        assertTrue(result.isConverged() && Math.abs(result.mean()[0] - 1.13) < 0.05, result::toString);
        assertThrows(IllegalArgumentException.class,
                () -> NewtonFit.fullRank(counts.withNormalPrior(new double[] {800}, new double[] {1})).run());
    }

    /** What the next step alone promises is a quarter of the truth for a standard deviation of 100. */
    @ParameterizedTest
    @ValueSource(doubles = {1, 10, 100})
    void whatRemainsIsNotMuchMoreThanSaidForVaguePriorsAndOneRow(double priorSd) {
        GeneralizedLinearModel model = GeneralizedLinearModel.logistic(new double[] {1}, DesignMatrix.ofRows(new double[] {1}, 1))
                .withNormalPrior(priorSd);
        for (boolean diagonal : new boolean[] {true, false}) {
            NewtonResult quick = fit(model, diagonal).run();
            double rise = fit(model, diagonal).withTolerance(1e-10).run().elbo() - quick.elbo();
            assertTrue(quick.isConverged() && rise < 2 * quick.remainingGain(), () -> rise + " more than " + quick);
        }
    }

    @Test
    void fewIterationsAreSaidToBeTooFew() {
        NewtonResult result = NewtonFit.fullRank(StructuredProblems.breastCancer()).withIterations(2).run();
        assertInstanceOf(Termination.Exhausted.class, result.termination());
        assertTrue(result.remainingGain() > 1e-3 && result.elbo() < FULL_RANK && result.iterations() == 2, result::toString);
    }
}
