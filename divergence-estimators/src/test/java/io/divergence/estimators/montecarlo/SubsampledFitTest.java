package io.divergence.estimators.montecarlo;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.divergence.distribution.MultivariateNormal;
import io.divergence.divergence.Divergences;
import io.divergence.estimate.Execution;
import io.divergence.estimate.GradientEstimate;
import io.divergence.estimate.GradientEstimator;
import io.divergence.estimate.Objective;
import io.divergence.estimate.Problem;
import io.divergence.family.MeanFieldFamily;
import io.divergence.fit.Checkpoint;
import io.divergence.fit.Fit;
import io.divergence.fit.FitResult;
import io.divergence.fit.StoppingRules;
import io.divergence.optimize.Adam;
import io.divergence.target.DataTerms;
import io.divergence.target.DifferentiableLogDensity;
import io.divergence.target.LogDensities;
import io.divergence.target.LogDensity;
import io.divergence.target.StepDependent;
import io.divergence.target.SubsampledTarget;
import io.divergence.transform.ConstrainedTarget;
import io.divergence.transform.Transforms;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Fits that see some rows of the data at a step. */
class SubsampledFitTest {
    private static final int ROWS = 50;
    private static final MultivariateNormal PRIOR = MultivariateNormal.ofDiagonal(new double[] {0, 0}, new double[] {3, 3});
    private static final double[] PHI = {0.4, 0.8, -1.2, -1};

    /** Observations y_n of z_0 + x_n z_1 with unit errors: the posterior is normal. */
    private static double y(int n) {
        return 1 + 0.5 * x(n) + Math.sin(13.7 * n);
    }

    private static double x(int n) {
        return 0.06 * n - 1.5;
    }

    private static SubsampledTarget target(int batch) {
        return SubsampledTarget.of(PRIOR, DataTerms.of(2, ROWS, (n, z) -> -0.5 * Math.pow(y(n) - z[0] - x(n) * z[1], 2), (n, z, g) -> {
            g[0] = y(n) - z[0] - x(n) * z[1];
            g[1] = g[0] * x(n);
        }), batch, 5);
    }

    private static final List<GradientEstimator> ESTIMATORS = List.of(ScoreEstimator.withDefaults(), PathEstimator.withDefaults(),
            ReparameterizationEstimator.withDefaults(), ReparameterizationEstimator.withDefaults().with(Points.MATCHED).withClosedFormEntropy());

    private static Objective bind(GradientEstimator estimator, LogDensity target, int threads) {
        return estimator.bind(new Problem(target, MeanFieldFamily.gaussian(2), Divergences.reverseKl()), new Execution(7, threads));
    }

    /** For a normal posterior and matched points the full gradient has no noise: the mean over an epoch is it, to rounding. */
    @Test
    void theMeanGradientOfAnEpochIsThatOfTheFullSum() {
        GradientEstimator matched = ReparameterizationEstimator.withDefaults().with(Points.MATCHED).withClosedFormEntropy();
        GradientEstimate full = new GradientEstimate(4);
        GradientEstimate out = new GradientEstimate(4);
        double[] mean = new double[4];
        double value = 0;
        double spread = 0;
        int steps = target(8).stepsPerEpoch();
        assertEquals(7, steps);
        try (Objective all = bind(matched, target(ROWS), 1); Objective some = bind(matched, target(8), 1)) {
            all.evaluate(0, PHI, full);
            for (int s = 3 * steps; s < 4 * steps; s++) {
                some.evaluate(s, PHI, out);
                for (int j = 0; j < 4; j++) {
                    mean[j] += out.gradient()[j] / steps;
                }
                value += out.value() / steps;
                spread = Math.max(spread, Math.abs(out.gradient()[0] - full.gradient()[0]));
            }
        }
        assertArrayEquals(full.gradient(), mean, 1e-10);
        assertEquals(full.value(), value, 1e-9);
        assertTrue(spread > 3, "batches differ");
    }

    @Test
    void everyEstimatorIsUnbiasedOverEpochs() {
        for (GradientEstimator estimator : ESTIMATORS) {
            double[] exact = mean(ReparameterizationEstimator.withDefaults().with(Points.MATCHED).withClosedFormEntropy(), ROWS, 1)[0];
            double[][] result = mean(estimator, 8, 300);
            for (int j = 0; j < 4; j++) {
                assertEquals(0, (result[0][j] - exact[j]) / (result[1][j] + 1e-10), 5, estimator + " entry " + j);
            }
        }
    }

    /** The defect that the test above is there for: a batch that stands for itself, not for all rows. */
    @Test
    void withoutTheScaleOfABatchEveryEstimatorIsFoundBiased() {
        double[] exact = mean(ReparameterizationEstimator.withDefaults().with(Points.MATCHED).withClosedFormEntropy(), ROWS, 1)[0];
        for (GradientEstimator estimator : ESTIMATORS) {
            double[][] result = mean(estimator, new Unscaled((DifferentiableLogDensity) target(8), 7), 7, 300);
            double z = 0;
            for (int j = 0; j < 4; j++) {
                z = Math.max(z, Math.abs(result[0][j] - exact[j]) / (result[1][j] + 1e-10));
            }
            assertTrue(z > 5, estimator + ": " + z + " standard errors");
        }
    }

    /** prior + SUM_batch, where it should be prior + S SUM_batch. */
    private record Unscaled(DifferentiableLogDensity target, int steps) implements DifferentiableLogDensity, StepDependent {
        @Override
        public int dimension() {
            return 2;
        }

        @Override
        public DifferentiableLogDensity boundCopy() {
            return new Unscaled(target.boundCopy(), steps);
        }

        @Override
        public void prepare(long step) {
            StepDependent.prepare(target, step);
        }

        @Override
        public void logDensity(double[] z, int from, int to, double[] out) {
            logDensityAndGradient(z, from, to, out, new double[2 * to]);
        }

        @Override
        public void logDensityAndGradient(double[] z, int from, int to, double[] out, double[] gradient) {
            target.logDensityAndGradient(z, from, to, out, gradient);
            double[] prior = new double[to];
            double[] slope = new double[2 * to];
            PRIOR.logDensityAndGradient(z, from, to, prior, slope);
            for (int k = from; k < to; k++) {
                out[k] = prior[k] + (out[k] - prior[k]) / steps;
                for (int i = 2 * k; i < 2 * k + 2; i++) {
                    gradient[i] = slope[i] + (gradient[i] - slope[i]) / steps;
                }
            }
        }
    }

    private static double[][] mean(GradientEstimator estimator, int batch, int epochs) {
        return mean(estimator, target(batch), target(batch).stepsPerEpoch(), epochs);
    }

    /**
     * Sticking the landing on batches. It is as unbiased as the others, but its noise no longer vanishes at the posterior, since -grad log q
     * cancels the gradient of all rows only; and where q is too narrow it grows as 1/sigma, with all rows too, while the entropy's own gradient
     * has no noise.
     */
    @Test
    void alongPathsTheNoiseOfABatchStaysAndThatOfANarrowQGrows() {
        ReparameterizationEstimator total = ReparameterizationEstimator.withDefaults();
        double[] optimum = optimum();
        double[] narrow = optimum.clone();
        double[] narrower = optimum.clone();
        for (int j = 2; j < 4; j++) {
            narrow[j] -= Math.log(20);
            narrower[j] -= Math.log(200);
        }
        double path = spread(PathEstimator.withDefaults(), 8, optimum);
        assertTrue(spread(PathEstimator.withDefaults(), ROWS, optimum) < 0.2 * spread(total, ROWS, optimum), "all rows: the noise of the draws cancels");
        assertTrue(path > 0.5 * spread(total, 8, optimum) && path < 2 * spread(total, 8, optimum), "a batch: neither is better");
        for (int batch : new int[] {8, ROWS}) {
            double ratio = spread(PathEstimator.withDefaults(), batch, narrower) / spread(PathEstimator.withDefaults(), batch, narrow);
            assertTrue(ratio > 5 && ratio < 20, ratio + ": as 1/sigma");
            assertEquals(1, spread(total, batch, narrower) / spread(total, batch, narrow), batch == ROWS ? 1 : 0.1);
        }
    }

    /** Of a mean-field q: the mean of the posterior, and the conditional scales. */
    private static double[] optimum() {
        double[] precision = {1.0 / 9, 0, 0, 1.0 / 9};
        double[] right = new double[2];
        for (int n = 0; n < ROWS; n++) {
            double[] x = {1, x(n)};
            for (int i = 0; i < 2; i++) {
                right[i] += x[i] * y(n);
                precision[2 * i] += x[i] * x[0];
                precision[2 * i + 1] += x[i] * x[1];
            }
        }
        double det = precision[0] * precision[3] - precision[1] * precision[2];
        return new double[] {(precision[3] * right[0] - precision[1] * right[1]) / det, (precision[0] * right[1] - precision[2] * right[0]) / det,
            -0.5 * Math.log(precision[0]), -0.5 * Math.log(precision[3])};
    }

    /** The standard deviation of the gradient by the first mean, over steps. */
    private static double spread(GradientEstimator estimator, int batch, double[] phi) {
        GradientEstimate out = new GradientEstimate(4);
        double sum = 0;
        double squares = 0;
        int steps = 700;
        try (Objective objective = bind(estimator, target(batch), 1)) {
            for (int s = 0; s < steps; s++) {
                objective.evaluate(s, phi, out);
                sum += out.gradient()[0] / steps;
                squares += out.gradient()[0] * out.gradient()[0] / steps;
            }
        }
        return Math.sqrt(squares - sum * sum);
    }

    /** The mean over epochs and its standard error. */
    private static double[][] mean(GradientEstimator estimator, LogDensity target, int steps, int epochs) {
        double[][] result = new double[2][4];
        GradientEstimate out = new GradientEstimate(4);
        double[] sum = new double[4];
        double[] squares = new double[4];
        try (Objective objective = bind(estimator, target, 1)) {
            for (int e = 0; e < epochs; e++) {
                double[] epoch = new double[4];
                for (int s = 0; s < steps; s++) {
                    objective.evaluate((long) e * steps + s, PHI, out);
                    for (int j = 0; j < 4; j++) {
                        epoch[j] += out.gradient()[j] / steps;
                    }
                }
                for (int j = 0; j < 4; j++) {
                    sum[j] += epoch[j];
                    squares[j] += epoch[j] * epoch[j];
                }
            }
        }
        for (int j = 0; j < 4; j++) {
            result[0][j] = sum[j] / epochs;
            result[1][j] = Math.sqrt(Math.max(0, squares[j] / epochs - result[0][j] * result[0][j]) / epochs);
        }
        return result;
    }

    @Test
    void theBitsDoNotDependOnThreadsOrOnTheOrderOfSteps() {
        GradientEstimator estimator = PathEstimator.withDefaults().withSamples(2100);
        GradientEstimate one = new GradientEstimate(4);
        GradientEstimate many = new GradientEstimate(4);
        try (Objective serial = bind(estimator, target(8), 1); Objective two = bind(estimator, target(8), 2);
                Objective eight = bind(estimator, target(8), 8)) {
            for (long step : new long[] {11, 0, 30, 4}) {
                serial.evaluate(step, PHI, one);
                for (Objective threaded : List.of(two, eight)) {
                    threaded.evaluate(step + 9, PHI, many);
                    threaded.evaluate(step, PHI, many);
                    assertArrayEquals(one.gradient(), many.gradient());
                    assertEquals(one.value(), many.value());
                }
            }
        }
    }

    private static Fit fit(int steps) {
        return Fit.of(target(8), MeanFieldFamily.gaussian(2), Divergences.reverseKl()).with(PathEstimator.withDefaults())
                .with(Adam.withDefaults().withRate(0.05)).with(StoppingRules.steps(steps));
    }

    @Test
    void aFitResumesBitForBitInTheMiddleOfAnEpoch(@TempDir Path folder) throws IOException {
        FitResult whole = fit(100).run(PHI);
        FitResult half = fit(40).run(PHI);
        half.checkpoint().write(folder.resolve("c"));
        FitResult resumed = fit(100).resume(Checkpoint.read(folder.resolve("c")));
        assertArrayEquals(whole.phi(), resumed.phi());
        assertEquals(whole.value(), resumed.value());
        Checkpoint other = half.checkpoint();
        assertThrows(IllegalArgumentException.class,
                () -> Fit.of(target(9), MeanFieldFamily.gaussian(2), Divergences.reverseKl()).with(PathEstimator.withDefaults()).resume(other));
    }

    /** Without rows the posterior is the prior, with one row that of one row; no step differs from another. */
    @Test
    void noRowAndOneRowAreAFullSum() {
        for (int rows : new int[] {0, 1}) {
            double precision = 1 / 9.0 + rows;
            SubsampledTarget one = SubsampledTarget.of(MultivariateNormal.ofDiagonal(new double[] {0}, new double[] {3}), DataTerms.of(1, rows,
                    (n, z) -> -0.5 * Math.pow(2 - z[0], 2), (n, z, g) -> g[0] = 2 - z[0]), 4, 5);
            MeanFieldFamily family = MeanFieldFamily.gaussian(1);
            double[] phi = family.parameters(new double[] {2 * rows / precision}, new double[] {1 / Math.sqrt(precision)});
            for (GradientEstimator estimator : ESTIMATORS) {
                GradientEstimate out = new GradientEstimate(2);
                try (Objective objective = estimator.bind(new Problem(one, family, Divergences.reverseKl()), new Execution(7, 1))) {
                    objective.evaluate(3, phi, out);
                }
                assertTrue(out.isUsable(), estimator.toString());
                for (int j = 0; j < 2; j++) {
                    assertEquals(0, out.gradient()[j], 5 * out.gradientError()[j] + 1e-12, rows + " rows, " + estimator);
                }
            }
            FitResult result = Fit.of(one, family, Divergences.reverseKl()).with(PathEstimator.withDefaults()).with(Adam.withDefaults().withRate(0.02))
                    .with(StoppingRules.steps(3000)).run(1, 0.5);
            assertArrayEquals(phi, result.phi(), 1e-3, rows + " rows");
        }
    }

    @Test
    void aFitFindsThePosterior() {
        GradientEstimate full = new GradientEstimate(4);
        FitResult result = fit(3000).with(Adam.withDefaults().withRate(0.005)).run(PHI);
        try (Objective all = bind(ReparameterizationEstimator.withDefaults().with(Points.MATCHED).withClosedFormEntropy(), target(ROWS), 1)) {
            all.evaluate(0, result.phi(), full);
        }
        assertTrue(full.gradientNorm() < 3, full.gradientNorm() + " of a curvature of 50");
    }

    @Test
    void noStepAllocates() {
        ThreadMXBean bean = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long id = Thread.currentThread().getId();
        GradientEstimate out = new GradientEstimate(4);
        for (GradientEstimator estimator : ESTIMATORS) {
            try (Objective objective = bind(estimator, target(8), 1)) {
                assertTrue(objective.isStochastic());
                long least = Long.MAX_VALUE;
                for (int k = 0; k < 60; k++) {
                    long before = bean.getThreadAllocatedBytes(id);
                    objective.evaluate(k, PHI, out);
                    least = Math.min(least, bean.getThreadAllocatedBytes(id) - before);
                }
                assertEquals(0, least, estimator.toString());
            }
        }
    }

    /** A model written with a positive coordinate: the transform's target sees the same batches. */
    @Test
    void constrainedTargetsAreSubsampledToo() {
        LogDensity constrained = ConstrainedTarget.of(target(8), Transforms.blocks(Transforms.identity(1), Transforms.positive(1)));
        GradientEstimate a = new GradientEstimate(4);
        GradientEstimate b = new GradientEstimate(4);
        try (Objective objective = bind(PathEstimator.withDefaults(), constrained, 1);
                Objective all = bind(PathEstimator.withDefaults(),
                        ConstrainedTarget.of(target(ROWS), Transforms.blocks(Transforms.identity(1), Transforms.positive(1))), 1)) {
            objective.evaluate(1, PHI, a);
            all.evaluate(1, PHI, b);
            assertFalse(a.value() == b.value());
        }
        assertThrows(IllegalArgumentException.class, () -> FixedSample.of(PathEstimator.withDefaults())
                .bind(new Problem(constrained, MeanFieldFamily.gaussian(2), Divergences.reverseKl()), new Execution(1, 1)));
    }

    @Test
    void whatWouldBeBiasedIsRefused() {
        MeanFieldFamily family = MeanFieldFamily.gaussian(2);
        for (LogDensity target : List.of(target(8), LogDensities.withLogNormalizer(target(8), 1))) {
            String message = assertThrows(IllegalArgumentException.class, () -> ScoreEstimator.withDefaults()
                    .bind(new Problem(target, family, Divergences.forwardKl()), new Execution(1, 1))).getMessage();
            assertTrue(message.contains("must be reverse KL for a target that is subsampled"), message);
        }
        ScoreEstimator.withDefaults().bind(new Problem(target(ROWS), family, Divergences.forwardKl()), new Execution(1, 1)).close();
    }
}
