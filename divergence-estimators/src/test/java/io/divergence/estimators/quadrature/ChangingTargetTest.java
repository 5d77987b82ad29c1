package io.divergence.estimators.quadrature;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.divergence.distribution.Mixture;
import io.divergence.divergence.Discrepancy;
import io.divergence.divergence.Divergence;
import io.divergence.divergence.Divergences;
import io.divergence.divergence.Expansion;
import io.divergence.estimate.Execution;
import io.divergence.estimate.GradientEstimate;
import io.divergence.estimate.Objective;
import io.divergence.estimate.Problem;
import io.divergence.family.GaussianFamily;
import io.divergence.target.LogDensities;
import io.divergence.target.LogDensity;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Targets that are new in each step: the arrays that a thread lends to its evaluations leave no trace in the numbers. */
class ChangingTargetTest {
    private static final List<Discrepancy> DISCREPANCIES = List.of(Divergences.reverseKl(), Divergences.forwardChiSquared(),
            Divergences.reverseChiSquared(), Divergences.jensenShannon(), Divergences.forwardKl());

    private static Problem problem(int step, Discrepancy discrepancy) {
        double[] means = {-3 + 0.01 * step, 2};
        return new Problem(Mixture.ofNormals(new double[] {0.5, 0.5}, means, new double[] {0.9, 0.7}), GaussianFamily.meanSigma(), discrepancy);
    }

    /** Value, error and gradient by an evaluator that is used once. */
    private static double[] fresh(Problem problem, double tolerance, double... phi) {
        GradientEstimate out = new GradientEstimate(phi.length);
        try (Objective objective = QuadratureEstimator.withDefaults().withTolerance(tolerance).bind(problem, Execution.serial(0))) {
            objective.evaluate(0, phi, out);
        }
        return new double[] {out.value(), out.valueError(), out.gradient()[0], out.gradient()[1]};
    }

    private static double[] step(int k) {
        return fresh(problem(k, DISCREPANCIES.get(k % DISCREPANCIES.size())), k % 3 == 0 ? 1e-10 : 1e-6, -2.5 + 0.013 * k, 0.8 + 0.001 * k);
    }

    private static List<double[]> steps(int n) {
        List<double[]> all = new ArrayList<>();
        for (int k = 0; k < n; k++) {
            all.add(step(k));
        }
        return all;
    }

    @Test
    void bindingAgainGivesTheSameBits() {
        List<double[]> once = steps(60);
        for (int k = 59; k >= 0; k--) {
            assertArrayEquals(once.get(k), step(k), "step " + k);
        }
    }

    @Test
    void threadsThatBindAtTheSameTimeGetTheSameBits() throws Exception {
        List<double[]> expected = steps(60);
        ExecutorService pool = Executors.newFixedThreadPool(2);
        try {
            Callable<List<double[]>> work = () -> {
                List<double[]> last = List.of();
                for (int round = 0; round < 20; round++) {
                    last = steps(60);
                }
                return last;
            };
            for (Future<List<double[]>> each : pool.invokeAll(List.of(work, work))) {
                for (int k = 0; k < 60; k++) {
                    assertArrayEquals(expected.get(k), each.get().get(k), "step " + k);
                }
            }
        } finally {
            pool.shutdown();
        }
    }

    /** Jensen-Shannon, which evaluates another objective within each of its blocks. */
    private record Nesting(Divergence base, Runnable within) implements Divergence {
        @Override
        public String name() {
            return base.name();
        }

        @Override
        public double generator(double l) {
            return base.generator(l);
        }

        @Override
        public double scoreWeight(double l) {
            return base.scoreWeight(l);
        }

        @Override
        public double pathWeight(double l) {
            return base.pathWeight(l);
        }

        @Override
        public Expansion atInfinity() {
            return base.atInfinity();
        }

        @Override
        public Expansion atZero() {
            return base.atZero();
        }

        @Override
        public void scoreWeights(int n, double[] l, double[] out, double[] scratch) {
            within.run();
            base.scoreWeights(n, l, out, scratch);
        }

        @Override
        public void values(int n, double[] l, double[] out, double[] scratch) {
            within.run();
            base.values(n, l, out, scratch);
        }
    }

    @Test
    void anEvaluationWithinADivergenceIsRightAndLeavesTheOuterOneRight() {
        double[] inner = fresh(problem(3, Divergences.reverseKl()), 1e-8, -1, 2);
        double[] outer = fresh(problem(5, Divergences.jensenShannon()), 1e-8, 0.3, 1.4);
        List<double[]> seen = new ArrayList<>();
        Nesting nesting = new Nesting(Divergences.jensenShannon(), () -> seen.add(fresh(problem(3, Divergences.reverseKl()), 1e-8, -1, 2)));
        assertArrayEquals(outer, fresh(problem(5, nesting), 1e-8, 0.3, 1.4));
        assertTrue(seen.size() > 1, "the fast path asks for blocks");
        seen.forEach(each -> assertArrayEquals(inner, each));
        assertArrayEquals(outer, fresh(problem(5, Divergences.jensenShannon()), 1e-8, 0.3, 1.4));
    }

    @Test
    void anEvaluationWithinATargetIsRight() {
        double[] inner = fresh(problem(3, Divergences.reverseKl()), 1e-8, -1, 2);
        int[] wrong = new int[1];
        LogDensity plain = LogDensities.univariate(x -> -0.5 * x * x);
        LogDensity nesting = LogDensities.univariate(x -> {
            double[] now = fresh(problem(3, Divergences.reverseKl()), 1e-8, -1, 2);
            wrong[0] += Arrays.equals(inner, now) ? 0 : 1;
            return -0.5 * x * x;
        });
        GaussianFamily family = GaussianFamily.meanSigma();
        double[] expected = fresh(new Problem(plain, family, Divergences.reverseKl()), 1e-6, 0.5, 1.2);
        assertArrayEquals(expected, fresh(new Problem(nesting, family, Divergences.reverseKl()), 1e-6, 0.5, 1.2));
        assertEquals(0, wrong[0]);
    }

    @Test
    void aStepWithANewTargetMakesFewSmallObjects() {
        ThreadMXBean bean = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long id = Thread.currentThread().getId();
        GradientEstimate out = new GradientEstimate(2);
        double[] phi = {0.5, 1.2};
        QuadratureEstimator estimator = QuadratureEstimator.withDefaults().withTolerance(1e-6);
        for (Discrepancy d : List.of(Divergences.reverseKl(), Divergences.forwardChiSquared(), Divergences.reverseChiSquared())) {
            long least = Long.MAX_VALUE;
            for (int k = 0; k < 40; k++) {
                long before = bean.getThreadAllocatedBytes(id);
                estimator.bind(problem(k, d), Execution.serial(0)).evaluate(0, phi, out);
                least = Math.min(least, bean.getThreadAllocatedBytes(id) - before);
            }
            // The nodes alone would take ten arrays of 300 to 2000 bytes each, and expansions of f made anew 6000.
            assertTrue(least < 2500, d + ": " + least + " bytes");
        }
    }
}
