package io.divergence.fit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.divergence.distribution.Normal;
import io.divergence.divergence.Divergences;
import io.divergence.estimate.ErrorKind;
import io.divergence.estimate.Execution;
import io.divergence.estimate.GradientEstimate;
import io.divergence.estimate.GradientEstimator;
import io.divergence.estimate.Objective;
import io.divergence.estimate.Problem;
import io.divergence.estimate.ValueMeaning;
import io.divergence.family.GaussianFamily;
import io.divergence.optimize.Adam;
import io.divergence.optimize.Averaged;
import io.divergence.optimize.Clipped;
import io.divergence.optimize.GradientDescent;
import io.divergence.optimize.Momentum;
import io.divergence.optimize.Optimizer;
import io.divergence.random.RandomStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The loop, on gradient descent of KL between two normals: p = N(1, 2), q from N(0, 5), in (mean, variance). */
class FitTest {
    private static final Normal P = Normal.ofVariance(1, 2);

    /** Exact KL in (mean, variance), forward or reverse, with noise of its own if asked. */
    private record Kl(boolean forward, double noise) implements GradientEstimator {
        @Override
        public Objective bind(Problem problem, Execution execution) {
            RandomStream rng = RandomStream.of(execution.seed());
            return new Objective() {
                @Override
                public int parameterCount() {
                    return 2;
                }

                @Override
                public boolean isStochastic() {
                    return noise > 0;
                }

                @Override
                public void evaluate(long step, double[] phi, GradientEstimate out) {
                    out.clear();
                    double d = phi[0] - P.mean();
                    double v = phi[1];
                    double w = P.variance();
                    rng.seek(step, 0);
                    double value = forward ? 0.5 * (Math.log(v / w) + (w + d * d) / v - 1)
                            : 0.5 * (Math.log(w / v) + (v + d * d) / w - 1);
                    out.setValue(value + noise * rng.nextGaussian(), noise, noise > 0 ? ErrorKind.STANDARD_ERROR : ErrorKind.ROUNDING,
                            ValueMeaning.DISCREPANCY);
                    out.gradient()[0] = (forward ? d / v : d / w) + noise * rng.nextGaussian();
                    out.gradient()[1] = (forward ? 0.5 / v - 0.5 * (w + d * d) / v / v : 0.5 / w - 0.5 / v) + noise * rng.nextGaussian();
                    out.gradientError()[0] = noise;
                    out.gradientError()[1] = noise;
                }
            };
        }
    }

    private static Fit fit(GradientEstimator estimator, Optimizer optimizer, StoppingRule stopping) {
        return Fit.of(P, GaussianFamily.meanVariance(), Divergences.reverseKl()).with(estimator).with(optimizer).with(stopping);
    }

    private static StoppingRule until(double norm, long steps) {
        return StoppingRules.firstOf(StoppingRules.gradientNorm(norm), StoppingRules.steps(steps));
    }

    @Test
    void gradientDescentFindsTheMatchInBothDirections() {
        for (boolean forward : new boolean[] {true, false}) {
            FitResult r = fit(new Kl(forward, 0), GradientDescent.of(0.02), until(1e-8, 50_000)).run(0, 5);
            assertInstanceOf(Termination.Converged.class, r.termination(), r.toString());
            assertEquals(1, r.phi()[0], 1e-5);
            assertEquals(2, r.phi()[1], 1e-5);
            assertEquals(0, r.value(), 1e-10);
        }
    }

    @Test
    void tooSmallIsSlowTooLargeNeverSettlesNegativeRunsAwayMomentumIsFaster() {
        long plain = fit(new Kl(false, 0), GradientDescent.of(0.02), until(1e-6, 100_000)).run(0, 5).steps();
        long heavy = fit(new Kl(false, 0), Momentum.heavyBall(0.02, 0.9), until(1e-6, 100_000)).run(0, 5).steps();
        assertTrue(heavy < plain / 3, heavy + " against " + plain);
        FitResult small = fit(new Kl(false, 0), GradientDescent.of(1e-5), until(1e-6, 3000)).run(0, 5);
        assertInstanceOf(Termination.Exhausted.class, small.termination());
        assertTrue(Math.abs(small.phi()[0] - 1) > 0.9);
        FitResult large = fit(new Kl(false, 0), GradientDescent.of(20), until(1e-6, 3000)).run(0, 5);
        assertFalse(large.termination() instanceof Termination.Converged, large.toString());
        FitResult away = fit(new Kl(false, 0), GradientDescent.of(-0.02), until(1e-6, 1_000_000)).run(0, 5);
        Termination.Diverged diverged = assertInstanceOf(Termination.Diverged.class, away.termination());
        assertTrue(diverged.words().contains("variance"), diverged.words());
        assertArrayEquals(new double[] {0, 5}, away.bestPhi());
        assertEquals(5, ((Normal) away.distribution()).variance(), 1e-12);
    }

    /** Uphill, to no variance at all: after some steps, so that phi is not the best, or after the first, when it is. */
    @Test
    void aFitThatLeavesItsDomainHasPhiBeforeTheStepAndItsGradient() {
        for (double rate : new double[] {-0.3, -2}) {
            for (Optimizer optimizer : new Optimizer[] {Adam.withDefaults().withRate(rate), Clipped.of(Adam.withDefaults().withRate(rate), 1e-3)}) {
                FitResult r = fit(new Kl(false, 0), optimizer, StoppingRules.steps(1000)).run(0, 1);
                assertInstanceOf(Termination.Diverged.class, r.termination(), r.toString());
                assertArrayEquals(new double[] {0, 1}, r.bestPhi());
                double v = r.phi()[1];
                assertEquals(rate == -2, v == 1, "before the step " + v);
                assertTrue(v > 0 && v <= 1);
                double d = r.phi()[0] - 1;
                assertEquals(0.5 * (Math.log(2 / v) + (v + d * d) / 2 - 1), r.value(), 1e-14);
                assertArrayEquals(new double[] {d / 2, 0.25 - 0.5 / v}, r.gradient(), 1e-13);
            }
        }
    }

    @Test
    void aProjectedFitStaysInsideTheDomain() {
        FitResult r = fit(new Kl(false, 0), GradientDescent.of(50), until(1e-9, 5000)).with(DomainPolicy.PROJECT).run(1, 5);
        assertFalse(r.termination() instanceof Termination.Diverged, r.toString());
        assertTrue(r.phi()[1] > 0);
    }

    @Test
    void optimizersTakeTheFirstStepsOfTheirFormulas() {
        double[] g = {2, -1};
        step(GradientDescent.of(0.1), g, 1, new double[] {-0.2, 0.1});
        step(Momentum.heavyBall(0.1, 0.5), g, 2, new double[] {-0.2 - 0.3, 0.1 + 0.15});
        step(Momentum.averaged(0.1, 0.5), g, 2, new double[] {-0.1 - 0.15, 0.05 + 0.075});
        step(Momentum.nesterov(0.1, 0.5), g, 2, new double[] {-0.3 - 0.35, 0.15 + 0.175});
        step(Adam.withDefaults().withRate(0.1), g, 3, new double[] {-0.3, 0.3});
        step(Adam.amsGrad().withRate(0.1), g, 1, new double[] {-0.1, 0.1});
        step(io.divergence.optimize.AdaGrad.of(0.1), g, 2, new double[] {-0.1 - 0.1 / Math.sqrt(2), 0.1 + 0.1 / Math.sqrt(2)});
        step(io.divergence.optimize.RmsProp.of(0.1), g, 1, new double[] {-0.1 / Math.sqrt(0.1), 0.1 / Math.sqrt(0.1)});
        step(Clipped.of(GradientDescent.of(1), Math.sqrt(5) / 2), g, 1, new double[] {-1, 0.5});
        double[] state = new double[3];
        Averaged averaged = Averaged.of(GradientDescent.of(0.1), 0);
        double[] phi = {0, 0};
        averaged.init(phi, state);
        averaged.step(0, g.clone(), phi, state);
        averaged.step(1, g.clone(), phi, state);
        double[] mean = new double[2];
        averaged.average(phi, state, mean);
        assertArrayEquals(new double[] {-0.3, 0.15}, mean, 1e-12);
        assertThrows(IllegalArgumentException.class, () -> Clipped.of(averaged, 1));
        assertThrows(IllegalArgumentException.class, () -> Momentum.heavyBall(0.1, 1));
        assertThrows(IllegalArgumentException.class, () -> GradientDescent.of(Double.NaN));
    }

    private static void step(Optimizer optimizer, double[] gradient, int steps, double[] expected) {
        double[] phi = {0, 0};
        double[] state = new double[optimizer.stateSize(2)];
        optimizer.init(phi, state);
        for (int i = 0; i < steps; i++) {
            optimizer.step(i, gradient.clone(), phi, state);
        }
        assertArrayEquals(expected, phi, 1e-6, optimizer.toString());
    }

    private static Fit noisy() {
        return fit(new Kl(false, 0.05), Averaged.of(Clipped.of(Adam.withDefaults(), 5), 20),
                StoppingRules.firstOf(StoppingRules.gradientWithinNoise(5000, 1e-9), StoppingRules.steps(100)))
                .withSeed(77).withTraceEvery(7);
    }

    @Test
    void aResumedRunIsTheUninterruptedOneBitForBit(@TempDir Path folder) throws IOException {
        FitResult whole = noisy().run(0, 5);
        StoppingRule half = StoppingRules.firstOf(StoppingRules.gradientWithinNoise(5000, 1e-9), StoppingRules.steps(43));
        FitResult first = noisy().with(half).run(0, 5);
        Path file = folder.resolve("fit.checkpoint");
        first.checkpoint().write(file);
        FitResult second = noisy().resume(Checkpoint.read(file));
        same(whole, second);
        FitResult saving = noisy().withCheckpoints(folder.resolve("every"), 30).run(0, 5);
        same(whole, saving);
        Checkpoint late = Checkpoint.read(folder.resolve("every"));
        assertEquals(90, late.step());
        same(whole, noisy().resume(late));
        try (var files = Files.list(folder)) {
            assertEquals(2, files.count(), "no temporary file is left");
        }
    }

    private static void same(FitResult a, FitResult b) {
        assertArrayEquals(a.phi(), b.phi());
        assertArrayEquals(a.bestPhi(), b.bestPhi());
        assertArrayEquals(a.averagedPhi().orElseThrow(), b.averagedPhi().orElseThrow());
        assertEquals(a.value(), b.value());
        assertEquals(a.steps(), b.steps());
        assertArrayEquals(a.trace().rows(), b.trace().rows());
        assertTrue(a.trace().size() > 10);
    }

    @Test
    void everyDamagedByteOfACheckpointIsNoticed(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("c");
        noisy().run(0, 5).checkpoint().write(file);
        byte[] bytes = Files.readAllBytes(file);
        for (int i = 0; i < bytes.length; i += i < 40 ? 1 : 13) {
            byte[] damaged = bytes.clone();
            damaged[i] ^= 0x10;
            Files.write(file, damaged);
            assertThrows(CheckpointException.class, () -> Checkpoint.read(file), "byte " + i);
        }
        for (int length : new int[] {0, 5, 30, bytes.length - 1}) {
            Files.write(file, Arrays.copyOf(bytes, length));
            assertThrows(CheckpointException.class, () -> Checkpoint.read(file), "length " + length);
        }
        Files.write(file, bytes);
        Checkpoint good = Checkpoint.read(file);
        String message = assertThrows(IllegalArgumentException.class, () -> noisy().withSeed(78).resume(good)).getMessage();
        assertTrue(message.contains("seed 78"), message);
        assertThrows(IllegalArgumentException.class, () -> noisy().with(GradientDescent.of(1)).resume(good));
    }

    @Test
    void stoppingRulesSayWhy() {
        FitResult plateau = fit(new Kl(false, 0), GradientDescent.of(0.05), StoppingRules.plateau(50, 1e-6)).run(0, 5);
        assertTrue(plateau.termination().words().contains("changed by"), plateau.toString());
        FitResult time = fit(new Kl(false, 0), GradientDescent.of(1e-9), StoppingRules.time(Duration.ofMillis(30))).run(0, 5);
        assertInstanceOf(Termination.Exhausted.class, time.termination());
        FitResult noise = fit(new Kl(false, 0.2), GradientDescent.of(0.01), StoppingRules.gradientWithinNoise(500, 2)).run(0, 5);
        assertInstanceOf(Termination.Converged.class, noise.termination());
        assertEquals(1, noise.phi()[0], 0.3);
        assertThrows(IllegalArgumentException.class,
                () -> fit(new Kl(false, 0.2), GradientDescent.of(1), StoppingRules.gradientNorm(1)).run(0, 5));
        assertThrows(IllegalArgumentException.class,
                () -> fit(new Kl(false, 0), GradientDescent.of(1), StoppingRules.gradientWithinNoise(50, 1)).run(0, 5));
    }

    @Test
    void listenersAndInterruptsEndAFit() {
        FitResult asked = fit(new Kl(false, 0), GradientDescent.of(0.01), StoppingRules.steps(1000))
                .with((FitListener) step -> step.step() < 10).run(0, 5);
        assertInstanceOf(Termination.Cancelled.class, asked.termination());
        assertEquals(10, asked.steps());
        Thread.currentThread().interrupt();
        FitResult interrupted = fit(new Kl(false, 0), GradientDescent.of(0.01), StoppingRules.steps(1000)).run(0, 5);
        assertTrue(Thread.interrupted());
        assertInstanceOf(Termination.Cancelled.class, interrupted.termination());
    }

    @Test
    void badStartsAreRefusedAtOnce() {
        Fit fit = fit(new Kl(false, 0), GradientDescent.of(0.01), StoppingRules.steps(10));
        assertTrue(message(() -> fit.run(0, -1)).startsWith("variance = -1.0: must be positive"));
        assertTrue(message(() -> fit.run(Double.NaN, 1)).startsWith("mu = NaN"));
        assertTrue(message(() -> fit.run(1)).contains("phi.length = 1: must be 2"));
        assertTrue(message(() -> fit.run((double[]) null)).contains("phi = null"));
        assertTrue(message(() -> Fit.of(P, GaussianFamily.meanSigma(), Divergences.forwardKl()).run(0, 1)).contains("estimator"));
        assertTrue(message(() -> fit.with((Optimizer) null)).contains("optimizer = null"));
        assertTrue(message(() -> fit.withThreads(0)).contains("threads = 0"));
    }

    private static String message(org.junit.jupiter.api.function.Executable executable) {
        return assertThrows(IllegalArgumentException.class, executable).getMessage();
    }

    @Test
    void severalStartsAreSortedAndGrouped() {
        Fit fit = fit(new Kl(false, 0), GradientDescent.of(0.2), until(1e-9, 5000));
        MultiStart starts = MultiStart.run(fit, 5, 3, rng -> new double[] {4 * rng.nextDouble() - 2, 1 + rng.nextDouble()});
        assertEquals(5, starts.results().size());
        assertEquals(1, starts.distinct(1e-3).size());
        assertEquals(1, starts.best().phi()[0], 1e-6);
    }
}
