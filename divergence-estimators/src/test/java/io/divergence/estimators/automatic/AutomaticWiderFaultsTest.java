package io.divergence.estimators.automatic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.divergence.model.Models;
import io.divergence.target.DifferentiableLogDensity;
import io.divergence.target.Support;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Faults that are met by the searches for Student's t distributions and mixtures, after that for a normal one. */
@Timeout(60)
class AutomaticWiderFaultsTest {
    private static final AutomaticFit.Family[] FAMILIES = {AutomaticFit.Family.STUDENT_T, AutomaticFit.Family.MIXTURE};

    /** A fault: may change what the target says at one point. */
    @FunctionalInterface
    private interface Fault {
        void at(long call, double[] z, int row, double[] out, double[] gradient);
    }

    private record Faulty(DifferentiableLogDensity target, Fault fault, AtomicLong calls) implements DifferentiableLogDensity {

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

    private static AutomaticFit fit(AutomaticFit.Family family, Fault fault) {
        DifferentiableLogDensity target = family == AutomaticFit.Family.STUDENT_T ? Models.studentT(2, 2)
                : Models.mixture(new double[] {0.4, 0.6}, new double[][] {{-3, 0}, {3, 0}}, new double[] {1, 1});
        return AutomaticFit.of(new Faulty(target, fault, new AtomicLong())).with(family);
    }

    private static long calls(AutomaticFit.Family family) {
        return fit(family, (call, z, row, out, g) -> { }).run(3).evaluations();
    }

    @Test
    void aTargetThatThrowsIsNamedAndTheBestSoFarIsKept() {
        for (AutomaticFit.Family family : FAMILIES) {
            long all = calls(family);
            for (long at : new long[] {400, 1500, all / 2, all}) {
                AutomaticResult result = fit(family, (call, z, row, out, g) -> {
                    if (call == at) {
                        throw new IllegalStateException("solver");
                    }
                }).run(3);
                assertEquals(Verdict.Kind.TARGET_FAILED, result.verdict().kind(), result.toString());
                assertTrue(result.verdict().toString().contains("solver"));
                assertEquals(2, result.parameters().size());
            }
        }
    }

    @Test
    void aRegionThatIsNotANumberIsReported() {
        for (AutomaticFit.Family family : FAMILIES) {
            AutomaticResult result = fit(family, (call, z, row, out, g) -> out[row] = z[2 * row] > 4.2 ? Double.NaN : out[row]).run(3);
            assertFalse(result.verdict().isGood(), result.toString());
            assertTrue(result.verdict().toString().contains("the first ("), result.toString());
        }
    }

    @Test
    void anInterruptionEndsItAndStaysSet() throws InterruptedException {
        for (AutomaticFit.Family family : FAMILIES) {
            for (long at : new long[] {300, 1500}) {
                Thread[] caller = new Thread[1];
                Object[] result = new Object[2];
                AutomaticFit fit = fit(family, (call, z, row, out, g) -> {
                    if (call == at) {
                        caller[0].interrupt();
                    }
                });
                caller[0] = new Thread(() -> {
                    result[0] = fit.run(3).verdict().kind();
                    result[1] = Thread.currentThread().isInterrupted();
                });
                caller[0].start();
                caller[0].join();
                assertEquals(Verdict.Kind.CANCELLED, result[0]);
                assertEquals(true, result[1]);
            }
        }
    }

    @Test
    void aTargetThatHangsEndsWithTheTime() {
        for (AutomaticFit.Family family : FAMILIES) {
            CountDownLatch released = new CountDownLatch(1);
            AutomaticResult result = fit(family, (call, z, row, out, g) -> {
                try {
                    if (call >= 1000) {
                        released.await();
                    }
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }).withTimeBudget(Duration.ofMillis(1500)).run(3);
            assertEquals(Verdict.Kind.BUDGET_USED, result.verdict().kind(), result.toString());
            assertTrue(result.verdict().toString().contains("the time was up"));
            released.countDown();
        }
    }

    @Test
    void aNoisyTargetIsFittedByANormalDistribution() {
        for (AutomaticFit.Family family : FAMILIES) {
            java.util.SplittableRandom noise = new java.util.SplittableRandom(4);
            AutomaticResult result = fit(family, (call, z, row, out, g) -> out[row] += noise.nextDouble(-1, 1)).withBudget(5000).run(3);
            assertEquals(Verdict.Kind.BUDGET_USED, result.verdict().kind(), result.toString());
            assertTrue(result.verdict().toString().contains("normal distributions were fitted instead"), result.toString());
        }
    }
}
