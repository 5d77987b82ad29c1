package io.divergence.estimators.montecarlo;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.divergence.distribution.Mixture;
import io.divergence.divergence.Discrepancy;
import io.divergence.divergence.Divergence;
import io.divergence.divergence.Divergences;
import io.divergence.divergence.Renyi;
import io.divergence.estimate.Execution;
import io.divergence.estimate.GradientEstimate;
import io.divergence.estimate.GradientEstimator;
import io.divergence.estimate.Objective;
import io.divergence.estimate.Problem;
import io.divergence.estimate.SampleView;
import io.divergence.family.GaussianFamily;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is summed block by block: the same bits on any number of threads, and the plain sums over all rows but for rounding. */
class BlockSumsTest {
    /** Of eight blocks, the last not full. */
    private static final int SAMPLES = 7 * SampledObjective.BLOCK + 100;
    private static final Mixture P = Mixture.ofNormals(new double[] {0.3, 0.45, 0.25}, new double[] {-2, 1, 3.5}, new double[] {0.6, 0.8, 0.5});
    private static final double[] PHI = {0.5, 0.3};

    private static final GradientEstimator CLOSED_FORM =
            ReparameterizationEstimator.withDefaults().withSamples(SAMPLES).withClosedFormEntropy();

    record Way(Discrepancy discrepancy, GradientEstimator estimator) {
        Objective bind(int threads) {
            return estimator.bind(new Problem(P, GaussianFamily.meanLogSigma(), discrepancy), new Execution(11, threads));
        }
    }

    static Stream<Way> ways() {
        ScoreEstimator score = ScoreEstimator.withDefaults().withSamples(SAMPLES);
        ScoreEstimator normalized = score.with(Normalization.SELF_NORMALIZED);
        ReparameterizationEstimator path = ReparameterizationEstimator.withDefaults().withSamples(SAMPLES);
        Stream<Way> baselines = Stream.of(Baseline.none(), Baseline.mean(), Baseline.leaveOneOut(), Baseline.optimal(), Baseline.constant(0.3))
                .flatMap(b -> Stream.of(new Way(Divergences.reverseKl(), score.with(b)), new Way(Divergences.forwardKl(), normalized.with(b)),
                        new Way(Divergences.totalVariation(), normalized.with(b))));
        Stream<Way> weights = Stream.of(Divergences.forwardKl(), Divergences.forwardChiSquared(), Divergences.logOnePlusChiSquared(),
                Divergences.renyi(0.5), Divergences.jensenShannon()).flatMap(d -> Stream.of(new Way(d, score), new Way(d, normalized)));
        Stream<Way> paths = Stream.of(new Way(Divergences.reverseKl(), path), new Way(Divergences.reverseKl(), CLOSED_FORM),
                new Way(Divergences.forwardKl(), PathEstimator.withDefaults().withSamples(SAMPLES).with(Normalization.SELF_NORMALIZED)),
                new Way(Divergences.reverseKl(), PathEstimator.withDefaults().withSamples(SAMPLES).with(Points.ANTITHETIC)));
        return Stream.of(baselines, weights, paths).flatMap(s -> s);
    }

    @ParameterizedTest
    @MethodSource("ways")
    void theBitsAreTheSameForAnyNumberOfThreads(Way way) {
        double[] one = valueAlone(way, 1);
        double[] all = everything(way, 1);
        for (int threads : new int[] {2, 3, 8}) {
            assertArrayEquals(one, valueAlone(way, threads), threads + " threads");
            assertArrayEquals(all, everything(way, threads), threads + " threads");
        }
    }

    /** Of two steps; that of the first is computed when it is asked for, and takes the place of nothing that the second needs. */
    private static double[] valueAlone(Way way, int threads) {
        GradientEstimate out = new GradientEstimate(2);
        try (Objective objective = way.bind(threads)) {
            objective.evaluate(3, PHI, out);
            double first = out.value();
            objective.evaluate(4, PHI, out);
            return new double[] {first, out.gradient()[0], out.gradient()[1], out.value()};
        }
    }

    private static double[] everything(Way way, int threads) {
        GradientEstimate out = new GradientEstimate(2);
        try (Objective objective = way.bind(threads)) {
            objective.evaluate(3, PHI, out);
            SampleView samples = objective.samples().orElseThrow();
            return GridCatalogue.join(new double[] {out.valueError(), out.value(), out.effectiveSampleSize(), out.largestWeight()},
                    out.gradientError(), samples.weights(), samples.logRatios(), samples.contributions());
        }
    }

    @ParameterizedTest
    @MethodSource("ways")
    void theyAreThePlainSums(Way way) {
        GradientEstimate out = new GradientEstimate(2);
        try (Objective objective = way.bind(2)) {
            objective.evaluate(3, PHI, out);
            double value = out.value();
            double[] gradient = out.gradient().clone();
            SampleView samples = objective.samples().orElseThrow();
            assertEquals(way.estimator == CLOSED_FORM ? plainValue(samples.points()) : plainValue(way.discrepancy, samples.logRatios()), value, 1e-12);
            // The entropy, of which no sample knows, grows as log sigma does.
            double[] sums = {0, way.estimator == CLOSED_FORM ? -1 : 0};
            double squares = 0;
            for (int k = 0; k < SAMPLES; k++) {
                squares += samples.weights()[k] * samples.weights()[k];
                for (int j = 0; j < 2; j++) {
                    sums[j] += samples.contributions()[2 * k + j];
                }
            }
            assertArrayEquals(sums, gradient, 1e-12);
            if (!(way.discrepancy instanceof Renyi)) {
                assertEquals(1 / squares, out.effectiveSampleSize(), 1e-9);
            }
            assertTrue(out.valueError() > 0);
        }
    }

    /** The mean of -l for reverse KL, of f(l) for others, or the logarithm of a moment. */
    private static double plainValue(Discrepancy discrepancy, double[] l) {
        double sum = 0;
        for (double x : l) {
            sum += discrepancy instanceof Renyi renyi ? Math.exp(renyi.exponent() * x)
                    : discrepancy == Divergences.reverseKl() ? -x : ((Divergence) discrepancy).generator(x);
        }
        double mean = sum / l.length;
        return discrepancy instanceof Renyi renyi ? Math.log(mean) / renyi.divisor() : mean;
    }

    /** Minus the mean of log p and the entropy. */
    private static double plainValue(double[] points) {
        double sum = 0;
        for (double x : points) {
            sum += P.logDensity(x);
        }
        return -sum / points.length - 0.5 * Math.log(2 * Math.PI * Math.E) - PHI[1];
    }

    /** By the two passes of the textbook. */
    @ParameterizedTest
    @MethodSource("meansOfIndependentDraws")
    void theErrorOfAMeanIsThatOfTheTextbook(Way way) {
        GradientEstimate out = new GradientEstimate(2);
        try (Objective objective = way.bind(2)) {
            objective.evaluate(3, PHI, out);
            double[] l = objective.samples().orElseThrow().logRatios();
            double mean = 0;
            for (double x : l) {
                mean += x / l.length;
            }
            double squares = 0;
            for (double x : l) {
                squares += (x - mean) * (x - mean);
            }
            assertEquals(Math.sqrt(squares / (l.length - 1) / l.length), out.valueError(), 1e-12);
        }
    }

    static Stream<Way> meansOfIndependentDraws() {
        return Stream.of(new Way(Divergences.reverseKl(), ScoreEstimator.withDefaults().withSamples(SAMPLES)),
                new Way(Divergences.reverseKl(), PathEstimator.withDefaults().withSamples(SAMPLES)));
    }
}
