package io.divergence.estimators.matching;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.divergence.distribution.MultivariateNormal;
import io.divergence.fit.Termination;
import io.divergence.math.Triangular;
import io.divergence.random.RandomStream;
import io.divergence.target.DifferentiableLogDensity;
import io.divergence.target.LogDensities;
import io.divergence.target.Support;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** What both fitters have in common, and what they do where the target misbehaves. */
class MatchingTest {

    /** A fitter as a function, so that both go through the same tests. */
    interface Fitter {
        MatchingResult run(DifferentiableLogDensity target, double[] mean, double[] covariance);
    }

    static final List<Fitter> BOTH = List.of(
            BatchAndMatch.withDefaults()::run, GaussianScoreMatching.withDefaults().withIterations(4000)::run);

    static double[] identity(int d) {
        double[] identity = new double[d * d];
        for (int i = 0; i < d; i++) {
            identity[i * d + i] = 1;
        }
        return identity;
    }

    /** A covariance with eigenvalues from 1 to the condition, geometrically, in a random basis, divided by the root of the condition. */
    static double[] covariance(int d, double condition, long seed) {
        RandomStream rng = RandomStream.of(seed);
        double[][] basis = new double[d][d];
        for (int i = 0; i < d; i++) {
            for (int j = 0; j < d; j++) {
                basis[i][j] = rng.nextGaussian();
            }
            for (int repeat = 0; repeat < 2; repeat++) {
                for (int k = 0; k < i; k++) {
                    double dot = dot(basis[i], basis[k]);
                    for (int j = 0; j < d; j++) {
                        basis[i][j] -= dot * basis[k][j];
                    }
                }
            }
            double norm = Math.sqrt(dot(basis[i], basis[i]));
            for (int j = 0; j < d; j++) {
                basis[i][j] /= norm;
            }
        }
        double[] covariance = new double[d * d];
        for (int k = 0; k < d; k++) {
            double value = Math.pow(condition, k / (double) Math.max(1, d - 1) - 0.5);
            for (int i = 0; i < d; i++) {
                for (int j = 0; j <= i; j++) {
                    covariance[i * d + j] += value * basis[k][i] * basis[k][j];
                    covariance[j * d + i] = covariance[i * d + j];
                }
            }
        }
        return covariance;
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    static double[] range(int d) {
        double[] mean = new double[d];
        for (int i = 0; i < d; i++) {
            mean[i] = 3 - 1.7 * i;
        }
        return mean;
    }

    /** The distance of a result from a normal target in units of the target. */
    static double distance(MatchingResult result, double[] mean, double[] covariance) {
        int d = mean.length;
        GaussianState truth = new GaussianState(d);
        GaussianState found = new GaussianState(d);
        System.arraycopy(mean, 0, truth.mean, 0, d);
        System.arraycopy(covariance, 0, truth.covariance, 0, d * d);
        assertEquals(-1, truth.factorize());
        System.arraycopy(result.mean(), 0, found.mean, 0, d);
        System.arraycopy(result.covariance(), 0, found.covariance, 0, d * d);
        return truth.moveTo(found, new double[d * (d + 1)], new double[d]);
    }

    @Test
    void aNormalTargetIsFoundExactly() {
        for (int d : new int[] {1, 2, 10}) {
            double[] mean = range(d);
            double[] covariance = covariance(d, 1e4, 5);
            MultivariateNormal target = MultivariateNormal.ofCovariance(mean, covariance);
            for (Fitter fitter : BOTH) {
                MatchingResult result = fitter.run(target, new double[d], identity(d));
                assertInstanceOf(Termination.Converged.class, result.termination(), result.termination().words());
                assertEquals(0, distance(result, mean, covariance), 1e-6, "D = " + d);
                assertArrayEquals(result.covariance(), result.distribution().covariance(), 1e-9 * Math.sqrt(1e4));
            }
        }
    }

    @Test
    void constantsAddedToTheLogDensityChangeNothing() {
        DifferentiableLogDensity shifted = LogDensities.of(1, x -> 1e6 - x[0] * x[0], (x, g) -> g[0] = -2 * x[0]);
        DifferentiableLogDensity plain = LogDensities.of(1, x -> -x[0] * x[0], (x, g) -> g[0] = -2 * x[0]);
        for (Fitter fitter : BOTH) {
            assertArrayEquals(fitter.run(plain, new double[] {1}, new double[] {1}).covariance(),
                    fitter.run(shifted, new double[] {1}, new double[] {1}).covariance());
        }
    }

    /** With L' = A L the samples of both runs correspond one by one. */
    @Property(seed = "41", tries = 20)
    void fitsAreEquivariantUnderAffineMaps(@ForAll @IntRange(min = 1, max = 4) int d, @ForAll @IntRange(max = 10_000) int seed) {
        RandomStream rng = RandomStream.of(seed, 7);
        double[] a = new double[d * d];
        double[] shift = new double[d];
        for (int i = 0; i < d; i++) {
            shift[i] = 5 * rng.nextGaussian();
            for (int j = 0; j <= i; j++) {
                a[i * d + j] = i == j ? Math.exp(rng.nextGaussian()) : rng.nextGaussian();
            }
        }
        DifferentiableLogDensity target = quartic(d);
        DifferentiableLogDensity mapped = mapped(target, a, shift);
        for (Fitter fitter : List.<Fitter>of(BatchAndMatch.withDefaults().withIterations(6)::run,
                GaussianScoreMatching.withDefaults().withIterations(6)::run)) {
            MatchingResult y = fitter.run(target, new double[d], identity(d));
            MatchingResult x = fitter.run(mapped, shift, Triangular.gramOfRows(a, d));
            double[] mean = affine(a, shift, y.mean());
            double[] factor = product(a, y.distribution().cholesky(), d);
            assertEquals(0, distance(x, mean, Triangular.gramOfRows(factor, d)), 1e-8);
            for (int t = 0; t < y.iterations(); t++) {
                assertEquals(y.scoreDivergences()[t], x.scoreDivergences()[t], 1e-8 * (1 + y.scoreDivergences()[t]));
                assertEquals(y.movements()[t], x.movements()[t], 1e-8 * (1 + y.movements()[t]));
            }
        }
    }

    private static DifferentiableLogDensity quartic(int d) {
        return LogDensities.of(d, x -> {
            double sum = 0;
            for (double v : x) {
                sum -= 0.5 * (v - 0.4) * (v - 0.4) + 0.1 * v * v * v * v;
            }
            return sum;
        }, (x, g) -> {
            for (int i = 0; i < d; i++) {
                g[i] = -(x[i] - 0.4) - 0.4 * x[i] * x[i] * x[i];
            }
        });
    }

    private static DifferentiableLogDensity mapped(DifferentiableLogDensity target, double[] a, double[] shift) {
        int d = shift.length;
        return LogDensities.of(d, x -> {
            double[] out = new double[1];
            target.logDensity(unmap(a, shift, x), 0, 1, out);
            return out[0];
        }, (x, g) -> {
            target.logDensityAndGradient(unmap(a, shift, x), 0, 1, new double[1], g);
            Triangular.solveTransposed(a, d, g);
        });
    }

    private static double[] unmap(double[] a, double[] shift, double[] x) {
        double[] y = new double[shift.length];
        for (int i = 0; i < y.length; i++) {
            y[i] = x[i] - shift[i];
        }
        Triangular.solve(a, y.length, y);
        return y;
    }

    private static double[] affine(double[] a, double[] shift, double[] y) {
        double[] x = shift.clone();
        for (int i = 0; i < x.length; i++) {
            for (int j = 0; j < x.length; j++) {
                x[i] += a[i * x.length + j] * y[j];
            }
        }
        return x;
    }

    private static double[] product(double[] a, double[] b, int d) {
        double[] c = new double[d * d];
        for (int i = 0; i < d; i++) {
            for (int j = 0; j < d; j++) {
                for (int k = 0; k < d; k++) {
                    c[i * d + j] += a[i * d + k] * b[k * d + j];
                }
            }
        }
        return c;
    }

    @Test
    void aWrongGradientIsNeverCalledConverged() {
        DifferentiableLogDensity wrong = LogDensities.of(2, x -> -0.5 * (x[0] * x[0] + x[1] * x[1]), (x, g) -> {
            g[0] = x[0] - 1;
            g[1] = x[1];
        });
        for (Fitter fitter : BOTH) {
            MatchingResult result = fitter.run(wrong, new double[] {3, 3}, identity(2));
            assertTrue(!(result.termination() instanceof Termination.Converged), result.termination().words());
            assertSound(result);
        }
    }

    private static void assertSound(MatchingResult result) {
        for (double m : result.mean()) {
            assertTrue(Double.isFinite(m));
        }
        assertEquals(-1, GaussianState.factorize(result.covariance(), result.mean().length, new double[result.covariance().length]));
    }

    @Test
    void aTargetThatIsNowhereFiniteLeavesTheStart() {
        DifferentiableLogDensity nan = LogDensities.of(2, x -> Double.NaN, (x, g) -> Arrays.fill(g, 0));
        DifferentiableLogDensity infinite = LogDensities.of(2, x -> 0, (x, g) -> Arrays.fill(g, Double.POSITIVE_INFINITY));
        for (Fitter fitter : BOTH) {
            for (DifferentiableLogDensity target : List.of(nan, infinite)) {
                MatchingResult result = fitter.run(target, new double[] {1, 2}, new double[] {4, 1, 1, 3});
                Termination.Diverged end = assertInstanceOf(Termination.Diverged.class, result.termination());
                assertEquals(0, end.step());
                assertTrue(end.words().contains("not finite: at z = ["), end.words());
                assertArrayEquals(new double[] {1, 2}, result.mean());
                assertArrayEquals(new double[] {4, 1, 1, 3}, result.covariance());
                assertEquals(0, result.iterations());
            }
        }
    }

    @Test
    void aTargetThatThrowsEndsTheFitWithTheCause() {
        AtomicInteger calls = new AtomicInteger();
        IllegalStateException broken = new IllegalStateException("broken");
        DifferentiableLogDensity target = LogDensities.of(1, x -> -x[0] * x[0], (x, g) -> {
            if (calls.incrementAndGet() > 100) {
                throw broken;
            }
            g[0] = -4 * x[0] * x[0] * x[0];
        });
        for (Fitter fitter : BOTH) {
            calls.set(0);
            MatchingResult result = fitter.run(target, new double[] {1}, new double[] {1});
            Termination.Diverged end = assertInstanceOf(Termination.Diverged.class, result.termination());
            assertEquals(broken, end.cause());
            assertTrue(result.iterations() > 0);
            assertSound(result);
        }
    }

    /** log p = 8 log z - z has mass above zero only; samples below are drawn again. */
    @Test
    void aBatchWithASampleOutsideIsDrawnAgain() {
        DifferentiableLogDensity gamma = LogDensities.of(1, x -> x[0] > 0 ? 8 * Math.log(x[0]) - x[0] : Double.NEGATIVE_INFINITY,
                (x, g) -> g[0] = x[0] > 0 ? 8 / x[0] - 1 : Double.NaN);
        for (Fitter fitter : List.<Fitter>of(BatchAndMatch.withDefaults().withSamples(64).withIterations(60)::run,
                GaussianScoreMatching.withDefaults().withSamples(64).withIterations(60)::run)) {
            MatchingResult result = fitter.run(gamma, new double[] {4}, new double[] {4});
            assertInstanceOf(Termination.Exhausted.class, result.termination(), result.termination().words());
            assertTrue(result.retries() > 0);
            assertEquals(64L * (60 + result.retries()), result.evaluations());
            assertEquals(8.5, result.mean()[0], 1.5);
            assertSound(result);
        }
    }

    /** The first step jumps to N(50, 1), of which nothing can be seen; the way back ends where batches are finite. */
    @Test
    void aStepIntoTheUnknownIsTakenBack() {
        DifferentiableLogDensity target = LogDensities.of(1, x -> x[0] < 20 ? -0.5 * (x[0] - 50) * (x[0] - 50) : Double.NaN,
                (x, g) -> g[0] = 50 - x[0]);
        for (Fitter fitter : BOTH) {
            MatchingResult result = fitter.run(target, new double[] {0}, new double[] {1});
            assertTrue(result.retries() > 0, result.toString());
            assertTrue(!(result.termination() instanceof Termination.Converged), result.termination().words());
            assertTrue(result.mean()[0] > 5 && result.mean()[0] < 21, "mean " + result.mean()[0]);
            assertSound(result);
        }
    }

    @Test
    void anInterruptEndsTheFitAndStaysSet() {
        DifferentiableLogDensity target = LogDensities.of(1, x -> -x[0] * x[0], (x, g) -> {
            Thread.currentThread().interrupt();
            g[0] = -2 * x[0];
        });
        for (Fitter fitter : BOTH) {
            MatchingResult result = fitter.run(target, new double[] {1}, new double[] {1});
            assertTrue(Thread.interrupted());
            assertInstanceOf(Termination.Cancelled.class, result.termination());
            assertEquals(1, result.iterations());
            assertSound(result);
        }
    }

    @Test
    void theSameSeedGivesTheSameBits() {
        for (Fitter fitter : BOTH) {
            MatchingResult a = fitter.run(quartic(3), new double[3], identity(3));
            MatchingResult b = fitter.run(quartic(3), new double[3], identity(3));
            assertArrayEquals(a.covariance(), b.covariance());
            assertArrayEquals(a.scoreDivergences(), b.scoreDivergences());
        }
        assertTrue(BatchAndMatch.withDefaults().withSeed(1).run(quartic(1), new double[1], identity(1)).mean()[0]
                != BatchAndMatch.withDefaults().withSeed(2).run(quartic(1), new double[1], identity(1)).mean()[0]);
    }

    /** Two runs of different length allocate nearly the same; the eigenvalues come as D small objects. */
    @Test
    void anIterationAllocatesNoArrays() {
        ThreadMXBean bean = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        for (int fitter = 0; fitter < 2; fitter++) {
            long least = Long.MAX_VALUE;
            for (int repeat = 0; repeat < 8; repeat++) {
                long before = bean.getThreadAllocatedBytes(Thread.currentThread().getId());
                runs(fitter, 100);
                long between = bean.getThreadAllocatedBytes(Thread.currentThread().getId());
                runs(fitter, 1100);
                long after = bean.getThreadAllocatedBytes(Thread.currentThread().getId());
                least = Math.min(least, after - between - (between - before));
            }
            // Two numbers in the trace and their copies; ten eigenvalues and vectors as objects of EJML. A matrix alone has 816 bytes.
            assertTrue(least <= 1000 * (fitter == 0 ? 32 + 10 * 64 : 64), "fitter " + fitter + " allocates " + least / 1000.0 + " bytes an iteration");
        }
    }

    private static void runs(int fitter, int iterations) {
        if (fitter == 0) {
            BatchAndMatch.withDefaults().withSamples(4).withIterations(iterations).run(quartic(10), new double[10], identity(10));
        } else {
            GaussianScoreMatching.withDefaults().withIterations(iterations).run(quartic(10), new double[10], identity(10));
        }
    }

    @Test
    void wrongArgumentsAreNamed() {
        DifferentiableLogDensity target = quartic(2);
        for (Fitter fitter : BOTH) {
            assertRule("target", () -> fitter.run(null, new double[2], identity(2)));
            assertRule("mean.length = 3", () -> fitter.run(target, new double[3], identity(2)));
            assertRule("mean[1] = NaN", () -> fitter.run(target, new double[] {0, Double.NaN}, identity(2)));
            assertRule("covariance.length = 3", () -> fitter.run(target, new double[2], new double[3]));
            assertRule("pivot 1 of covariance = -3.0", () -> fitter.run(target, new double[2], new double[] {1, 2, 2, 1}));
            assertRule("must be symmetric", () -> fitter.run(target, new double[2], new double[] {1, 0.5, 0, 1}));
            DifferentiableLogDensity box = (DifferentiableLogDensity) LogDensities.withSupport(target,
                    Support.box(new double[] {0, 0}, new double[] {1, 1}));
            assertRule("target.support", () -> fitter.run(box, new double[2], identity(2)));
        }
        assertRule("samples = 0", () -> BatchAndMatch.withDefaults().withSamples(0));
        assertRule("iterations = 0", () -> GaussianScoreMatching.withDefaults().withIterations(0));
        assertRule("tolerance = NaN", () -> GaussianScoreMatching.withDefaults().withTolerance(Double.NaN));
        assertRule("lambda = -1.0", () -> BatchAndMatch.withDefaults().withConstantRate(-1));
        assertRule("first = 0.0", () -> BatchAndMatch.withDefaults().withDecayingRate(0));
    }

    private static void assertRule(String words, Runnable call) {
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, call::run);
        assertTrue(e.getMessage().contains(words), e.getMessage());
    }
}
