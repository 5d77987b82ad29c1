package io.divergence.estimators.automatic;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.divergence.distribution.MultivariateNormal;
import io.divergence.distribution.MultivariateStudentT;
import io.divergence.divergence.Divergences;
import io.divergence.model.Models;
import io.divergence.random.RandomStream;
import io.divergence.target.DifferentiableLogDensity;
import org.junit.jupiter.api.Test;

class AutomaticStudentTest {
    private static final double[] MEAN = {1, -2, 0.5};
    private static final double[] FACTOR = {2, 0, 0, 1, 0.5, 0, -1, 0.3, 0.1};

    private static AutomaticFit of(DifferentiableLogDensity target) {
        return AutomaticFit.of(target).with(AutomaticFit.Family.STUDENT_T);
    }

    @Test
    void derivativesByAllCoordinatesAreThoseOfTheObjective() {
        CountedTarget target = GaussianSearchPiecesTest.counted(Models.studentT(3, 5));
        for (double degrees : new double[] {0.8, 3, 40}) {
            GaussianState origin = new GaussianState(3, false);
            System.arraycopy(MEAN, 0, origin.mean, 0, 3);
            System.arraycopy(FACTOR, 0, origin.factor, 0, 9);
            origin.logDeterminant = Math.log(2 * 0.5 * 0.1);
            origin.degrees = degrees;
            WhitenedFrame frame = new WhitenedFrame(origin);
            RandomStream rng = RandomStream.of(5, 6);
            rng.seek(2, 0);
            PointSet set = PointSet.draw(rng, 32, 3, false).withRadii(rng);
            double[] x = new double[frame.size];
            for (int i = 0; i < x.length; i++) {
                x[i] = 0.3 * Math.sin(1.7 * i + 1);
            }
            double[] g = new double[x.length];
            GaussianState state = new GaussianState(3, false);
            frame.at(x, state);
            double scale = Math.max(0.05, (degrees - 0.5) * Math.sqrt(RadialScale.information(degrees, 3)));
            assertEquals(0.5 + (degrees - 0.5) * Math.exp(x[x.length - 1] / scale), state.degrees, 1e-9 * state.degrees);
            frame.gradient(x, SampleAverage.of(target, state, set), g);
            for (int i = 0; i < x.length; i++) {
                double h = 1e-4;
                double[] moved = x.clone();
                moved[i] += h;
                frame.at(moved, state);
                double above = SampleAverage.of(target, state, set).value();
                moved[i] -= 2 * h;
                frame.at(moved, state);
                double difference = (above - SampleAverage.of(target, state, set).value()) / (2 * h);
                assertEquals(-difference, g[i], 2e-5 * (1 + Math.abs(difference)), degrees + ", coordinate " + i);
            }
        }
    }

    @Test
    void radiiAreSpreadOverAllPartsAndSharedByMirrorImages() {
        RandomStream rng = RandomStream.of(7, 8);
        PointSet set = PointSet.draw(rng, 64, 2, false).withRadii(rng);
        boolean[] seen = new boolean[32];
        for (int k = 0; k < 32; k++) {
            assertEquals(set.radii()[k], set.radii()[32 + k]);
            seen[(int) (32 * io.divergence.math.NormalFunctions.cumulative(set.radii()[k]))] = true;
        }
        for (boolean part : seen) {
            assertTrue(part);
        }
        assertEquals(128, set.union(set).radii().length);
    }

    @Test
    void momentsThatAreMissingAreSaidToBe() {
        for (double degrees : new double[] {1, 2, 4}) {
            AutomaticResult fit = of(Models.studentT(2, degrees)).run(1);
            double fitted = ((MultivariateStudentT) fit.distribution()).df();
            ParameterSummary p = fit.parameters().get(0);
            assertEquals(fitted <= 1, Double.isNaN(p.mean()), "mean for " + fitted);
            assertEquals(fitted <= 2, Double.isInfinite(p.sd()), "sd for " + fitted);
            assertEquals(fitted <= 2, Double.isInfinite(p.error()));
            assertEquals(fitted <= 2, fit.toString().contains("Infinity"), fit.toString());
            assertTrue(p.lower() < p.median() && p.median() < p.upper());
        }
    }

    /** KL(q||p) = -ELBO, since log Z = 0; the normal distribution is 0.3 to 0.6 nat away. */
    @Test
    void aStudentTargetIsFound() {
        for (double degrees : new double[] {1, 2, 4}) {
            for (long seed = 1; seed <= 3; seed++) {
                DifferentiableLogDensity target = Models.studentT(degrees, MEAN, FACTOR);
                AutomaticResult fit = of(target).withTolerance(0.01).run(seed);
                assertEquals(Verdict.Kind.WITHIN_TOLERANCE, fit.verdict().kind(), fit.toString());
                assertTrue(fit.verdict().toString().contains("full-rank Student-t distribution near it"), fit.verdict().toString());
                assertTrue(fit.elbo().value() > -0.012, fit.elbo().toString());
                assertTrue(AutomaticFit.of(target).run(seed).elbo().value() < -0.07);
                MultivariateStudentT q = (MultivariateStudentT) fit.distribution();
                assertEquals(0, Math.log(q.df() / degrees), 0.25, "degrees " + q.df());
                assertEquals(2, q.cholesky()[0], 0.2);
                assertTrue(fit.weights().orElseThrow().khat() < 0.5);
            }
        }
    }

    @Test
    void inTenDimensionsTheGapIsWithinTheTolerance() {
        for (long seed = 1; seed <= 3; seed++) {
            AutomaticResult fit = of(Models.studentT(10, 4)).run(seed);
            assertTrue(fit.elbo().value() > -0.06, fit.toString());
            assertTrue(fit.verdict().isGood());
            assertEquals(4, ((MultivariateStudentT) fit.distribution()).df(), 1.5);
            assertTrue(fit.verdict().toString().contains("nat better than the best normal distribution"), fit.verdict().toString());
        }
    }

    @Test
    void aNormalTargetLosesNothing() {
        for (DifferentiableLogDensity target : new DifferentiableLogDensity[] {Models.gaussian(MEAN, FACTOR), Models.illConditionedGaussian(8, 1e3)}) {
            double best = AutomaticFit.of(target).run(1).elbo().value();
            for (long seed = 1; seed <= 20; seed++) {
                AutomaticResult fit = of(target).run(seed);
                assertEquals(best, fit.elbo().value(), 0.01);
                assertTrue(fit.distribution() instanceof MultivariateNormal);
                assertTrue(fit.verdict().toString().contains("it is normal"), fit.verdict().toString());
            }
        }
    }

    /** Lighter tails than those of the normal distribution: none of Student's is better. */
    @Test
    void whereTheNormalDistributionIsAsGoodItIsTaken() {
        for (long seed = 1; seed <= 3; seed++) {
            AutomaticResult fit = of(Models.banana()).run(seed);
            assertTrue(fit.distribution() instanceof MultivariateNormal, fit.toString());
            assertEquals(Verdict.Kind.WRONG_SHAPE, fit.verdict().kind());
            assertEquals(AutomaticFit.of(Models.banana()).run(seed).elbo().value(), fit.elbo().value(), 0.05);
        }
    }

    @Test
    void anyNumberOfThreadsAndAnInterruptionGiveTheSameBits() {
        for (DifferentiableLogDensity target : new DifferentiableLogDensity[] {Models.studentT(4, 3), Models.cauchy(2)}) {
            AutomaticFit fit = of(target);
            AutomaticResult one = fit.run(11);
            AutomaticCheckpointTest.assertSameBits(one, fit.withThreads(2).run(11));
            AutomaticCheckpointTest.assertSameBits(one, fit.withThreads(8).run(11));
            for (long budget : new long[] {100, 900, 2500}) {
                AutomaticResult part = fit.withBudget(budget).run(11);
                assertEquals(Verdict.Kind.BUDGET_USED, part.verdict().kind(), part.verdict().toString());
                assertTrue(part.gradients() <= budget);
                AutomaticCheckpointTest.assertSameBits(one, fit.withThreads(2).resume(part.checkpoint()));
            }
            assertThrows(IllegalArgumentException.class, () -> AutomaticFit.of(target).resume(one.checkpoint()));
        }
    }

    @Test
    void theTailsOfTheDrawsLeadToTheAdvice() {
        for (DifferentiableLogDensity target : new DifferentiableLogDensity[] {Models.cauchy(2), Models.cauchy(10)}) {
            Verdict verdict = AutomaticFit.of(target).run(1).verdict();
            assertTrue(verdict.advice().contains("AutomaticFit.Family.STUDENT_T"), verdict.toString());
        }
        for (DifferentiableLogDensity target : new DifferentiableLogDensity[] {Models.banana(), Models.funnel(2), Models.funnel(10)}) {
            Verdict verdict = AutomaticFit.of(target).run(1).verdict();
            assertTrue(!verdict.advice().contains("STUDENT_T"), verdict.toString());
        }
    }

    @Test
    void momentsThatTheFitDoesNotHaveAreNotRecommended() {
        AutomaticResult fit = of(Models.cauchy(1)).run(1);
        assertEquals(Verdict.Kind.WITHIN_TOLERANCE, fit.verdict().kind(), fit.toString());
        assertTrue(((MultivariateStudentT) fit.distribution()).df() <= 2);
        assertTrue(fit.verdict().toString().contains("standard deviations of the fit are not finite"), fit.verdict().toString());
        assertTrue(fit.verdict().advice().contains("quantiles"), fit.verdict().advice());
        assertTrue(of(Models.studentT(3, 5)).run(1).verdict().advice().contains("standard deviations"));
    }

    @Test
    void otherDivergencesAreRefused() {
        AutomaticFit fit = AutomaticFit.of(Models.cauchy(2));
        for (AutomaticFit.Family family : new AutomaticFit.Family[] {AutomaticFit.Family.STUDENT_T, AutomaticFit.Family.MIXTURE}) {
            String one = assertThrows(IllegalArgumentException.class, () -> fit.with(family).withDivergence(Divergences.forwardKl())).getMessage();
            String other = assertThrows(IllegalArgumentException.class, () -> fit.withDivergence(Divergences.forwardKl()).with(family)).getMessage();
            assertEquals(one, other);
            assertTrue(one.contains("reverse KL alone"), one);
        }
    }

    @Test
    void linearResponseIsThatOfMeanFieldFitsAlone() {
        AutomaticResult fit = of(Models.studentT(3, 4)).run(1);
        assertTrue(fit.linearResponseSds().isEmpty());
        assertEquals(3, fit.parameters().size());
        assertEquals(4000 * 3, fit.draws().length);
        assertArrayEquals(new double[3], ((MultivariateStudentT) fit.distribution()).location(), 0.2);
    }
}
