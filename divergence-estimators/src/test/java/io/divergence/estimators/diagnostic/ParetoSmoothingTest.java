package io.divergence.estimators.diagnostic;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.divergence.distribution.Cauchy;
import io.divergence.distribution.Distribution;
import io.divergence.distribution.Exponential;
import io.divergence.distribution.Normal;
import io.divergence.distribution.StudentT;
import io.divergence.estimators.diagnostic.ParetoSmoothing.Status;
import io.divergence.random.RandomStream;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ParetoSmoothingTest {

    /** Excesses of shape k and scale 3, by inversion. */
    private static double[] excesses(double k, int n, long seed) {
        RandomStream rng = RandomStream.of(seed, 77);
        double[] x = new double[n];
        for (int i = 0; i < n; i++) {
            x[i] = 3 * Math.expm1(-k * Math.log1p(-rng.nextDouble())) / k;
        }
        return x;
    }

    private static double[] logWeights(Distribution p, Distribution q, int draws, long seed) {
        return ImportanceSampling.of(p, q).withDraws(draws).run(seed).logWeights();
    }

    private static ParetoSmoothing smoothing(Distribution p, Distribution q, int draws, long seed) {
        return ParetoSmoothing.of(logWeights(p, q, draws, seed));
    }

    /** Expected numbers: the formulas of Zhang and Stephens and of Vehtari et al. in 60 decimal digits, by a script in Python. */
    @Test
    void agreesWithTheFormulasInSixtyDigits() {
        double[] x = new double[20];
        for (int i = 0; i < 20; i++) {
            x[19 - i] = (i + 1) * (i + 1) / 10.0;
        }
        assertEquals(0.147859089542195708, ParetoSmoothing.khat(x), 1e-12);
        double[] l = new double[100];
        for (int i = 1; i <= 100; i++) {
            l[i - 1] = i * i * 7 % 101 / 20.0;
        }
        ParetoSmoothing smoothing = ParetoSmoothing.of(l);
        assertEquals(20, smoothing.tailLength());
        assertEquals(-0.469406690833540678, smoothing.khat(), 1e-10);
        assertEquals(36.2918346032398452, smoothing.effectiveSampleSize(), 1e-8);
        double[] w = smoothing.logWeights();
        assertEquals(-7.65192158537725713, w[0], 1e-10);
        assertEquals(-4.85192158537725713, w[2], 1e-10);
        assertEquals(-6.05192158537725713, w[10], 1e-10);
    }

    @Test
    void khatOfExactParetoSamplesLiesWithinThreeStandardErrors() {
        for (double k : new double[] {-0.5, 0.1, 0.5, 0.9}) {
            for (long seed = 1; seed <= 8; seed++) {
                int n = 2000;
                double khat = ParetoSmoothing.khat(excesses(k, n, seed));
                // The estimate is shrunk to 1/2 as if by ten more excesses.
                double expected = (n * k + 5) / (n + 10);
                assertEquals(expected, khat, 3 * (1 + k) / Math.sqrt(n), "k = " + k + ", seed " + seed);
            }
        }
    }

    @Test
    void khatDoesNotDependOnTheUnit() {
        double[] x = excesses(0.3, 100, 5);
        double khat = ParetoSmoothing.khat(x);
        for (double unit : new double[] {1e-300, 1e-5, 1e290}) {
            assertEquals(khat, ParetoSmoothing.khat(Arrays.stream(x).map(v -> v * unit).toArray()), 1e-9);
        }
    }

    /** The weights of two exponential distributions of rates a &lt; b have an exact power law, of k = 1 - a/b. */
    @Test
    void khatAndItsStandardErrorAreCalibratedOnExactPowerLaws() {
        for (double k : new double[] {0.2, 0.5, 0.8}) {
            double sum = 0;
            double squares = 0;
            int seeds = 100;
            for (long seed = 0; seed < seeds; seed++) {
                ParetoSmoothing smoothing = smoothing(Exponential.ofRate(1 - k), Exponential.ofRate(1), 4000, seed);
                assertEquals(190, smoothing.tailLength());
                double expected = (190 * k + 5) / 200;
                double z = (smoothing.khat() - expected) / smoothing.khatStandardError();
                sum += z;
                squares += z * z;
            }
            assertEquals(0, sum / seeds, 0.4, "mean of the standardised k-hat at k = " + k);
            assertEquals(1, Math.sqrt(squares / seeds), 0.25, "size of the standardised k-hat at k = " + k);
        }
    }

    /** For p = N(0, s^2), q = N(0, 1) the tail index is 1 - 1/s^2; a logarithm slows the way to it, from below. */
    @Test
    void khatOfNormalPairsApproachesTheirTailIndex() {
        double previous = Double.NEGATIVE_INFINITY;
        for (double s : new double[] {1.2, 1.5, 2, 4}) {
            double k = 1 - 1 / (s * s);
            ParetoSmoothing smoothing = smoothing(Normal.of(0, s), Normal.standard(), 50_000, 3);
            assertTrue(smoothing.khat() > k - 0.2 && smoothing.khat() < k + 2 * smoothing.khatStandardError(),
                    "s = " + s + ": " + smoothing);
            assertTrue(smoothing.khat() > previous);
            previous = smoothing.khat();
        }
    }

    /** For Student-t distributions of n against m &gt; n degrees of freedom, w grows as |z|^(m - n): k = 1 - n/m. */
    @Test
    void khatOfStudentPairsIsTheirTailIndex() {
        for (double df : new double[] {1, 2, 3}) {
            for (long seed = 1; seed <= 3; seed++) {
                ParetoSmoothing smoothing = smoothing(StudentT.of(df), StudentT.of(4), 50_000, seed);
                // Over 60 seeds its standardised mean was 0.7 at three degrees of freedom, where the way to the index is slow.
                assertEquals(1 - df / 4, smoothing.khat(), 4 * smoothing.khatStandardError(), "df = " + df + ": " + smoothing);
            }
        }
    }

    @Test
    void heavierTargetsAreFlaggedAndLighterOnesAreNot() {
        int flagged = 0;
        for (long seed = 1; seed <= 5; seed++) {
            flagged += smoothing(Cauchy.of(0, 1), Normal.of(0, 0.7), 20_000, seed).khatUpper() > 0.7 ? 1 : 0;
            // k = 0.98, and an exact power law: where the way to the tail index is slow, k-hat itself may stay below 0.7.
            assertFalse(smoothing(Exponential.ofRate(0.02), Exponential.ofRate(1), 20_000, seed).isReliable());
            flagged += smoothing(Normal.of(0, 3), Normal.standard(), 20_000, seed).khatUpper() > 0.7 ? 1 : 0;
            ParetoSmoothing light = smoothing(Normal.standard(), StudentT.of(4), 20_000, seed);
            assertTrue(light.khat() < 0.1 && light.isReliable(), light.toString());
        }
        // The upper end is two and a half standard deviations above 0.7 where k is 1.
        assertTrue(flagged >= 9, flagged + " of 10");
    }

    @Test
    void equalWeightsAreExact() {
        double[] l = new double[1000];
        Arrays.fill(l, -1234.5);
        l[7] += 1e-12;
        ParetoSmoothing smoothing = ParetoSmoothing.of(l);
        assertEquals(Status.EXACT, smoothing.status());
        assertEquals(Double.NEGATIVE_INFINITY, smoothing.khat());
        assertEquals(0, smoothing.khatStandardError());
        assertEquals(1000, smoothing.effectiveSampleSize(), 1e-9);
        assertTrue(smoothing.isReliable());
        assertTrue(smoothing.toString().startsWith("k-hat exact"));
        assertEquals(Status.EXACT, smoothing(Normal.of(3, 2), Normal.of(3, 2), 1000, 1).status());
    }

    @Test
    void aConstantTailIsExactToo() {
        double[] l = new double[1000];
        Arrays.fill(l, 0, 500, Double.NEGATIVE_INFINITY);
        ParetoSmoothing half = ParetoSmoothing.of(l);
        assertEquals(Status.CONSTANT_TAIL, half.status());
        assertEquals(500, half.effectiveSampleSize(), 1e-9);
        assertTrue(half.isReliable());
        assertEquals(Double.NEGATIVE_INFINITY, half.logWeights()[0]);
        // Weights of e^1000 and e^-1000.
        for (int i = 0; i < 1000; i++) {
            l[i] = i % 2 == 0 ? 1000 : -1000;
        }
        assertEquals(Status.CONSTANT_TAIL, ParetoSmoothing.of(l).status());
        assertEquals(500, ParetoSmoothing.of(l).effectiveSampleSize(), 1e-9);
    }

    @Test
    void oneWeightThatDiffersIsNotAnError() {
        double[] l = new double[1000];
        l[3] = -5;
        assertEquals(Status.CONSTANT_TAIL, ParetoSmoothing.of(l).status());
        l[3] = 5;
        ParetoSmoothing larger = ParetoSmoothing.of(l);
        assertEquals(Status.TOO_FEW, larger.status());
        assertTrue(Double.isNaN(larger.khat()) && !larger.isReliable());
        double total = Math.exp(5) + 999;
        assertEquals(total * total / (Math.exp(10) + 999), larger.effectiveSampleSize(), 1e-9);
        l[3] = 2000;
        assertEquals(1, ParetoSmoothing.of(l).effectiveSampleSize(), 1e-12);
    }

    @Test
    void fewDrawsHaveNoTail() {
        double[] l = logWeights(Normal.of(0, 1.2), Normal.standard(), 20, 1);
        assertEquals(Status.TOO_FEW, ParetoSmoothing.of(l).status());
        assertEquals(Status.ESTIMATED, smoothing(Normal.of(0, 1.2), Normal.standard(), 25, 1).status());
        assertEquals(1, ParetoSmoothing.of(new double[] {-3}).effectiveSampleSize());
    }

    @Test
    void aShiftOfAThousandNatsChangesNothing() {
        double[] l = logWeights(Normal.of(0, 1.5), Normal.standard(), 4000, 2);
        ParetoSmoothing smoothing = ParetoSmoothing.of(l);
        for (double shift : new double[] {-1000, 1000, 1e6}) {
            ParetoSmoothing shifted = ParetoSmoothing.of(Arrays.stream(l).map(v -> v + shift).toArray());
            assertEquals(smoothing.khat(), shifted.khat(), 1e-6);
            assertArrayEquals(smoothing.logWeights(), shifted.logWeights(), 1e-7);
        }
    }

    @Test
    void weightsOverThousandsOfNatsAreWorseThanAnyPowerLaw() {
        RandomStream rng = RandomStream.of(9);
        for (double spread : new double[] {300, 3000, 1e6}) {
            double[] l = new double[4000];
            for (int i = 0; i < l.length; i++) {
                l[i] = spread * rng.nextGaussian();
            }
            ParetoSmoothing smoothing = ParetoSmoothing.of(l);
            assertTrue(smoothing.khat() > 5 && !smoothing.isReliable(), smoothing.toString());
            assertTrue(smoothing.effectiveSampleSize() >= 1 && smoothing.effectiveSampleSize() < 100);
        }
    }

    @Test
    void smoothingKeepsTheOrderAndTheSumAndNeverExceedsTheLargestRawWeight() {
        double[] l = logWeights(Normal.of(0, 2), Normal.standard(), 4000, 4);
        double[] before = l.clone();
        ParetoSmoothing smoothing = ParetoSmoothing.of(l);
        assertArrayEquals(before, l);
        double[] w = smoothing.weights();
        assertEquals(1, Arrays.stream(w).sum(), 1e-12);
        int lowest = 0;
        int highest = 0;
        for (int i = 1; i < l.length; i++) {
            lowest = l[i] < l[lowest] ? i : lowest;
            highest = l[i] > l[highest] ? i : highest;
        }
        for (double weight : w) {
            assertTrue(weight <= w[highest]);
        }
        double[] log = smoothing.logWeights();
        assertTrue(log[highest] - log[lowest] <= l[highest] - l[lowest] + 1e-9);
    }

    /** Smoothing is worth it: the mean of heavy weights has a smaller error than without. */
    @Test
    void smoothedWeightsEstimateAMeanBetterThanRawOnes() {
        double raw = 0;
        double smooth = 0;
        for (long seed = 0; seed < 200; seed++) {
            ImportanceSummary summary = ImportanceSampling.of(Exponential.ofRate(0.35), Exponential.ofRate(1)).withDraws(1000)
                    .withDrawsKept().run(seed);
            double[] z = summary.draws().orElseThrow();
            double[] l = summary.logWeights();
            double top = 0;
            double bottom = 0;
            for (int k = 0; k < l.length; k++) {
                top += Math.exp(l[k]) * z[k];
                bottom += Math.exp(l[k]);
            }
            double truth = 1 / 0.35;
            raw += Math.pow(top / bottom - truth, 2);
            smooth += Math.pow(summary.corrected().get(0).mean() - truth, 2);
        }
        assertTrue(smooth < raw, smooth + " against " + raw);
    }

    @Test
    void wrongArgumentsAreNamed() {
        assertTrue(assertThrows(IllegalArgumentException.class, () -> ParetoSmoothing.of(new double[] {0, 1, Double.NaN}))
                .getMessage().startsWith("logWeights[2] = NaN"));
        assertTrue(assertThrows(IllegalArgumentException.class,
                () -> ParetoSmoothing.of(new double[] {0, Double.POSITIVE_INFINITY})).getMessage().startsWith("logWeights[1] = Inf"));
        double[] blind = new double[30];
        Arrays.fill(blind, Double.NEGATIVE_INFINITY);
        assertThrows(BlindWeightsException.class, () -> ParetoSmoothing.of(blind));
        assertThrows(IllegalArgumentException.class, () -> ParetoSmoothing.of(new double[0]));
        assertThrows(IllegalArgumentException.class, () -> ParetoSmoothing.of(null));
        assertThrows(IllegalArgumentException.class, () -> ParetoSmoothing.khat(new double[] {1, 2, 3}));
        assertThrows(IllegalArgumentException.class, () -> ParetoSmoothing.khat(new double[] {1, 2, 3, -1, 2}));
        assertThrows(IllegalArgumentException.class, () -> ParetoSmoothing.khat(new double[] {0, 0, 0, 0, 0}));
    }
}
