package io.divergence.estimators.montecarlo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.divergence.divergence.Divergences;
import io.divergence.estimate.Execution;
import io.divergence.estimate.GradientEstimate;
import io.divergence.estimate.GradientEstimator;
import io.divergence.estimate.Objective;
import io.divergence.estimate.Problem;
import io.divergence.family.FullRankFamily;
import io.divergence.family.LowRankGaussianFamily;
import io.divergence.family.MeanFieldFamily;
import io.divergence.family.VariationalFamily;
import io.divergence.fit.Fit;
import io.divergence.fit.FitResult;
import io.divergence.fit.StoppingRules;
import io.divergence.optimize.Adam;
import io.divergence.target.DifferentiableLogDensity;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

/**
 * What an objective and a fit allocate in all, up to 1,000 dimensions of full rank and 100,000 of mean field: some arrays of the length P of
 * the parameters and some of K points. Bytes are counted, not times; what lives at once is no more.
 */
class MemoryTest {
    private static final int K = 4;
    /** Arrays of each length, and what does not depend on it. */
    private static final int PER_PARAMETER = 8;
    private static final int PER_POINT = 12;
    private static final long FIXED = 200_000;

    /** N(0, I) without scratch of its own. */
    private record Standard(int dimension) implements DifferentiableLogDensity {
        @Override
        public void logDensity(double[] z, int from, int to, double[] out) {
            for (int k = from; k < to; k++) {
                out[k] = 0;
                for (int i = k * dimension; i < (k + 1) * dimension; i++) {
                    out[k] -= 0.5 * z[i] * z[i];
                }
            }
        }

        @Override
        public void logDensityAndGradient(double[] z, int from, int to, double[] out, double[] gradient) {
            logDensity(z, from, to, out);
            for (int i = from * dimension; i < to * dimension; i++) {
                gradient[i] = -z[i];
            }
        }
    }

    private interface Work {
        void run();
    }

    private static long allocated(Work work) {
        ThreadMXBean bean = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long id = Thread.currentThread().getId();
        long before = bean.getThreadAllocatedBytes(id);
        work.run();
        return bean.getThreadAllocatedBytes(id) - before;
    }

    /** Binding, two steps, and the errors of the last. */
    private static long objective(GradientEstimator estimator, VariationalFamily family) {
        double[] phi = new double[family.parameterCount()];
        GradientEstimate out = new GradientEstimate(phi.length);
        Problem problem = new Problem(new Standard(family.dimension()), family, Divergences.reverseKl());
        return allocated(() -> {
            try (Objective objective = estimator.bind(problem, Execution.serial(1))) {
                objective.evaluate(0, phi, out);
                objective.evaluate(1, phi, out);
                out.complete();
            }
        });
    }

    private static long allowed(VariationalFamily family) {
        return 8L * (PER_PARAMETER * (long) family.parameterCount() + (long) PER_POINT * K * family.dimension()) + FIXED;
    }

    private static void grows(String what, IntFunction<VariationalFamily> families, int d, int power) {
        ReparameterizationEstimator total = ReparameterizationEstimator.withDefaults().withSamples(K);
        for (GradientEstimator estimator : List.of(ScoreEstimator.withDefaults().withSamples(K), PathEstimator.withDefaults().withSamples(K), total,
                power < 0 ? total : total.withClosedFormEntropy())) {
            objective(estimator, families.apply(8));
            long[] bytes = new long[3];
            for (int i = 0; i < 3; i++) {
                VariationalFamily family = families.apply(d << i);
                bytes[i] = objective(estimator, family);
                assertTrue(bytes[i] <= allowed(family), what + " " + estimator + ": " + bytes[i] / 8.0 / family.parameterCount() + " arrays of "
                        + family.parameterCount() + " parameters, D = " + (d << i));
            }
            double exponent = Math.log((double) (bytes[2] - bytes[1]) / (bytes[1] - bytes[0])) / Math.log(2);
            assertEquals(Math.abs(power), exponent, 0.1, what + " " + estimator);
        }
    }

    @Test
    void anObjectiveTakesSomeArraysOfParametersAndPoints() {
        grows("full rank", FullRankFamily::gaussian, 250, 2);
        grows("mean field", MeanFieldFamily::gaussian, 25_000, 1);
        grows("low rank", d -> LowRankGaussianFamily.of(d, 2), 5_000, -1);
    }

    /** The optimizer's state, the iterates and the result besides; names of parameters are made only when they are asked for. */
    @Test
    void aFitTakesSomeArraysOfParametersMore() {
        for (VariationalFamily family : List.of(FullRankFamily.gaussian(1000), MeanFieldFamily.gaussian(100_000))) {
            Fit fit = Fit.of(new Standard(family.dimension()), family, Divergences.reverseKl()).with(Adam.withDefaults())
                    .with(PathEstimator.withDefaults().withSamples(K));
            double[] phi = new double[family.parameterCount()];
            FitResult[] result = new FitResult[1];
            long few = allocated(() -> result[0] = fit.with(StoppingRules.steps(2)).run(phi));
            long more = allocated(() -> result[0] = fit.with(StoppingRules.steps(5)).run(phi));
            assertTrue(result[0].isGood() && result[0].steps() == 5, result[0].termination().words());
            assertTrue(few <= allowed(family) + 8L * 14 * phi.length, family + ": " + few / 8.0 / phi.length + " arrays");
            assertTrue(more <= few + 8L * phi.length, "three steps more take " + (more - few) + " bytes");
        }
    }
}
