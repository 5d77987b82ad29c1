package io.divergence.fit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.divergence.distribution.Normal;
import io.divergence.divergence.Divergences;
import io.divergence.estimate.GradientEstimate;
import io.divergence.family.GaussianFamily;
import io.divergence.optimize.GradientDescent;
import io.divergence.optimize.TailAveraging;
import io.divergence.random.RandomStream;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The rule by R-hat on sequences whose fate is known, and its numbers against those of the whole sequence. */
class RHatTest {

    /** Iterates as a fit would show them. */
    private static final class Iterates implements FitStep {
        private final double[] phi;
        private long step;

        Iterates(int n) {
            phi = new double[n];
        }

        @Override
        public long step() {
            return step;
        }

        @Override
        public double[] phi() {
            return phi;
        }

        @Override
        public GradientEstimate estimate() {
            throw new AssertionError("the rule looks at phi only");
        }

        @Override
        public double seconds() {
            return 0;
        }
    }

    /** A sequence: iterate t from the one before and a normal variate. */
    private interface Sequence {
        double next(int t, double before, double noise);
    }

    private static Sequence autoregressive(double rho) {
        return (t, before, noise) -> rho * before + noise;
    }

    /** How the rule ends on a sequence, all of which is written down; null if it does not. */
    private static Termination follow(StoppingRule rule, Sequence sequence, long seed, int steps, List<Double> all) {
        Iterates iterates = new Iterates(1);
        double[] state = new double[rule.stateSize(1) + 3];
        RandomStream rng = RandomStream.of(seed);
        for (int t = 0; t < steps; t++) {
            iterates.phi[0] = sequence.next(t, iterates.phi[0], rng.nextGaussian());
            all.add(iterates.phi[0]);
            Termination end = rule.test(iterates, state, 3);
            if (end != null) {
                return end;
            }
            iterates.step++;
        }
        return null;
    }

    private static Termination follow(StoppingRule rule, Sequence sequence, int steps) {
        return follow(rule, sequence, 11, steps, new ArrayList<>());
    }

    @Test
    void driftingSequencesAreNotStopped() {
        WindowedRHat rule = WindowedRHat.of(200, 1e9);
        assertNull(follow(rule, (t, before, noise) -> 0.02 * t + noise, 20_000), "a straight line in noise");
        assertNull(follow(rule, (t, before, noise) -> 1000 * Math.exp(-t / 2000.0) + 0.1 * noise, 8_000), "a slow approach");
        assertNull(follow(rule, (t, before, noise) -> 1.0 / (t + 1), 20_000), "a slow approach without noise");
        assertNull(follow(WindowedRHat.of(200, 1e-2), (t, before, noise) -> before + 1e-2 * noise, 20_000), "a random walk");
        assertInstanceOf(Termination.Converged.class, follow(rule, (t, before, noise) -> noise, 201), "what it would stop");
    }

    /**
     * The mean of n iterates x' = rho x + e has the standard error 1/((1 - rho) sqrt n). The first window is five times as
     * long as they are correlated, or longer: then about one run of thirty stops too early.
     */
    @Test
    void stationarySequencesAreStoppedWhenTheMeanIsKnown() {
        for (double rho : new double[] {0, 0.5, 0.9, 0.99}) {
            double tolerance = rho > 0.9 ? 1 : 0.05;
            double needed = Math.pow(1 / (1 - rho) / tolerance, 2);
            int window = rho > 0.9 ? 1000 : 200;
            int early = 0;
            for (long seed = 0; seed < 90; seed++) {
                List<Double> all = new ArrayList<>();
                Termination end = follow(WindowedRHat.of(window, tolerance), autoregressive(rho), seed, 200_000, all);
                assertInstanceOf(Termination.Converged.class, end);
                early += all.size() < 0.25 * needed ? 1 : 0;
                assertTrue(all.size() < 8 * needed + window, rho + ": " + all.size() + " of " + needed);
                assertEquals(0, mean(all.stream().mapToDouble(x -> x).toArray()), 5 * tolerance, "rho " + rho + ", seed " + seed);
            }
            // Three are expected; more than seven are so in one case of a hundred.
            assertTrue(early <= 7, "rho " + rho + ": too early " + early + " times of 90");
        }
    }

    @Test
    void aStartFarAwayIsForgottenFirst() {
        List<Double> all = new ArrayList<>();
        Sequence sequence = (t, before, noise) -> 50 * Math.exp(-t / 100.0) + 0.3 * noise;
        Termination end = follow(WindowedRHat.of(100, 0.02), sequence, 11, 100_000, all);
        assertInstanceOf(Termination.Converged.class, end);
        double[] told = numbers(end);
        int from = all.size() - (int) (told[0] * told[1]);
        assertTrue(50 * Math.exp(-from / 100.0) < 0.6, "the window begins at " + from);
    }

    @Test
    void aJumpStartsTheJudgementAnew() {
        List<Double> all = new ArrayList<>();
        Termination end = follow(WindowedRHat.of(100, 0.05), (t, before, noise) -> noise + (t < 150 ? 0 : 20), 11, 100_000, all);
        assertInstanceOf(Termination.Converged.class, end);
        double[] told = numbers(end);
        assertTrue(all.size() - told[0] * told[1] >= 148, "the window begins after the jump, " + end);
    }

    private static final Pattern WORDS = Pattern.compile(
            "over the last (\\d+) batches of (\\d+) steps the largest split R-hat is (\\S+), below .* is (\\S+), within .*");

    private static double[] numbers(Termination end) {
        Matcher matcher = WORDS.matcher(end.words());
        assertTrue(matcher.matches(), end.words());
        double[] numbers = new double[4];
        Arrays.setAll(numbers, k -> Double.parseDouble(matcher.group(k + 1)));
        return numbers;
    }

    /** Whatever was joined and dropped on the way, the numbers are those of the iterates themselves. */
    @Test
    void theNumbersAreThoseOfTheWholeWindow() {
        int joined = 0;
        for (double tolerance : new double[] {1, 0.2, 0.05, 0.02}) {
            for (double start : new double[] {0, 30}) {
                List<Double> all = new ArrayList<>();
                Sequence sequence = (t, before, noise) -> start * Math.exp(-t / 30.0) + noise;
                double[] told = numbers(follow(WindowedRHat.of(60, tolerance), sequence, 5, 100_000, all));
                int batches = (int) told[0];
                int length = (int) told[1];
                joined += length > 3 ? 1 : 0;
                double[] window = all.subList(all.size() - batches * length, all.size()).stream().mapToDouble(x -> x).toArray();
                double[][] quarters = groups(window, 4);
                double h = window.length / 4.0;
                double within = Math.min(variance(quarters[0]) + variance(quarters[1]), variance(quarters[2]) + variance(quarters[3])) / 2;
                double rHat = Math.sqrt((h - 1) / h + variance(means(quarters)) / within);
                assertEquals(rHat, told[2], 1e-9, "R-hat at " + all.size());
                double error = 0;
                for (int groups : new int[] {batches, batches / 2, 4}) {
                    error = Math.max(error, Math.sqrt(variance(means(groups(window, groups))) / groups));
                }
                assertEquals(error, told[3], 1e-9, "error at " + all.size());
            }
        }
        assertTrue(joined >= 4, "batches were joined " + joined + " times");
    }

    private static double[][] groups(double[] x, int count) {
        double[][] groups = new double[count][];
        Arrays.setAll(groups, k -> Arrays.copyOfRange(x, k * (x.length / count), (k + 1) * (x.length / count)));
        return groups;
    }

    private static double[] means(double[][] groups) {
        return Arrays.stream(groups).mapToDouble(RHatTest::mean).toArray();
    }

    private static double mean(double[] x) {
        return Arrays.stream(x).average().orElseThrow();
    }

    private static double variance(double[] x) {
        double mean = mean(x);
        return Arrays.stream(x).map(v -> (v - mean) * (v - mean)).sum() / (x.length - 1);
    }

    /** One parameter that still drifts keeps all waiting; one that never moves does not. */
    @Test
    void everyParameterHasToBeStationary() {
        WindowedRHat rule = WindowedRHat.of(100, 0.2);
        RandomStream rng = RandomStream.of(9);
        for (boolean drifting : new boolean[] {true, false}) {
            Iterates iterates = new Iterates(3);
            double[] state = new double[rule.stateSize(3)];
            Termination end = null;
            for (int t = 0; t < 3000 && end == null; t++) {
                iterates.phi[0] = rng.nextGaussian();
                iterates.phi[1] = 7;
                iterates.phi[2] = rng.nextGaussian() + (drifting ? 0.1 * t : 0);
                end = rule.test(iterates, state, 0);
            }
            assertEquals(drifting, end == null);
        }
    }

    @Test
    void iteratesThatAreNotNumbersNeverConverge() {
        assertNull(follow(WindowedRHat.of(40, 1e9), (t, before, noise) -> t == 30 ? Double.NaN : noise, 40));
        assertNull(follow(WindowedRHat.of(40, 1e9), (t, before, noise) -> Double.NaN, 1000));
    }

    @Test
    void badArgumentsAndExactObjectivesAreRefused() {
        assertTrue(message(() -> WindowedRHat.of(20, 1)).contains("window = 20: must be at least 40"));
        assertTrue(message(() -> WindowedRHat.of(50, 1)).contains("multiple of 20"));
        assertTrue(message(() -> WindowedRHat.of(40, 0)).contains("tolerance = 0.0"));
        assertTrue(message(() -> StoppingRules.rHat(40, Double.NaN)).contains("tolerance = NaN"));
        assertTrue(message(() -> WindowedRHat.of(40, 1).withThreshold(1)).contains("threshold = 1.0"));
        assertTrue(message(() -> WindowedRHat.of(40, 1).withThreshold(Double.NaN)).contains("threshold = NaN"));
        assertTrue(message(() -> fit(0, StoppingRules.rHat(40, 1)).run(0, 1)).contains("gradientNorm"));
    }

    private static String message(org.junit.jupiter.api.function.Executable executable) {
        return assertThrows(IllegalArgumentException.class, executable).getMessage();
    }

    private static Fit fit(double noise, StoppingRule rule) {
        return Fit.of(Normal.of(1, 2), GaussianFamily.meanSigma(), Divergences.reverseKl()).with(new NoisyKl(noise))
                .with(TailAveraging.of(GradientDescent.of(0.1))).with(rule).withSeed(6);
    }

    @Test
    void aFitEndsWhenItsAverageIsKnownAndResumesBitForBit() {
        FitResult whole = fit(0.5, StoppingRules.firstOf(StoppingRules.rHat(200, 0.01), StoppingRules.steps(100_000))).run(-10, 5);
        assertInstanceOf(Termination.Converged.class, whole.termination(), whole.toString());
        double[] mean = whole.averagedPhi().orElseThrow();
        assertEquals(1, mean[0], 0.05);
        // The curvature of KL differs on both sides of sigma = 2: the mean of the iterates lies a little above.
        assertEquals(2, mean[1], 0.1);
        for (long at : new long[] {7, 150, whole.steps() - 3}) {
            FitResult part = fit(0.5, StoppingRules.firstOf(StoppingRules.rHat(200, 0.01), StoppingRules.steps(at))).run(-10, 5);
            assertInstanceOf(Termination.Exhausted.class, part.termination());
            FitResult rest = fit(0.5, StoppingRules.firstOf(StoppingRules.rHat(200, 0.01), StoppingRules.steps(100_000)))
                    .resume(part.checkpoint());
            assertEquals(whole.steps(), rest.steps());
            assertEquals(whole.termination().words(), rest.termination().words());
            assertArrayEquals(whole.phi(), rest.phi());
            assertArrayEquals(mean, rest.averagedPhi().orElseThrow());
        }
    }

    @Test
    void aTestAllocatesNothing() {
        WindowedRHat rule = WindowedRHat.of(40, 1e-9);
        ThreadMXBean bean = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long id = Thread.currentThread().getId();
        Iterates iterates = new Iterates(2);
        RandomStream rng = RandomStream.of(2);
        double[] state = new double[rule.stateSize(2)];
        long least = Long.MAX_VALUE;
        for (int attempt = 0; attempt < 6 && least > 0; attempt++) {
            long start = bean.getThreadAllocatedBytes(id);
            for (int t = 0; t < 5000; t++) {
                iterates.phi[0] = rng.nextGaussian() + (t < 2000 ? t : 0);
                iterates.phi[1] = rng.nextGaussian();
                assertNull(rule.test(iterates, state, 0));
            }
            least = Math.min(least, bean.getThreadAllocatedBytes(id) - start);
        }
        assertTrue(least < 1000, least + " bytes");
    }
}
