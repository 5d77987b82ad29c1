package io.divergence.estimators.automatic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.divergence.model.Models;
import io.divergence.target.DifferentiableLogDensity;
import io.divergence.target.Support;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class AutomaticFaultsTest {
    private static final double[] MEAN = {1, -2};
    private static final double[] FACTOR = {1, 0, 0.5, 2};

    /** A fault: may change what the target says at one point. */
    @FunctionalInterface
    private interface Fault {
        void at(long call, double[] z, int row, double[] out, double[] gradient);
    }

    /** A normal target, evaluated point by point, with a fault. */
    private static final class Faulty implements DifferentiableLogDensity {
        private final DifferentiableLogDensity target = Models.gaussian(MEAN, FACTOR);
        private final Fault fault;
        private final AtomicLong calls = new AtomicLong();

        Faulty(Fault fault) {
            this.fault = fault;
        }

        @Override
        public int dimension() {
            return 2;
        }

        @Override
        public Support support() {
            return Support.reals(2);
        }

        @Override
        public void logDensity(double[] z, int from, int to, double[] out) {
            logDensityAndGradient(z, from, to, out, new double[2 * to]);
        }

        @Override
        public void logDensityAndGradient(double[] z, int from, int to, double[] out, double[] gradient) {
            for (int k = from; k < to; k++) {
                target.logDensityAndGradient(z, k, k + 1, out, gradient);
                fault.at(calls.incrementAndGet(), z, k, out, gradient);
            }
        }
    }

    private static AutomaticResult fit(Fault fault) {
        AutomaticResult result = AutomaticFit.of(new Faulty(fault)).run(3);
        if (result.verdict().isGood()) {
            for (ParameterSummary p : result.parameters()) {
                assertTrue(Double.isFinite(p.mean() + p.error() + p.sd() + p.correctedMean() + p.correctedError() + p.correctedSd()));
            }
        }
        assertFalse(result.verdict().toString().contains("NaN,"), result.verdict().toString());
        return result;
    }

    private static void assertKind(Verdict.Kind kind, AutomaticResult result, String words) {
        assertEquals(kind, result.verdict().kind(), result.toString());
        assertTrue(result.verdict().toString().contains(words), result.verdict().toString());
    }

    @AfterEach
    void noThreadIsLeft() throws InterruptedException {
        for (int wait = 0; wait < 100 && threads() > 0; wait++) {
            Thread.sleep(20);
        }
        assertEquals(0, threads());
    }

    private static long threads() {
        return Thread.getAllStackTraces().keySet().stream().filter(t -> t.getName().startsWith("divergence-")).count();
    }

    @Test
    void aTargetThatThrowsIsNamed() {
        long all = AutomaticFit.of(new Faulty((call, z, row, out, g) -> { })).run(3).evaluations();
        for (long at : new long[] {1, 40, 150, all}) {
            for (Throwable thrown : new Throwable[] {new IllegalStateException("solver"), new StackOverflowError("solver"), new AssertionError("solver")}) {
                AutomaticResult result = fit((call, z, row, out, g) -> {
                    if (call == at) {
                        throwAny(thrown);
                    }
                });
                assertKind(Verdict.Kind.TARGET_FAILED, result, "solver");
                assertTrue(at < 150 || result.parameters().size() == 2);
            }
        }
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> void throwAny(Throwable thrown) throws T {
        throw (T) thrown;
    }

    @Test
    void whatIsNotANumberIsCountedAndItsFirstPointNamed() {
        AutomaticResult first = fit((call, z, row, out, g) -> out[row] = call == 1 ? Double.NaN : out[row]);
        assertKind(Verdict.Kind.WITHIN_TOLERANCE, first, "at one point, the first (");
        AutomaticResult later = fit((call, z, row, out, g) -> g[2 * row] = call == 60 ? Double.POSITIVE_INFINITY : g[2 * row]);
        assertTrue(later.verdict().toString().contains("at one point, the first ("), later.toString());
        AutomaticResult region = fit((call, z, row, out, g) -> out[row] = z[2 * row] > 3.5 ? Double.NaN : out[row]);
        assertFalse(region.verdict().isGood(), region.toString());
        assertTrue(region.verdict().toString().contains("the first ("), region.toString());
        AutomaticResult everywhere = fit((call, z, row, out, g) -> out[row] = Double.NaN);
        assertKind(Verdict.Kind.TARGET_NOT_FINITE, everywhere, "withInitialPoint");
        assertTrue(everywhere.parameters().isEmpty());
    }

    @Test
    void aFewHolesInTheMassOfTheFitAreReported() {
        AutomaticResult result = fit((call, z, row, out, g) -> out[row] = z[2 * row] > 3.8 ? Double.NaN : out[row]);
        assertEquals(Verdict.Kind.TARGET_NOT_FINITE, result.verdict().kind(), result.toString());
    }

    @Test
    void withoutMassAtTheStartItLooksElsewhere() {
        AutomaticResult start = fit((call, z, row, out, g) -> out[row] = call == 1 ? Double.NEGATIVE_INFINITY : out[row]);
        assertTrue(start.verdict().isGood(), start.toString());
        AutomaticResult nowhere = fit((call, z, row, out, g) -> out[row] = Double.NEGATIVE_INFINITY);
        assertKind(Verdict.Kind.TARGET_NOT_FINITE, nowhere, "withInitialPoint");
        AutomaticResult half = fit((call, z, row, out, g) -> out[row] = z[2 * row] > 1 ? Double.NEGATIVE_INFINITY : out[row]);
        assertFalse(half.verdict().isGood(), half.toString());
        assertFalse(half.toString().contains("NaN"), half.toString());
    }

    @Test
    void aWrongGradientIsFound() {
        assertKind(Verdict.Kind.GRADIENT_INCONSISTENT, fit((call, z, row, out, g) -> g[2 * row + 1] += 0.5), "the gradient says");
        assertKind(Verdict.Kind.GRADIENT_INCONSISTENT, fit((call, z, row, out, g) -> g[2 * row + 1] *= 2), "finiteDifferences");
        assertKind(Verdict.Kind.GRADIENT_INCONSISTENT, fit((call, z, row, out, g) -> {
            g[2 * row] *= 2;
            g[2 * row + 1] *= 2;
        }), "the gradient says");
        double[] before = new double[2];
        assertKind(Verdict.Kind.GRADIENT_INCONSISTENT, fit((call, z, row, out, g) -> {
            double[] own = Arrays.copyOfRange(g, 2 * row, 2 * row + 2);
            System.arraycopy(before, 0, g, 2 * row, 2);
            System.arraycopy(own, 0, before, 0, 2);
        }), "the gradient says");
    }

    @Test
    void aTargetThatWritesToItsPointsDoesNoHarm() {
        AutomaticResult result = fit((call, z, row, out, g) -> Arrays.fill(z, 2 * row, 2 * row + 2, Double.NaN));
        assertKind(Verdict.Kind.WITHIN_TOLERANCE, result, "writes to the array of points");
        assertEquals(1, result.parameters().get(0).mean(), 0.1);
    }

    @Test
    void aNoisyTargetIsFittedWithoutAClaim() {
        java.util.SplittableRandom noise = new java.util.SplittableRandom(4);
        Faulty target = new Faulty((call, z, row, out, g) -> {
            out[row] += noise.nextDouble(-1, 1);
            g[2 * row] += noise.nextDouble(-1, 1);
            g[2 * row + 1] += noise.nextDouble(-1, 1);
        });
        AutomaticResult result = AutomaticFit.of(target).withBudget(20_000).run(3);
        assertKind(Verdict.Kind.BUDGET_USED, result, "noisy");
        assertEquals(1, result.parameters().get(0).mean(), 0.1);
        assertEquals(1, result.parameters().get(0).sd(), 0.1);
        assertEquals(Math.sqrt(4.25), result.parameters().get(1).sd(), 0.2);
        assertFalse(result.toString().contains("NaN"), result.toString());
    }

    @Test
    void aSumOverSomeOfTheDataIsFittedAndJudgedByAllOfThem() {
        int n = 200;
        io.divergence.target.DataTerms terms = io.divergence.target.DataTerms.of(1, n, (k, z) -> -0.5 * Math.pow(Math.sin(k) + 2 - z[0], 2),
                (k, z, g) -> g[0] = Math.sin(k) + 2 - z[0]);
        DifferentiableLogDensity target = (DifferentiableLogDensity) io.divergence.target.SubsampledTarget.of(
                Models.gaussian(new double[1], new double[] {10}), terms, 20, 5);
        AutomaticResult result = AutomaticFit.of(target).withBudget(40_000).run(3);
        assertKind(Verdict.Kind.BUDGET_USED, result, "noisy");
        double mean = 0;
        for (int k = 0; k < n; k++) {
            mean += (Math.sin(k) + 2) / (n + 0.01);
        }
        io.divergence.distribution.MultivariateNormal q = (io.divergence.distribution.MultivariateNormal) result.distribution();
        double sd = Math.sqrt(1 / (n + 0.01));
        assertEquals(mean, q.mean()[0], 0.3 * sd);
        assertEquals(sd * sd, q.covariance()[0], 0.05 * sd * sd);
        assertTrue(result.weights().isPresent());
    }

    @Test
    void noiseInTheGradientAloneIsNoticed() {
        java.util.SplittableRandom noise = new java.util.SplittableRandom(4);
        AutomaticResult result = AutomaticFit.of(new Faulty((call, z, row, out, g) -> g[2 * row] *= 1 + 1e-5 * noise.nextDouble())).withBudget(5000).run(3);
        assertKind(Verdict.Kind.BUDGET_USED, result, "noisy");
    }

    @Test
    void roundingOfSumsInAnotherOrderIsNoNoise() {
        java.util.SplittableRandom noise = new java.util.SplittableRandom(4);
        AutomaticResult result = fit((call, z, row, out, g) -> out[row] += 1e-13 * noise.nextDouble());
        assertTrue(result.verdict().isGood(), result.toString());
    }

    @Test
    void aTargetThatHangsEndsWithTheTimeAndItsThreadWithTheTarget() {
        for (int threads : new int[] {1, 2}) {
            for (long at : new long[] {1, 150}) {
                CountDownLatch released = new CountDownLatch(1);
                Faulty target = new Faulty((call, z, row, out, g) -> {
                    while (call >= at && released.getCount() > 0) {
                        try {
                            released.await();
                        } catch (InterruptedException e) {
                            // Deaf to interruptions, as native code is.
                        }
                    }
                });
                long start = System.nanoTime();
                AutomaticResult result = AutomaticFit.of(target).withThreads(threads).withTimeBudget(Duration.ofMillis(300)).run(3);
                long millis = (System.nanoTime() - start) / 1_000_000;
                assertTrue(millis < 3000, "took " + millis + " ms");
                assertKind(Verdict.Kind.BUDGET_USED, result, "the time was up");
                assertEquals(at == 1 ? 0 : 2, result.parameters().size());
                assertTrue(threads() > 0);
                released.countDown();
            }
        }
    }

    @Test
    void aTimeThatSufficesChangesNothing() {
        Faulty target = new Faulty((call, z, row, out, g) -> { });
        AutomaticResult timed = AutomaticFit.of(target).withTimeBudget(Duration.ofMinutes(5)).run(3);
        AutomaticResult untimed = AutomaticFit.of(target).run(3);
        assertEquals(untimed.verdict(), timed.verdict());
        assertEquals(untimed.elbo(), timed.elbo());
    }

    @Test
    void anInterruptionStopsItWithinOneEvaluationAndStaysSet() throws InterruptedException {
        for (boolean timed : new boolean[] {false, true}) {
            AtomicLong after = new AtomicLong();
            AtomicReference<AutomaticResult> result = new AtomicReference<>();
            AtomicReference<Boolean> flag = new AtomicReference<>();
            Thread[] caller = new Thread[1];
            Faulty target = new Faulty((call, z, row, out, g) -> {
                if (call == 170) {
                    caller[0].interrupt();
                } else if (call > 170) {
                    after.incrementAndGet();
                }
            });
            AutomaticFit fit = AutomaticFit.of(target);
            caller[0] = new Thread(() -> {
                result.set((timed ? fit.withTimeBudget(Duration.ofMinutes(1)) : fit).run(3));
                flag.set(Thread.currentThread().isInterrupted());
            });
            caller[0].start();
            caller[0].join();
            assertKind(Verdict.Kind.CANCELLED, result.get(), "resume");
            assertTrue(flag.get());
            assertTrue(timed || after.get() <= 16, "points after it: " + after.get());
        }
    }

    @Test
    void theBudgetIsNotOverdrawn() {
        for (long budget : new long[] {1, 2, 30, 100, 200}) {
            AutomaticResult result = AutomaticFit.of(Models.studentT(5, 4)).withBudget(budget).run(3);
            assertTrue(result.gradients() <= budget);
            assertKind(Verdict.Kind.BUDGET_USED, result, "gradients were used");
        }
    }
}
