package io.divergence.estimators.automatic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.divergence.distribution.MultivariateMixture;
import io.divergence.distribution.MultivariateNormal;
import io.divergence.model.Models;
import io.divergence.random.RandomStream;
import io.divergence.target.DifferentiableLogDensity;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class AutomaticMixtureTest {
    private static final DifferentiableLogDensity TWO = Models.mixture(new double[] {0.4, 0.6}, new double[][] {{-3, 0}, {3, 0}}, new double[] {1, 1});
    private static final DifferentiableLogDensity THREE = Models.mixture(new double[] {0.375, 0.375, 0.25}, new double[][] {{3, 0}, {-2, 2}, {-2, -3}},
            new double[] {0.7, 0.7, 0.7});
    private static final DifferentiableLogDensity TOUCHING = Models.mixture(new double[] {0.5, 0.5}, new double[][] {{-2, 0}, {2, 0}}, new double[] {1, 1});

    private static AutomaticFit of(DifferentiableLogDensity target) {
        return AutomaticFit.of(target).with(AutomaticFit.Family.MIXTURE);
    }

    @Test
    void derivativesByAllCoordinatesAreThoseOfTheObjective() {
        CountedTarget target = GaussianSearchPiecesTest.counted(Models.studentT(2, 5));
        for (boolean diagonal : new boolean[] {false, true}) {
            GaussianState[] parts = new GaussianState[3];
            PointSet[] sets = new PointSet[3];
            RandomStream rng = RandomStream.of(5, 6);
            for (int k = 0; k < 3; k++) {
                parts[k] = new GaussianState(2, diagonal);
                parts[k].mean[0] = k - 0.7;
                parts[k].mean[1] = 0.3 * k;
                double[] factor = diagonal ? new double[] {1 + 0.2 * k, 0.8} : new double[] {1 + 0.2 * k, 0.3, -0.2, 0.8};
                System.arraycopy(factor, 0, parts[k].factor, 0, factor.length);
                parts[k].logDeterminant = Math.log(diagonal ? factor[0] * factor[1] : factor[0] * factor[3] - factor[1] * factor[2]);
                rng.seek(k, 0);
                sets[k] = PointSet.draw(rng, 16 << (k / 2), 2, diagonal);
            }
            MixtureFrame frame = new MixtureFrame(target, new MixtureState(parts, new double[] {0.2, 0.5, 0.3}), sets);
            double[] x = new double[frame.size];
            for (int i = 0; i < x.length; i++) {
                x[i] = 0.2 * Math.sin(1.7 * i + 1);
            }
            double[] g = new double[x.length];
            double[] unused = new double[x.length];
            frame.at(x, g);
            for (int i = 0; i < x.length; i++) {
                double h = 1e-5;
                double[] moved = x.clone();
                moved[i] += h;
                double above = frame.at(moved, unused);
                moved[i] -= 2 * h;
                double difference = (above - frame.at(moved, unused)) / (2 * h);
                assertEquals(difference, g[i], 1e-7 * (1 + Math.abs(difference)), "coordinate " + i);
            }
        }
    }

    private static void assertFound(AutomaticResult fit, int parts, double least) {
        assertEquals(Verdict.Kind.WITHIN_TOLERANCE, fit.verdict().kind(), fit.toString());
        assertTrue(fit.verdict().toString().contains("best mixture of normal distributions at the " + parts + " modes seen"), fit.verdict().toString());
        assertEquals(0, fit.elbo().value(), 0.01);
        assertTrue(fit.weights().orElseThrow().khat() < 0.5, fit.toString());
        double[] weights = ((MultivariateMixture) fit.distribution()).weights();
        assertEquals(parts, weights.length);
        assertEquals(least, Arrays.stream(weights).min().orElseThrow(), 0.03);
    }

    /** KL(q||p) = -ELBO, since log Z = 0. */
    @Test
    void aMixtureIsFound() {
        for (long seed = 1; seed <= 4; seed++) {
            assertFound(of(TWO).run(seed), 2, 0.4);
            assertFound(of(THREE).run(seed), 3, 0.25);
            assertFound(of(TOUCHING).run(seed), 2, 0.5);
        }
    }

    /** The best normal distribution spans both modes: it is no start. */
    @Test
    void modesThatOverlapAreToldApart() {
        DifferentiableLogDensity target = Models.mixture(new double[] {0.5, 0.5}, new double[][] {{-1.5, 0, 0, 0, 0}, {1.5, 0, 0, 0, 0}}, new double[] {1, 0.7});
        for (long seed = 1; seed <= 3; seed++) {
            assertTrue(AutomaticFit.of(target).run(seed).elbo().value() < -0.2);
            assertFound(of(target).run(seed), 2, 0.48);
        }
    }

    /** All eight starts of the normal fit end at one mode; the draws of that fit that weigh most are at the other. */
    @Test
    void aModeThatNoStartReachedIsSeenByTheDraws() {
        double[][] means = new double[2][10];
        means[0][0] = -2;
        means[1][0] = 2;
        DifferentiableLogDensity target = Models.mixture(new double[] {0.3, 0.7}, means, new double[] {1, 0.8});
        for (long seed = 1; seed <= 3; seed++) {
            AutomaticResult normal = AutomaticFit.of(target).run(seed);
            assertEquals(Verdict.Kind.WRONG_SHAPE, normal.verdict().kind());
            assertTrue(normal.elbo().value() < -0.3);
            AutomaticResult fit = of(target).run(seed);
            assertEquals(2, ((MultivariateMixture) fit.distribution()).components().size(), fit.toString());
            assertTrue(fit.elbo().value() > -0.05 && fit.verdict().isGood(), fit.toString());
        }
    }

    @Test
    void aSingleModeIsTheNormalFit() {
        DifferentiableLogDensity target = Models.gaussian(new double[] {1, -2}, new double[] {2, 0, 1, 0.5});
        AutomaticResult fit = of(target).run(3);
        assertTrue(fit.distribution() instanceof MultivariateNormal);
        assertEquals(AutomaticFit.of(target).run(3).elbo().value(), fit.elbo().value(), 1e-6);
        assertTrue(fit.verdict().isGood());
        assertFalse(of(Models.banana()).run(3).verdict().isGood());
    }

    @Test
    void heavyTailsAboutEachModeAreAWrongShape() {
        DifferentiableLogDensity target = io.divergence.target.LogDensities.of(1, z -> -Math.log1p(Math.pow(z[0] * z[0] - 64, 2) / 100), (z, g) -> {
            double a = z[0] * z[0] - 64;
            g[0] = -4 * z[0] * a / 100 / (1 + a * a / 100);
        });
        AutomaticResult fit = of(target).run(1);
        assertFalse(fit.verdict().kind() == Verdict.Kind.SEVERAL_MODES, fit.toString());
        assertTrue(fit.distribution() instanceof MultivariateMixture, fit.toString());
    }

    @Test
    void anyNumberOfThreadsAndAnInterruptionGiveTheSameBits() {
        for (DifferentiableLogDensity target : new DifferentiableLogDensity[] {TWO, TOUCHING}) {
            AutomaticFit fit = of(target);
            AutomaticResult one = fit.run(11);
            AutomaticCheckpointTest.assertSameBits(one, fit.withThreads(2).run(11));
            AutomaticCheckpointTest.assertSameBits(one, fit.withThreads(8).run(11));
            for (long budget : new long[] {60, 200, 400, 1000, 2000}) {
                AutomaticResult part = fit.withBudget(budget).run(11);
                assertEquals(Verdict.Kind.BUDGET_USED, part.verdict().kind(), part.verdict().toString());
                assertTrue(part.gradients() <= budget);
                AutomaticCheckpointTest.assertSameBits(one, fit.withThreads(2).resume(part.checkpoint()));
            }
        }
    }

    @Test
    void severalModesLeadToTheAdvice() {
        Verdict verdict = AutomaticFit.of(TWO).run(1).verdict();
        assertEquals(Verdict.Kind.SEVERAL_MODES, verdict.kind());
        assertTrue(verdict.advice().contains("AutomaticFit.Family.MIXTURE"), verdict.advice());
    }
}
