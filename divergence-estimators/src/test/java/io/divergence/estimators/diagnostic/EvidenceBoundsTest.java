package io.divergence.estimators.diagnostic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.divergence.distribution.Exponential;
import io.divergence.distribution.MultivariateNormal;
import io.divergence.distribution.Normal;
import io.divergence.estimators.diagnostic.LogEvidence.Certainty;
import io.divergence.estimators.evaluate.Wasserstein;
import io.divergence.target.LogDensities;
import io.divergence.target.LogDensity;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class EvidenceBoundsTest {
    private static final double LOG_Z = -40;

    /** The target e^-40 N(m, s^2). */
    private static LogDensity target(double m, double s) {
        return LogDensities.univariate(x -> LOG_Z - (x - m) * (x - m) / (2 * s * s) - Math.log(s) - Normal.HALF_LOG_TWO_PI);
    }

    /** KL(N(0, 1)||N(m, s^2)). */
    private static double kl(double m, double s) {
        return Math.log(s) + (1 + m * m) / (2 * s * s) - 0.5;
    }

    /** log(1 + chi^2(N(m, s^2)||N(0, 1))) for s^2 below 2. */
    private static double logOnePlusChiSquared(double m, double s) {
        return m * m / (2 - s * s) - Math.log(s) - 0.5 * Math.log(2 - s * s);
    }

    @Test
    void intervalsCoverTheClosedFormsAsOftenAsTheySay() {
        double[][] pairs = {{0.3, 0.8}, {0.5, 1}, {0, 1.1}};
        for (double[] pair : pairs) {
            int[] covered = new int[3];
            for (long seed = 0; seed < 100; seed++) {
                LogEvidence evidence = EvidenceBounds.of(target(pair[0], pair[1]), Normal.standard(), 4000, seed);
                covered[0] += evidence.lower().covers(LOG_Z - kl(pair[0], pair[1])) ? 1 : 0;
                covered[1] += evidence.estimate().covers(LOG_Z) ? 1 : 0;
                covered[2] += evidence.upper().covers(LOG_Z + logOnePlusChiSquared(pair[0], pair[1]) / 2) ? 1 : 0;
                assertTrue(evidence.lower().value() < evidence.upper().value());
                assertTrue(evidence.lower().lower() < LOG_Z && LOG_Z < evidence.upper().upper());
            }
            for (int count : covered) {
                assertTrue(count >= 88 && count <= 99, Arrays.toString(pair) + ": " + Arrays.toString(covered));
            }
        }
    }

    @Test
    void importanceWeightedBoundsRiseFromTheElboTowardsLogZ() {
        LogEvidence evidence = EvidenceBounds.of(target(0.8, 0.7), Normal.standard(), 1 << 13, 1);
        List<LogEvidence.Weighted> bounds = evidence.importanceWeighted();
        assertEquals(9, bounds.size());
        assertEquals(256, evidence.tightestLower().samples());
        assertEquals(evidence.lower(), bounds.get(0).bound());
        for (int i = 1; i < bounds.size(); i++) {
            // The groups are nested, so by concavity this holds for every sample.
            assertTrue(bounds.get(i).bound().value() >= bounds.get(i - 1).bound().value());
        }
        assertTrue(evidence.tightestLower().bound().value() <= evidence.estimate().value());
        // IWELBO_K = log Z - Var(w)/(2 K) to first order.
        double relativeVariance = Math.expm1(logOnePlusChiSquared(0.8, 0.7));
        assertEquals(LOG_Z - relativeVariance / (2 * 256), evidence.tightestLower().bound().value(),
                4 * evidence.tightestLower().bound().standardError());
    }

    @Test
    void theUpperBoundIsCertifiedOnlyWhereItsTailAllows() {
        for (long seed = 1; seed <= 5; seed++) {
            LogEvidence light = EvidenceBounds.of(target(0.2, 0.9), Normal.standard(), 4000, seed);
            assertEquals(Certainty.CERTIFIED, light.certainty(), light.toString());
            // Tail indices of w^2: 0.8 and 1.6.
            LogEvidence middle = EvidenceBounds.of(Exponential.ofRate(0.55), Exponential.ofRate(1), 20_000, seed);
            assertTrue(middle.certainty() != Certainty.CERTIFIED, middle.toString());
            LogEvidence heavy = EvidenceBounds.of(Exponential.ofRate(0.2), Exponential.ofRate(1), 20_000, seed);
            assertEquals(Certainty.MAYBE_INFINITE, heavy.certainty(), heavy.toString());
        }
    }

    @Test
    void equalWeightsGiveLogZWithoutError() {
        LogEvidence evidence = EvidenceBounds.of(target(0, 1), Normal.standard(), 1000, 1);
        assertEquals(LOG_Z, evidence.lower().value(), 1e-12);
        assertEquals(LOG_Z, evidence.upper().value(), 1e-12);
        assertEquals(0, evidence.estimate().standardError(), 1e-12);
        assertEquals(Certainty.CERTIFIED, evidence.certainty());
        assertEquals(0, evidence.divergenceBound(), 1e-12);
        assertTrue(evidence.toString().contains("k-hat exact"), evidence.toString());
    }

    @Test
    void ofEqualWeightsNothingIsLostAsTheyAreSummedUpAndOneUlpIsLeftAsTheError() {
        double[] equal = new double[4000];
        Arrays.fill(equal, 2.756815599614019);
        LogEvidence evidence = EvidenceBounds.of(equal);
        double ulp = Math.ulp(equal[0]);
        // A plain sum is off by 1e-13.
        assertEquals(equal[0], evidence.lower().value(), ulp);
        assertEquals(equal[0], evidence.estimate().value(), ulp);
        for (Bound bound : List.of(evidence.lower(), evidence.estimate(), evidence.upper())) {
            assertTrue(bound.standardError() >= ulp && bound.standardError() <= 10 * ulp, bound.standardError() + "");
        }
        assertTrue(Double.isNaN(EvidenceBounds.of(new double[] {1}).lower().standardError()), "of one draw no error is known");
    }

    @Test
    void drawsWithoutWeightMakeTheElboInfiniteAndTheEstimateNot() {
        LogDensity half = LogDensities.univariate(
                x -> x < 0 ? Double.NEGATIVE_INFINITY : LOG_Z - x * x / 2 - Normal.HALF_LOG_TWO_PI);
        LogEvidence evidence = EvidenceBounds.of(half, Normal.standard(), 4000, 1);
        assertEquals(Double.NEGATIVE_INFINITY, evidence.lower().value());
        assertEquals(LOG_Z - Math.log(2), evidence.estimate().value(), 4 * evidence.estimate().standardError());
        assertEquals(LOG_Z - Math.log(2) / 2, evidence.upper().value(), 4 * evidence.upper().standardError());
        assertEquals(Double.POSITIVE_INFINITY, evidence.divergenceBound());
    }

    @Test
    void hugeLogWeightsOverflowNothing() {
        double[] l = ImportanceSummary.of(target(0.3, 0.8), Normal.standard(), 4000, 1).logWeights();
        LogEvidence there = EvidenceBounds.of(l);
        LogEvidence far = EvidenceBounds.of(Arrays.stream(l).map(v -> v + 5000).toArray());
        assertEquals(there.upper().value() + 5000, far.upper().value(), 1e-9);
        assertEquals(there.estimate().standardError(), far.estimate().standardError(), 1e-9);
        assertThrows(IllegalArgumentException.class, () -> EvidenceBounds.of(new double[] {0, Double.NaN}));
    }

    @Test
    void theTextIsOneLine() {
        String text = EvidenceBounds.of(target(0.3, 0.8), Normal.standard(), 4000, 1).toString();
        assertTrue(text.startsWith("log Z in [-40.") && text.contains("CUBO, certified") && !text.contains("\n"), text);
    }

    @Test
    void errorBoundsHoldOnNormalPairs() {
        MultivariateNormal q = MultivariateNormal.ofCovariance(new double[] {0, 0}, new double[] {1, 0.3, 0.3, 2});
        double[][] means = {{0, 0}, {0.2, 0}, {-0.3, 0.5}, {1, 1}};
        double[] scales = {0.5, 0.9, 1, 1.2};
        for (double[] mean : means) {
            for (double scale : scales) {
                double[] covariance = Arrays.stream(q.covariance()).map(v -> v * scale).toArray();
                MultivariateNormal p = MultivariateNormal.ofCovariance(mean, covariance);
                // Two dimensions, Sigma_p = c Sigma_q: log(1 + chi^2) = |m|^2/(2 - c) - log c - log(2 - c).
                double m2 = (2 * mean[0] * mean[0] - 0.6 * mean[0] * mean[1] + mean[1] * mean[1]) / (2 - 0.09);
                double d2 = m2 / (2 - scale) - Math.log(scale) - Math.log(2 - scale);
                ErrorBounds bounds = ErrorBounds.of(Math.max(0, d2), 3, 9 + 2 * (1 + 4 + 2 * 0.09), Certainty.CERTIFIED);
                double slack = 1e-6;
                assertTrue(Wasserstein.w2(p, q).value() <= bounds.wasserstein2() + slack);
                assertTrue(Math.hypot(mean[0], mean[1]) <= bounds.meanError() + slack);
                assertTrue(Math.abs(mean[0]) <= bounds.meanError(1) + slack);
                assertTrue(Math.abs(Math.sqrt(scale) - 1) * Math.sqrt(2) <= bounds.sdError() + slack);
                assertTrue(Math.abs(scale - 1) * 2.2 <= bounds.covarianceError() + slack);
            }
        }
    }

    @Test
    void errorBoundsFollowFromDrawsAndFromTheNormalAlike() {
        MultivariateNormal q = MultivariateNormal.ofCovariance(new double[] {5, 0}, new double[] {1, 0.3, 0.3, 2});
        MultivariateNormal p = MultivariateNormal.ofCovariance(new double[] {5.1, 0}, new double[] {0.9, 0.3, 0.3, 1.8});
        ImportanceSummary summary = ImportanceSampling.of(p, q).withDraws(20_000).withDrawsKept().run(1);
        LogEvidence evidence = summary.evidence();
        ErrorBounds exact = ErrorBounds.of(evidence, q);
        ErrorBounds sampled = ErrorBounds.of(evidence, summary.draws().orElseThrow(), 2);
        assertEquals(exact.wasserstein1(), sampled.wasserstein1(), 0.03 * exact.wasserstein1());
        assertEquals(exact.wasserstein2(), sampled.wasserstein2(), 0.03 * exact.wasserstein2());
        assertEquals(Certainty.CERTIFIED, exact.certainty());
        assertTrue(exact.toString().contains("certified"));
        assertThrows(IllegalArgumentException.class, () -> ErrorBounds.of(-1, 1, 1, Certainty.CERTIFIED));
        assertThrows(IllegalArgumentException.class, () -> ErrorBounds.of(evidence, new double[3], 2));
    }
}
