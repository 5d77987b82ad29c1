package io.divergence.target;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.divergence.check.CheckReport;
import io.divergence.check.TargetCheck;
import io.divergence.distribution.MultivariateNormal;
import io.divergence.transform.ConstrainedTarget;
import io.divergence.transform.Transforms;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class SubsampledTargetTest {
    private static final MultivariateNormal PRIOR = MultivariateNormal.ofDiagonal(new double[] {0.5, -1}, new double[] {2, 3});
    private static final double[] Z = {0.3, -0.7, 1.2, 0.1, -2, 0.4};

    /** A regression with errors of a logistic kind; the rows differ a lot. */
    static DataTerms terms(int rows) {
        return DataTerms.of(2, rows, (n, z) -> -Math.log1p(Math.exp(residual(n, z))) - 3 - n % 4, (n, z, g) -> {
            double slope = -1 / (1 + Math.exp(-residual(n, z)));
            g[0] = -slope;
            g[1] = -slope * Math.sin(n);
        });
    }

    private static double residual(int n, double[] z) {
        return 0.2 * n - z[0] - z[1] * Math.sin(n);
    }

    private static SubsampledTarget target(int rows, int batch, long seed) {
        return SubsampledTarget.of(PRIOR, terms(rows), batch, seed);
    }

    /** Values, then gradients, of three points. */
    private static double[] evaluate(LogDensity target) {
        double[] out = new double[3];
        double[] gradient = new double[6];
        ((DifferentiableLogDensity) target).logDensityAndGradient(Z, 0, 3, out, gradient);
        double[] values = new double[3];
        target.logDensity(Z, 0, 3, values);
        assertArrayEquals(out, values);
        double[] all = Arrays.copyOf(out, 9);
        System.arraycopy(gradient, 0, all, 3, 6);
        return all;
    }

    private static double[] at(LogDensity copy, long step) {
        StepDependent.prepare(copy, step);
        return evaluate(copy);
    }

    @Property(seed = "11", tries = 200)
    void anEpochVisitsEachRowOnceInBatchesOfNearlyOneSize(@ForAll @IntRange(min = 1, max = 60) int rows,
            @ForAll @IntRange(min = 1, max = 70) int batch, @ForAll @IntRange(max = 1000) int epoch) {
        SubsampledTarget target = target(rows, batch, epoch + 5L);
        int steps = target.stepsPerEpoch();
        assertEquals((rows + batch - 1) / batch, steps);
        int[] visits = new int[rows];
        for (long s = (long) epoch * steps; s < (epoch + 1L) * steps; s++) {
            int[] seen = target.rowsOf(s);
            assertTrue(seen.length == rows / steps || seen.length == (rows + steps - 1) / steps);
            assertTrue(seen.length <= batch);
            for (int n : seen) {
                visits[n]++;
            }
        }
        assertTrue(Arrays.stream(visits).allMatch(v -> v == 1), Arrays.toString(visits));
    }

    @Property(seed = "12", tries = 60)
    void theMeanOverAnEpochIsTheFullSum(@ForAll @IntRange(min = 1, max = 40) int rows, @ForAll @IntRange(min = 1, max = 45) int batch,
            @ForAll @IntRange(max = 50) int epoch) {
        SubsampledTarget target = target(rows, batch, 3);
        LogDensity copy = target.boundCopy();
        int steps = target.stepsPerEpoch();
        double[] mean = new double[9];
        for (int s = 0; s < steps; s++) {
            double[] values = at(copy, (long) epoch * steps + s);
            for (int i = 0; i < 9; i++) {
                mean[i] += values[i] / steps;
            }
        }
        double[] full = evaluate(target);
        for (int i = 0; i < 9; i++) {
            assertEquals(full[i], mean[i], 1e-12 * (10 * rows + 10));
        }
    }

    /** Over seeds each single step is unbiased; batches of fixed places with the scale S would be off by a fifth at some steps. */
    @Test
    void eachStepIsUnbiasedOverSeeds() {
        double[] full = evaluate(target(10, 4, 0));
        for (long step : new long[] {0, 1, 2, 7}) {
            double[] sum = new double[9];
            double[] squares = new double[9];
            int seeds = 6000;
            double sizes = 0;
            for (int seed = 0; seed < seeds; seed++) {
                SubsampledTarget target = target(10, 4, seed);
                sizes += target.rowsOf(step).length;
                double[] values = at(target.boundCopy(), step);
                for (int i = 0; i < 9; i++) {
                    sum[i] += values[i];
                    squares[i] += (values[i] - full[i]) * (values[i] - full[i]);
                }
            }
            for (int i = 0; i < 9; i++) {
                double error = Math.sqrt(squares[i]) / seeds;
                assertEquals(full[i], sum[i] / seeds, 5 * error, "entry " + i + " of step " + step);
                if (i < 3) {
                    // The likelihood is so far from zero that a batch a fifth too long would be seen.
                    assertTrue(0.1 * Math.abs(full[i]) > 10 * error);
                }
            }
            assertEquals(10.0 / 3, sizes / seeds, 5 * Math.sqrt(2.0 / 9 / seeds));
        }
    }

    @Test
    void theDescriptionAndACopyBeforeItsFirstStepAreTheFullSum() {
        SubsampledTarget target = target(11, 3, 4);
        assertFalse(target instanceof StepDependent);
        LogDensity copy = target.boundCopy();
        assertTrue(StepDependent.differsByStep(copy));
        assertArrayEquals(evaluate(target), evaluate(copy));
        double[] prior = new double[3];
        PRIOR.logDensity(Z, 0, 3, prior);
        double sum = 0;
        for (int n = 0; n < 11; n++) {
            sum += -Math.log1p(Math.exp(residual(n, new double[] {Z[0], Z[1]}))) - 3 - n % 4;
        }
        assertEquals(prior[0] + sum, evaluate(target)[0], 1e-12);
        at(copy, 5);
        assertArrayEquals(evaluate(target), evaluate(copy.boundCopy()));
        CheckReport report = TargetCheck.of(target).around(new double[] {0.5, -0.5}, 1, 5, 1).run();
        assertTrue(report.isGood(), report.toString());
    }

    @Test
    void aStepIsAPureFunctionOfItsNumber() {
        LogDensity first = target(23, 5, 9).boundCopy();
        LogDensity second = target(23, 5, 9).boundCopy();
        double[][] inOrder = new double[40][];
        for (int s = 0; s < 40; s++) {
            inOrder[s] = at(first, s);
        }
        for (int i = 0; i < 40; i++) {
            int s = (i * 17) % 40;
            assertArrayEquals(inOrder[s], at(second, s));
        }
        assertNotEquals(inOrder[0][0], inOrder[5][0], "epochs are shuffled anew");
        assertNotEquals(inOrder[0][0], at(target(23, 5, 10).boundCopy(), 0)[0]);
        at(first, Long.MAX_VALUE);
    }

    @Test
    void withoutRowsThereIsThePriorAndWithOneRowOrALargeBatchThereIsOneBatch() {
        double[] prior = new double[3];
        double[] slope = new double[6];
        PRIOR.logDensityAndGradient(Z, 0, 3, prior, slope);
        double[] empty = at(target(0, 5, 1).boundCopy(), 3);
        assertArrayEquals(prior, Arrays.copyOf(empty, 3));
        assertArrayEquals(slope, Arrays.copyOfRange(empty, 3, 9));
        for (int[] sizes : new int[][] {{0, 5}, {1, 1}, {1, 4}, {7, 7}, {7, 100}}) {
            SubsampledTarget target = target(sizes[0], sizes[1], 1);
            LogDensity copy = target.boundCopy();
            assertEquals(1, target.stepsPerEpoch());
            assertFalse(StepDependent.differsByStep(copy));
            assertArrayEquals(evaluate(target), at(copy, 6));
            assertEquals(sizes[0], target.rowsOf(6).length);
        }
    }

    @Test
    void termsAreNotAskedWhereThePriorHasNoMass() {
        LogDensity prior = LogDensities.of(1, z -> z[0] > 0 ? -z[0] : Double.NEGATIVE_INFINITY, (z, g) -> g[0] = -1);
        SubsampledTarget target = SubsampledTarget.of(prior, DataTerms.of(1, 3, (n, z) -> {
            assertTrue(z[0] > 0);
            return Math.log(z[0]);
        }), 2, 1);
        assertFalse(target instanceof DifferentiableLogDensity);
        double[] out = new double[4];
        target.boundCopy().logDensity(new double[] {-1, 1, -2, 2}, 0, 4, out);
        assertArrayEquals(new double[] {Double.NEGATIVE_INFINITY, -1, Double.NEGATIVE_INFINITY, 3 * Math.log(2) - 2}, out, 1e-15);
    }

    @Test
    void wrappersFollowTheSteps() {
        SubsampledTarget target = target(12, 3, 2);
        LogDensity plain = target.boundCopy();
        for (LogDensity wrapper : new LogDensity[] {LogDensities.withLogNormalizer(target, 2), LogDensities.finiteDifferences(target),
            ConstrainedTarget.of(target, Transforms.identity(2)), LogDensities.withLogNormalizer(ConstrainedTarget.of(target, Transforms.identity(2)), 1)}) {
            LogDensity copy = wrapper.boundCopy();
            assertTrue(StepDependent.differsByStep(copy), wrapper.toString());
            for (long step : new long[] {3, 0, 9}) {
                double[] expected = at(plain, step);
                StepDependent.prepare(copy, step);
                double[] out = new double[3];
                copy.logDensity(Z, 0, 3, out);
                assertArrayEquals(Arrays.copyOf(expected, 3), out);
            }
            assertFalse(StepDependent.differsByStep(LogDensities.withLogNormalizer(PRIOR, 1).boundCopy()));
        }
    }

    @Test
    void noStepAllocates() {
        LogDensity copy = target(1000, 64, 2).boundCopy();
        double[] out = new double[3];
        double[] gradient = new double[6];
        ThreadMXBean bean = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long id = Thread.currentThread().getId();
        long least = Long.MAX_VALUE;
        for (int step = 0; step < 60; step++) {
            long before = bean.getThreadAllocatedBytes(id);
            for (int i = 0; i < 20; i++) {
                StepDependent.prepare(copy, step * 20L + i);
                ((DifferentiableLogDensity) copy).logDensityAndGradient(Z, 0, 3, out, gradient);
            }
            least = Math.min(least, bean.getThreadAllocatedBytes(id) - before);
        }
        assertEquals(0, least);
    }

    @Test
    void errorsNameTheRule() {
        assertEquals("batch = 0: must be at least 1",
                assertThrows(IllegalArgumentException.class, () -> target(5, 0, 1)).getMessage());
        assertThrows(IllegalArgumentException.class, () -> DataTerms.of(2, -1, (n, z) -> 0));
        assertThrows(IllegalArgumentException.class, () -> SubsampledTarget.of(PRIOR, DataTerms.of(3, 1, (n, z) -> 0), 1, 1));
        assertThrows(IllegalArgumentException.class, () -> SubsampledTarget.of(null, terms(1), 1, 1));
        assertThrows(IllegalArgumentException.class, () -> target(5, 2, 1).rowsOf(-1));
        assertInstanceOf(DifferentiableLogDensity.class, target(5, 2, 1));
        String text = target(5, 2, 1).toString();
        assertTrue(text.contains("rows=5, batch=2, seed=1") && !text.contains("@"), text);
    }
}
