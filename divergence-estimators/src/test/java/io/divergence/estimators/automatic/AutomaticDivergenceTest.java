package io.divergence.estimators.automatic;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.divergence.distribution.MultivariateNormal;
import io.divergence.divergence.Discrepancy;
import io.divergence.divergence.Divergences;
import io.divergence.model.Models;
import io.divergence.target.DifferentiableLogDensity;
import io.divergence.target.LogDensities;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AutomaticDivergenceTest {
    private static final int GRID = 400;
    private static final double REACH = 12;

    static List<Discrepancy> all() {
        return List.of(Divergences.forwardKl(), Divergences.forwardChiSquared(), Divergences.renyi(0.5), Divergences.renyi(3));
    }

    /** The logarithm of a Gamma variable, and a normal variable about a parabola of it. */
    private static DifferentiableLogDensity skewed() {
        return LogDensities.of(2, z -> {
            double y = z[1] - z[0] / 2 - 0.3 * z[0] * z[0];
            return 2 * z[0] - Math.exp(z[0]) - y * y;
        }, (z, g) -> {
            double y = z[1] - z[0] / 2 - 0.3 * z[0] * z[0];
            g[0] = 2 - Math.exp(z[0]) + 2 * y * (0.5 + 0.6 * z[0]);
            g[1] = -2 * y;
        });
    }

    private static DifferentiableLogDensity lopsided() {
        return Models.mixture(new double[] {0.7, 0.3}, new double[][] {{0, 0}, {2, 1.5}}, new double[] {1, 0.5});
    }

    private static double[] grid() {
        double[] z = new double[2 * GRID * GRID];
        for (int k = 0; k < GRID * GRID; k++) {
            z[2 * k] = REACH * (2.0 * (k / GRID) / (GRID - 1) - 1);
            z[2 * k + 1] = REACH * (2.0 * (k % GRID) / (GRID - 1) - 1);
        }
        return z;
    }

    /** log of the target's density, normalised, on the grid, as shares of mass. */
    private static double[] logShares(DifferentiableLogDensity target, double[] z) {
        double[] log = new double[GRID * GRID];
        target.logDensity(z, 0, log.length, log);
        double total = 0;
        for (double l : log) {
            total += Math.exp(l);
        }
        for (int k = 0; k < log.length; k++) {
            log[k] -= Math.log(total);
        }
        return log;
    }

    /** D_b(p||q) by the grid. */
    private static double renyi(DifferentiableLogDensity target, MultivariateNormal q, double b) {
        double[] z = grid();
        double[] p = logShares(target, z);
        double[] logQ = new double[p.length];
        q.logDensity(z, 0, p.length, logQ);
        double cell = Math.pow(2 * REACH / (GRID - 1), 2);
        double sum = 0;
        for (int k = 0; k < p.length; k++) {
            double own = logQ[k] + Math.log(cell);
            sum += b == 1 ? Math.exp(p[k]) * (p[k] - own) : Math.exp(b * p[k] + (1 - b) * own);
        }
        return b == 1 ? sum : Math.log(sum) / (b - 1);
    }

    /** The smallest that natural steps on the grid reach: moments of p^b q^(1 - b), a part of the way at a time. */
    private static double smallest(DifferentiableLogDensity target, MultivariateNormal start, double b) {
        double[] z = grid();
        double[] p = logShares(target, z);
        MultivariateNormal q = start;
        double[] logQ = new double[p.length];
        for (int step = 0; step < 60; step++) {
            q.logDensity(z, 0, p.length, logQ);
            double[] sums = new double[6];
            for (int k = 0; k < p.length; k++) {
                double w = Math.exp(b * p[k] + (1 - b) * logQ[k]);
                double x = z[2 * k];
                double y = z[2 * k + 1];
                double[] terms = {1, x, y, x * x, x * y, y * y};
                for (int i = 0; i < 6; i++) {
                    sums[i] += w * terms[i];
                }
            }
            double part = Math.min(1, 1 / b);
            double[] m = q.mean();
            double[] c = q.covariance();
            double[] old = {m[0], m[1], c[0] + m[0] * m[0], c[1] + m[0] * m[1], c[3] + m[1] * m[1]};
            double[] t = new double[5];
            for (int i = 0; i < 5; i++) {
                t[i] = (1 - part) * old[i] + part * sums[i + 1] / sums[0];
            }
            q = MultivariateNormal.ofCovariance(new double[] {t[0], t[1]},
                    new double[] {t[2] - t[0] * t[0], t[3] - t[0] * t[1], t[3] - t[0] * t[1], t[4] - t[1] * t[1]});
        }
        return renyi(target, q, b);
    }

    /** The best by reverse KL: natural steps on the grid, half of the way each, with the moments of the gradients under q. */
    private static MultivariateNormal byReverseKl(DifferentiableLogDensity target, MultivariateNormal start) {
        double[] z = grid();
        double[] log = new double[GRID * GRID];
        double[] g = new double[z.length];
        target.logDensityAndGradient(z, 0, log.length, log, g);
        double[] logQ = new double[log.length];
        MultivariateNormal q = start;
        for (int step = 0; step < 60; step++) {
            q.logDensity(z, 0, logQ.length, logQ);
            double[] m = q.mean();
            double[] c = q.covariance();
            double det = c[0] * c[3] - c[1] * c[1];
            double[] precision = {c[3] / det, -c[1] / det, c[0] / det};
            double[] sums = new double[6];
            for (int k = 0; k < log.length; k++) {
                double w = Math.exp(logQ[k]);
                double x = precision[0] * (z[2 * k] - m[0]) + precision[1] * (z[2 * k + 1] - m[1]);
                double y = precision[1] * (z[2 * k] - m[0]) + precision[2] * (z[2 * k + 1] - m[1]);
                double[] terms = {1, g[2 * k], g[2 * k + 1], g[2 * k] * x, 0.5 * (g[2 * k] * y + g[2 * k + 1] * x), g[2 * k + 1] * y};
                for (int i = 0; i < 6; i++) {
                    sums[i] += w * terms[i];
                }
            }
            for (int i = 0; i < 3; i++) {
                precision[i] = 0.5 * (precision[i] - sums[i + 3] / sums[0]);
            }
            det = precision[0] * precision[2] - precision[1] * precision[1];
            double[] next = {precision[2] / det, -precision[1] / det, -precision[1] / det, precision[0] / det};
            double[] u = {0.5 * sums[1] / sums[0], 0.5 * sums[2] / sums[0]};
            q = MultivariateNormal.ofCovariance(new double[] {m[0] + next[0] * u[0] + next[1] * u[1], m[1] + next[1] * u[0] + next[3] * u[1]}, next);
        }
        return q;
    }

    private static MultivariateNormal normal(AutomaticResult fit) {
        return (MultivariateNormal) fit.distribution();
    }

    @ParameterizedTest
    @MethodSource("all")
    void aNormalTargetIsFoundExactlyByEach(Discrepancy divergence) {
        double[] mean = {1, -2, 0.5};
        AutomaticResult fit = AutomaticFit.of(Models.gaussian(mean, new double[] {2, 0, 0, 1, 0.5, 0, -1, 0.3, 0.1}))
                .withDivergence(divergence).run(1);
        assertEquals(Verdict.Kind.WITHIN_TOLERANCE, fit.verdict().kind(), fit.toString());
        assertArrayEquals(mean, normal(fit).mean(), 1e-4);
        assertArrayEquals(new double[] {4, 2, -2, 2, 1.25, -0.85, -2, -0.85, 1.1}, normal(fit).covariance(), 1e-3);
        assertEquals(divergence, fit.divergence());
        assertTrue(fit.toString().contains(divergence.name()), fit.toString());
    }

    @Test
    void forwardKlHasTheMomentsOfTheTarget() {
        double[] z = grid();
        double[] p = logShares(skewed(), z);
        double[] moments = new double[4];
        for (int k = 0; k < p.length; k++) {
            moments[0] += Math.exp(p[k]) * z[2 * k];
            moments[1] += Math.exp(p[k]) * z[2 * k + 1];
            moments[2] += Math.exp(p[k]) * z[2 * k] * z[2 * k];
            moments[3] += Math.exp(p[k]) * z[2 * k + 1] * z[2 * k + 1];
        }
        AutomaticFit fit = AutomaticFit.of(skewed()).withTolerance(0.003);
        AutomaticResult forward = fit.withDivergence(Divergences.forwardKl()).run(2);
        assertTrue(forward.verdict().isGood(), forward.toString());
        double sd = Math.sqrt(moments[2] - moments[0] * moments[0]);
        // Within 0.003 nat: the means within sqrt(2 0.003) standard deviations, and half of that is what it is.
        assertEquals(moments[0], normal(forward).mean()[0], 0.04 * sd);
        assertEquals(moments[1], normal(forward).mean()[1], 0.04);
        assertEquals(sd, Math.sqrt(normal(forward).covariance()[0]), 0.04 * sd);
        double reverse = Math.sqrt(normal(fit.run(2)).covariance()[0]);
        assertTrue(reverse < 0.95 * sd, "reverse KL is narrower: " + reverse + " against " + sd);
    }

    @ParameterizedTest
    @MethodSource("all")
    void aClaimIsTrueByQuadrature(Discrepancy divergence) {
        double b = FitSettings.order(divergence);
        MultivariateNormal wide = MultivariateNormal.ofCovariance(new double[] {0.5, 0.5}, new double[] {2, 0, 0, 2});
        double best = smallest(lopsided(), wide, b);
        for (long seed = 3; seed < 6; seed++) {
            AutomaticResult fit = AutomaticFit.of(lopsided()).withDivergence(divergence).run(seed);
            assertTrue(fit.verdict().isGood(), fit.toString());
            assertTrue(renyi(lopsided(), normal(fit), b) < best + 0.01, renyi(lopsided(), normal(fit), b) + " against " + best);
        }
        double other = renyi(lopsided(), byReverseKl(lopsided(), wide), b);
        assertTrue(b < 1 || other > best + 0.015, "the fit by reverse KL is not it: " + other + " against " + best);
    }

    @Test
    void bothOfTwoModesAreSpanned() {
        DifferentiableLogDensity modes = Models.mixture(new double[] {0.6, 0.4}, new double[][] {{3, 0}, {-3, 0}}, new double[] {1, 1});
        AutomaticResult fit = AutomaticFit.of(modes).withDivergence(Divergences.forwardKl()).run(1);
        assertEquals(Verdict.Kind.SEVERAL_MODES, fit.verdict().kind());
        assertEquals(0.6, normal(fit).mean()[0], 0.3);
        assertEquals(1 + 9 - 0.36, normal(fit).covariance()[0], 1);
    }

    @Test
    void independentCoordinatesHaveTheMarginalMoments() {
        AutomaticResult fit = AutomaticFit.of(Models.gaussian(new double[] {1, 2}, new double[] {1, 0, 2, 1})).with(AutomaticFit.Family.MEAN_FIELD)
                .withDivergence(Divergences.forwardKl()).withTolerance(0.01).run(1);
        assertArrayEquals(new double[] {1, 2}, normal(fit).mean(), 0.1);
        assertArrayEquals(new double[] {1, 0, 0, 5}, normal(fit).covariance(), 0.3);
        assertTrue(fit.linearResponseSds().isEmpty());
    }

    @ParameterizedTest
    @MethodSource("all")
    void fewEffectiveWeightsAreRefused(Discrepancy divergence) {
        AutomaticResult fit = AutomaticFit.of(Models.funnel(divergence == Divergences.forwardKl() ? 50 : 12)).withDivergence(divergence).withBudget(60_000)
                .run(1);
        assertEquals(Verdict.Kind.BLIND, fit.verdict().kind(), fit.toString());
        assertTrue(fit.toString().contains("effective"), fit.toString());
    }

    @Test
    void anInfiniteDivergenceIsNotClaimed() {
        for (long seed = 1; seed <= 3; seed++) {
            AutomaticResult fit = AutomaticFit.of(Models.studentT(5, 4)).withDivergence(Divergences.forwardChiSquared()).run(seed);
            assertEquals(Verdict.Kind.BLIND, fit.verdict().kind(), fit.toString());
            AutomaticResult cauchy = AutomaticFit.of(Models.cauchy(2)).withDivergence(Divergences.forwardKl()).run(seed);
            assertEquals(Verdict.Kind.BLIND, cauchy.verdict().kind(), cauchy.toString());
            AutomaticResult edge = AutomaticFit.of(Models.studentT(2, 2)).withDivergence(Divergences.forwardKl()).run(seed);
            assertEquals(Verdict.Kind.BLIND, edge.verdict().kind(), edge.toString());
            assertTrue(edge.toString().contains("needed for finite variances"), edge.toString());
            AutomaticResult finite = AutomaticFit.of(Models.studentT(2, 3)).withDivergence(Divergences.forwardKl()).run(seed);
            assertEquals(Verdict.Kind.WITHIN_TOLERANCE, finite.verdict().kind(), finite.toString());
        }
    }

    /** A Student-t variable of so many degrees of freedom and normal ones, along axes that are no coordinates. */
    private static DifferentiableLogDensity turned(double degrees) {
        double[] v = {1, 1.4, 1.8, 2.2};
        double square = 1 + 1.4 * 1.4 + 1.8 * 1.8 + 2.2 * 2.2;
        return LogDensities.finiteDifferences(LogDensities.of(4, z -> {
            double dot = v[0] * z[0] + v[1] * z[1] + v[2] * z[2] + v[3] * z[3];
            double log = 0;
            for (int i = 0; i < 4; i++) {
                double x = z[i] - 2 * dot / square * v[i];
                log -= i == 0 ? (degrees + 1) / 2 * Math.log1p(x * x / degrees) : 0.5 * x * x;
            }
            return log;
        }));
    }

    @Test
    void aTailAlongNoCoordinateIsSeen() {
        for (long seed = 1; seed <= 3; seed++) {
            AutomaticResult infinite = AutomaticFit.of(turned(2)).withDivergence(Divergences.forwardKl()).run(seed);
            assertEquals(Verdict.Kind.BLIND, infinite.verdict().kind(), infinite.toString());
            assertTrue(infinite.toString().contains("a ridge"), infinite.toString());
            AutomaticResult finite = AutomaticFit.of(turned(4)).withDivergence(Divergences.forwardKl()).run(seed);
            assertTrue(finite.verdict().kind() != Verdict.Kind.BLIND, finite.toString());
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void threadsDoNotChangeTheBits(Discrepancy divergence) {
        AutomaticFit fit = AutomaticFit.of(skewed()).withDivergence(divergence).withBudget(20_000);
        AutomaticCheckpointTest.assertSameBits(fit.run(4), fit.withThreads(3).run(4));
    }

    @Test
    void aFitGoesOnFromItsCheckpoint() {
        AutomaticFit fit = AutomaticFit.of(skewed()).withDivergence(Divergences.forwardKl());
        AutomaticResult whole = fit.run(5);
        for (int budget : new int[] {100, 700, 1500}) {
            AutomaticResult part = fit.withBudget(budget).run(5);
            assertEquals(Verdict.Kind.BUDGET_USED, part.verdict().kind(), part.toString());
            assertTrue(part.gradients() <= budget, "gradients " + part.gradients());
            AutomaticCheckpointTest.assertSameBits(whole, fit.resume(part.checkpoint()));
        }
        assertEquals(Divergences.reverseKl(), fit.withBudget(100).run(5).divergence());
        assertThrows(IllegalArgumentException.class, () -> AutomaticFit.of(skewed()).resume(whole.checkpoint()));
        assertNotEquals(normal(whole).mean()[0], normal(AutomaticFit.of(skewed()).run(5)).mean()[0]);
    }

    @Test
    void othersAreRefused() {
        for (Discrepancy other : List.of(Divergences.reverseChiSquared(), Divergences.totalVariation(), Divergences.renyi(2).reversed())) {
            assertThrows(IllegalArgumentException.class, () -> AutomaticFit.of(skewed()).withDivergence(other));
        }
    }

    @Test
    void aNoisyTargetIsFittedByReverseKlAndTheVerdictSaysSo() {
        java.util.Random rng = new java.util.Random(1);
        DifferentiableLogDensity noisy = LogDensities.of(1, z -> -0.5 * z[0] * z[0] + 0.1 * rng.nextGaussian(), (z, g) -> g[0] = -z[0]);
        AutomaticResult fit = AutomaticFit.of(noisy).withDivergence(Divergences.forwardKl()).withBudget(3000).run(1);
        assertEquals(Divergences.reverseKl(), fit.divergence());
        assertTrue(fit.toString().contains("instead of forward KL"), fit.toString());
    }

    /** Its second moment, e^4.5, is made by draws that are seldom seen: with k-hat up to 0.7 instead of 0.5 both seeds claim, 1 nat off. */
    @Test
    void momentsRuledByRareDrawsAreNotClaimed() {
        for (long seed = 1001; seed <= 1002; seed++) {
            AutomaticResult fit = AutomaticFit.of(Models.funnel(2)).withDivergence(Divergences.forwardKl()).run(seed);
            assertTrue(fit.verdict().kind() == Verdict.Kind.BLIND || fit.verdict().kind() == Verdict.Kind.BUDGET_USED, fit.verdict()::toString);
        }
    }
}
