package io.divergence.estimators.diagnostic;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.divergence.distribution.MultivariateNormal;
import io.divergence.distribution.Normal;
import io.divergence.estimate.Execution;
import io.divergence.estimate.Finiteness;
import io.divergence.family.GaussianFamily;
import io.divergence.target.LogDensities;
import io.divergence.target.LogDensity;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ImportanceSummaryTest {
    private static final MultivariateNormal P =
            MultivariateNormal.ofCovariance(new double[] {1, -2}, new double[] {1, 0.5, 0.5, 2});
    private static final MultivariateNormal Q =
            MultivariateNormal.ofCovariance(new double[] {0.5, -1.5}, new double[] {1.5, 0.2, 0.2, 3});

    @Test
    void correctedMomentsAreThoseOfTheTargetAndPlainOnesThoseOfTheProposal() {
        ImportanceSummary summary = ImportanceSummary.of(P, Q, 20_000, 1);
        double[] means = {1, -2};
        double[] sds = {1, Math.sqrt(2)};
        double[] plainMeans = {0.5, -1.5};
        double[] plainSds = {Math.sqrt(1.5), Math.sqrt(3)};
        for (int j = 0; j < 2; j++) {
            MomentSummary c = summary.corrected().get(j);
            assertEquals(means[j], c.mean(), 4 * c.meanError());
            assertEquals(sds[j], c.sd(), 4 * c.sdError());
            assertTrue(c.meanError() < 0.03 && c.sdError() < 0.03);
            MomentSummary plain = summary.plain().get(j);
            assertEquals(plainMeans[j], plain.mean(), 4 * plain.meanError());
            assertEquals(plainSds[j], plain.sd(), 4 * plain.sdError());
            assertEquals(plainSds[j] / Math.sqrt(20_000), plain.meanError(), 0.05 * plain.meanError());
            // Power: the correction is many standard errors.
            assertTrue(Math.abs(c.mean() - plain.mean()) > 10 * c.meanError());
        }
        assertTrue(summary.smoothing().orElseThrow().isReliable());
    }

    @Test
    void intervalsCoverTheTruthAsOftenAsTheySay() {
        int[] covered = new int[4];
        int seeds = 200;
        for (long seed = 0; seed < seeds; seed++) {
            ImportanceSummary summary = ImportanceSummary.of(Normal.standard(), Normal.of(0.5, 1.2), 1000, seed);
            MomentSummary c = summary.corrected().get(0);
            MomentSummary plain = summary.plain().get(0);
            covered[0] += Math.abs(c.mean()) <= 1.96 * c.meanError() ? 1 : 0;
            covered[1] += Math.abs(c.sd() - 1) <= 1.96 * c.sdError() ? 1 : 0;
            covered[2] += Math.abs(plain.mean() - 0.5) <= 1.96 * plain.meanError() ? 1 : 0;
            covered[3] += Math.abs(plain.sd() - 1.2) <= 1.96 * plain.sdError() ? 1 : 0;
        }
        for (int count : covered) {
            // Errors that are twice too large would cover 200 of 200.
            assertTrue(count >= 180 && count <= 199, Arrays.toString(covered));
        }
    }

    @Test
    void theBitsDoNotDependOnTheThreads() {
        ImportanceSampling sampling = ImportanceSampling.of(P, Q).withDraws(1111).withDrawsKept();
        ImportanceSummary one = sampling.run(5);
        for (int threads : new int[] {2, 8}) {
            ImportanceSummary many = sampling.run(new Execution(5, threads));
            assertArrayEquals(one.logWeights(), many.logWeights());
            assertArrayEquals(one.draws().orElseThrow(), many.draws().orElseThrow());
            assertEquals(one.corrected(), many.corrected());
        }
        assertTrue(one.khat() != sampling.withStep(1).run(5).khat());
        assertTrue(one.khat() != sampling.run(6).khat());
    }

    @Test
    void aMemberOfAFamilyWillDo() {
        GaussianFamily family = GaussianFamily.meanLogSigma();
        double[] phi = {0.5, 0};
        assertEquals(ImportanceSummary.of(Normal.standard(), family.at(phi), 500, 3).corrected(),
                ImportanceSummary.of(Normal.standard(), family, phi, 500, 3).corrected());
    }

    @Test
    void pointsWhereTheTargetIsNotFiniteAreCountedAndLeftOut() {
        LogDensity broken = LogDensities.univariate(x -> x > 1 ? Double.NaN : x < -2 ? Double.POSITIVE_INFINITY : -x * x / 2);
        ImportanceSummary summary = ImportanceSummary.of(broken, Normal.standard(), 10_000, 1);
        // P(Z > 1) + P(Z < -2) = 0.18141.
        assertEquals(1814, summary.nonFinite(), 4 * Math.sqrt(10_000 * 0.181 * 0.819));
        assertEquals(Finiteness.FINITE, summary.finiteness());
        double point = summary.nonFinitePoint().orElseThrow()[0];
        assertTrue(point > 1 || point < -2);
        // The mean of a normal between -2 and 1: (phi(2) - phi(1))/(1 - 0.18141).
        MomentSummary c = summary.corrected().get(0);
        assertEquals((0.05399097 - 0.24197072) / 0.81859, c.mean(), 4 * c.meanError());
        assertEquals(0, summary.plain().get(0).mean(), 4 * summary.plain().get(0).meanError());
        assertTrue(summary.toString().contains("of 10000 draws not finite"));
        assertEquals(ParetoSmoothing.Status.CONSTANT_TAIL, summary.smoothing().orElseThrow().status());
    }

    @Test
    void aTargetThatNoDrawSawIsAResult() {
        LogDensity nowhere = LogDensities.univariate(x -> Double.NEGATIVE_INFINITY);
        ImportanceSummary blind = ImportanceSummary.of(nowhere, Normal.standard(), 100, 1);
        assertEquals(Finiteness.BLIND, blind.finiteness());
        assertEquals(0, blind.effectiveSampleSize());
        assertTrue(Double.isNaN(blind.khat()) && Double.isNaN(blind.corrected().get(0).mean()));
        assertTrue(blind.smoothing().isEmpty() && blind.toString().contains("no sample has any weight"));
        assertThrows(BlindWeightsException.class, blind::evidence);
        ImportanceSummary invalid = ImportanceSummary.of(LogDensities.univariate(x -> Double.NaN), Normal.standard(), 100, 1);
        assertEquals(Finiteness.INVALID, invalid.finiteness());
        assertEquals(100, invalid.nonFinite());
    }

    @Test
    void aTargetThatWritesToItsArgumentSpoilsNothing() {
        LogDensity careless = new LogDensity() {
            @Override
            public int dimension() {
                return 2;
            }

            @Override
            public void logDensity(double[] z, int from, int to, double[] out) {
                P.logDensity(z, from, to, out);
                Arrays.fill(z, Double.NaN);
            }
        };
        assertEquals(ImportanceSummary.of(P, Q, 1000, 1).corrected(), ImportanceSummary.of(careless, Q, 1000, 1).corrected());
    }

    @Test
    void quantilesAreThoseOfTheTarget() {
        ImportanceSummary summary =
                ImportanceSampling.of(Normal.standard(), Normal.of(0.5, 1.3)).withDraws(40_000).withDrawsKept().run(2);
        assertEquals(-1.6449, summary.quantile(0, 0.05), 0.05);
        assertEquals(0, summary.quantile(0, 0.5), 0.03);
        assertEquals(1.6449, summary.quantile(0, 0.95), 0.05);
        assertTrue(summary.quantile(0, 1) > 3);
        assertThrows(IllegalArgumentException.class, () -> summary.quantile(1, 0.5));
        assertThrows(IllegalArgumentException.class,
                () -> ImportanceSummary.of(P, Q, 100, 1).quantile(0, 0.5));
    }

    @Test
    void wrongArgumentsAreNamed() {
        assertThrows(IllegalArgumentException.class, () -> ImportanceSampling.of(P, Normal.standard()));
        assertThrows(IllegalArgumentException.class, () -> ImportanceSampling.of(null, Q));
        assertThrows(IllegalArgumentException.class, () -> ImportanceSampling.of(P, Q).withDraws(1));
    }
}
