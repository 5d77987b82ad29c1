package io.divergence.estimators.structured;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.divergence.divergence.Divergences;
import io.divergence.estimate.Execution;
import io.divergence.estimate.Finiteness;
import io.divergence.estimate.GradientEstimate;
import io.divergence.estimate.Objective;
import io.divergence.estimate.Problem;
import io.divergence.estimate.ValueMeaning;
import io.divergence.estimators.structured.StructuredProblems.Link;
import io.divergence.family.FullRankFamily;
import io.divergence.family.MeanFieldFamily;
import io.divergence.family.VariationalFamily;
import io.divergence.math.NormalFunctions;
import io.divergence.model.DesignMatrix;
import io.divergence.model.GeneralizedLinearModel;
import io.divergence.model.LinearPredictorTarget;
import io.divergence.random.RandomStream;
import io.divergence.target.LogDensity;
import java.lang.management.ManagementFactory;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LinearPredictorEstimatorTest {

    private static List<VariationalFamily> families(int d) {
        return List.of(MeanFieldFamily.gaussian(d), MeanFieldFamily.gaussian(d).withLinearScale(), FullRankFamily.gaussian(d),
                FullRankFamily.gaussian(d).withLinearScale());
    }

    private static double[] start(VariationalFamily family, double width, long seed) {
        int d = family.dimension();
        RandomStream rng = RandomStream.of(seed, 1);
        double[] location = new double[d];
        double[] factor = new double[d * d];
        double[] scales = new double[d];
        for (int i = 0; i < d; i++) {
            location[i] = 0.5 * rng.nextGaussian();
            scales[i] = width * Math.exp(0.3 * rng.nextGaussian());
            factor[i * d + i] = scales[i];
            for (int j = 0; j < i; j++) {
                factor[i * d + j] = 0.3 * width * rng.nextGaussian();
            }
        }
        return family instanceof MeanFieldFamily m ? m.parameters(location, scales) : ((FullRankFamily) family).parameters(location, factor);
    }

    private static GradientEstimate evaluate(LinearPredictorTarget target, VariationalFamily family, double[] phi, int threads) {
        GradientEstimate out = new GradientEstimate(phi.length);
        try (Objective objective = LinearPredictorEstimator.withDefaults().bind(new Problem(target, family, Divergences.reverseKl()),
                new Execution(1, threads))) {
            objective.evaluate(0, phi, out);
        }
        return out;
    }

    /** The mean and the covariance of q, with the prior, the entropy and a dense trapezoid for each row. */
    private static double denseElbo(LinearPredictorTarget target, VariationalFamily family, double[] phi) {
        int d = family.dimension();
        double[] factor = new double[d * d];
        if (family instanceof FullRankFamily f) {
            factor = f.factor(phi);
        } else {
            for (int i = 0; i < d; i++) {
                factor[i * d + i] = ((MeanFieldFamily) family).hasLinearScale() ? phi[d + i] : Math.exp(phi[d + i]);
            }
        }
        double sum = target.constant();
        for (int i = 0; i < d; i++) {
            double variance = 0;
            for (int j = 0; j <= i; j++) {
                variance += factor[i * d + j] * factor[i * d + j];
            }
            double e = phi[i] - target.priorMean(i);
            sum += Math.log(factor[i * d + i]) + 0.5 * (1 + Math.log(2 * Math.PI)) - 0.5 * target.priorPrecision(i) * (e * e + variance);
        }
        double[] x = new double[d];
        double[][] out = new double[3][1];
        for (int n = 0; n < target.design().rows(); n++) {
            target.design().copyRow(n, x);
            double mean = 0;
            double square = 0;
            for (int j = 0; j < d; j++) {
                double u = 0;
                for (int i = 0; i < d; i++) {
                    u += factor[i * d + j] * x[i];
                }
                mean += x[j] * phi[j];
                square += u * u;
            }
            double total = 0;
            double weights = 0;
            for (int k = -1200; k <= 1200; k++) {
                double w = Math.exp(-0.5 * 1e-4 * k * k);
                target.terms(new int[] {n}, 1, new double[] {mean + Math.sqrt(square) * 0.01 * k}, out[0], out[1], out[2]);
                total += w * out[0][0];
                weights += w;
            }
            sum += total / weights;
        }
        return sum;
    }

    @ParameterizedTest
    @EnumSource(Link.class)
    void theValueIsThatOfADenseQuadratureWithinItsError(Link link) {
        LinearPredictorTarget target = StructuredProblems.of(link, 11, 3, 5);
        for (VariationalFamily family : families(3)) {
            for (double width : new double[] {0.01, 0.1, 0.25, 1, link == Link.POISSON ? 1.2 : 6}) {
                double[] phi = start(family, width, 7);
                GradientEstimate out = evaluate(target, family, phi, 1);
                double shift = target instanceof LogDensity l && l.logNormalizer().isPresent() ? l.logNormalizer().getAsDouble() : 0;
                double elbo = shift - out.value();
                double dense = denseElbo(target, family, phi);
                assertEquals(dense, elbo, out.valueError() + 1e-11 * Math.abs(dense), family + " " + width);
                assertTrue(out.withinTolerance() && out.valueError() < 2e-6, () -> link + " " + out.valueError());
                assertEquals(shift == 0 ? ValueMeaning.NEGATIVE_ELBO : ValueMeaning.DISCREPANCY, out.meaning());
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Link.class)
    void theGradientIsThatOfFiniteDifferences(Link link) {
        LinearPredictorTarget target = StructuredProblems.of(link, 150, 3, 6);
        for (VariationalFamily family : families(3)) {
            double[] phi = start(family, 0.4, 8);
            GradientEstimate out = evaluate(target, family, phi, 1);
            for (int i = 0; i < phi.length; i++) {
                double h = 1e-5;
                double[] moved = phi.clone();
                moved[i] += h;
                double high = evaluate(target, family, moved, 1).value();
                moved[i] -= 2 * h;
                double difference = (high - evaluate(target, family, moved, 1).value()) / (2 * h);
                assertEquals(difference, out.gradient()[i], 2e-6 * Math.max(1, Math.abs(difference)) + out.gradientError()[i], family + " " + i);
                assertTrue(out.gradientError()[i] < 1e-4, () -> family + " " + out.gradientError()[0]);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(value = Link.class, names = {"LOGISTIC", "PROBIT", "POISSON"})
    void theValueIsTheMeanOverSamples(Link link) {
        LinearPredictorTarget target = StructuredProblems.of(link, 40, 2, 9);
        FullRankFamily family = FullRankFamily.gaussian(2);
        double[] phi = start(family, link == Link.POISSON ? 0.1 : 0.2, 10);
        int k = 40_000;
        double[] z = new double[2 * k];
        double[] p = new double[k];
        double[] q = new double[k];
        family.sample(phi, RandomStream.of(11, 1), z, 0, k);
        ((LogDensity) target).logDensity(z, 0, k, p);
        family.logDensity(phi, z, 0, k, q);
        double mean = 0;
        double square = 0;
        for (int i = 0; i < k; i++) {
            mean += (q[i] - p[i]) / k;
            square += (q[i] - p[i]) * (q[i] - p[i]) / k;
        }
        double error = Math.sqrt((square - mean * mean) / k);
        double value = evaluate(target, family, phi, 1).value();
        assertEquals(mean, value, 4 * error);
        assertTrue(Math.abs(value + 0.5 - mean) > 4 * error, () -> "a constant that is half a nat off would be found: " + value + " " + error);
    }

    @Test
    void bitsDoNotDependOnTheNumberOfThreads() {
        LinearPredictorTarget target = StructuredProblems.of(Link.LOGISTIC, 3001, 6, 12);
        for (VariationalFamily family : families(6)) {
            double[] phi = start(family, 0.2, 13);
            GradientEstimate one = evaluate(target, family, phi, 1);
            GradientEstimate three = evaluate(target, family, phi, 3);
            assertEquals(one.value(), three.value());
            assertEquals(one.valueError(), three.valueError());
            assertArrayEquals(one.gradient(), three.gradient());
            assertArrayEquals(one.gradientError(), three.gradientError());
        }
    }

    /** E log sigmoid(u) = E min(u, 0) - E log(1 + e^-|u|), the latter pi^2/6 times the density at 0 and terms of third order in 1/s. */
    @Test
    void predictorsOfAThousandStandardDeviationsAreIntegrated() {
        GeneralizedLinearModel model = GeneralizedLinearModel.logistic(new double[] {1}, DesignMatrix.ofRows(new double[] {1}, 1));
        MeanFieldFamily family = MeanFieldFamily.gaussian(1).withLinearScale();
        for (double s : new double[] {50, 1000}) {
            double a = 0.4 * s;
            double phi = Math.exp(-0.08) / Math.sqrt(2 * Math.PI);
            double expected = a * NormalFunctions.cumulative(-0.4) - s * phi - Math.PI * Math.PI / 6 * phi / s + 0.5 * Math.log(2 * Math.PI * Math.E) + Math.log(s);
            GradientEstimate out = evaluate(model, family, new double[] {a, s}, 1);
            assertEquals(-expected, out.value(), out.valueError() + 3 / (s * s * s));
            assertTrue(out.valueError() < 1e-5, () -> "error " + out.valueError());
        }
    }

    @Test
    void anExpectedRateThatOverflowsIsSaidToOverflow() {
        GeneralizedLinearModel model = GeneralizedLinearModel.poisson(new double[] {3, 1}, DesignMatrix.ofRows(new double[] {1, 2}, 1));
        GradientEstimate out = evaluate(model, MeanFieldFamily.gaussian(1), new double[] {0, Math.log(40)}, 1);
        assertEquals(Finiteness.OVERFLOW, out.finiteness());
        assertFalse(out.isUsable());
    }

    @Test
    void anEvaluationAllocatesNothing() {
        ThreadMXBean bean = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        for (Link link : Link.values()) {
            LinearPredictorTarget target = StructuredProblems.of(link, 300, 3, 14);
            for (VariationalFamily family : families(3)) {
                double[] phi = start(family, 0.5, 15);
                GradientEstimate out = new GradientEstimate(phi.length);
                try (Objective objective = LinearPredictorEstimator.withDefaults().bind(new Problem(target, family, Divergences.reverseKl()),
                        Execution.serial(1))) {
                    objective.evaluate(0, phi, out);
                    long least = Long.MAX_VALUE;
                    for (int repeat = 0; repeat < 5; repeat++) {
                        long before = bean.getThreadAllocatedBytes(Thread.currentThread().getId());
                        long start = bean.getThreadAllocatedBytes(Thread.currentThread().getId());
                        for (int step = 1; step <= 10; step++) {
                            objective.evaluate(step, phi, out);
                        }
                        least = Math.min(least, bean.getThreadAllocatedBytes(Thread.currentThread().getId()) - start - (start - before));
                    }
                    assertEquals(0, Math.max(0, least), link + " " + family);
                }
            }
        }
    }

    @Test
    void whatIsMissingIsSaidAtBind() {
        LinearPredictorTarget target = StructuredProblems.of(Link.LOGISTIC, 5, 2, 1);
        LinearPredictorEstimator estimator = LinearPredictorEstimator.withDefaults();
        for (Problem wrong : List.of(
                new Problem(target, MeanFieldFamily.gaussian(2), Divergences.forwardKl()),
                new Problem(target, MeanFieldFamily.studentT(2, 4), Divergences.reverseKl()),
                new Problem(io.divergence.model.Models.banana(), MeanFieldFamily.gaussian(2), Divergences.reverseKl()))) {
            assertFalse(estimator.supports(wrong));
            String message = assertThrows(IllegalArgumentException.class, () -> estimator.bind(wrong, Execution.serial(1))).getMessage();
            assertTrue(message.contains("must be") && message.contains("use "), message);
        }
        assertTrue(estimator.supports(new Problem(target, FullRankFamily.gaussian(2), Divergences.reverseKl())));
        assertThrows(IllegalArgumentException.class, () -> estimator.withTolerance(0));
    }
}
