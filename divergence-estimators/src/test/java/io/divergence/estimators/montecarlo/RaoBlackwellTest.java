package io.divergence.estimators.montecarlo;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.divergence.divergence.Divergences;
import io.divergence.estimate.Execution;
import io.divergence.estimate.GradientEstimate;
import io.divergence.estimate.GradientEstimator;
import io.divergence.estimate.Objective;
import io.divergence.estimate.Problem;
import io.divergence.family.CategoricalFamily;
import io.divergence.family.FactorizedFamily;
import io.divergence.family.FullRankFamily;
import io.divergence.family.MeanFieldFamily;
import io.divergence.family.ProductFamily;
import io.divergence.family.VariationalFamily;
import io.divergence.random.RandomStream;
import io.divergence.target.FactoredLogDensity;
import io.divergence.target.FactoredLogDensity.Factor;
import io.divergence.target.LogDensities;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RaoBlackwellTest {

    /** A factorised family, a target of factors, and phi. */
    record Case(FactorizedFamily family, FactoredLogDensity target, double... phi) {
        Objective bind(GradientEstimator estimator, int threads) {
            return estimator.bind(new Problem(target, family, Divergences.reverseKl()), new Execution(3, threads));
        }

        @Override
        public String toString() {
            return family.toString();
        }
    }

    /** D single factors and D - 1 between neighbours. */
    private static FactoredLogDensity chain(int d, ToDoubleFunction<double[]> single, ToDoubleFunction<double[]> pair) {
        return FactoredLogDensity.of(d, IntStream.range(0, 2 * d - 1)
                .mapToObj(f -> f < d ? new Factor(single, f) : FactoredLogDensity.factor(pair, f - d, f - d + 1)).toArray(Factor[]::new));
    }

    private static FactoredLogDensity gaussianChain(int d) {
        return chain(d, x -> -0.5 * x[0] * x[0], x -> -0.5 * (x[1] - 0.8 * x[0]) * (x[1] - 0.8 * x[0]));
    }

    private static FactoredLogDensity bernoulliChain(int d) {
        return chain(d, x -> 0.4 * x[0], x -> x[0] == x[1] ? 0.9 : -0.3);
    }

    private static double[] wave(int n, double size) {
        return IntStream.range(0, n).mapToDouble(i -> size * Math.sin(1 + 3 * i)).toArray();
    }

    static List<Case> cases() {
        FactorizedFamily mixed = ProductFamily.of(FullRankFamily.gaussian(2), MeanFieldFamily.gaussian(3), MeanFieldFamily.gaussian(1).withLinearScale());
        double[] phi = wave(13, 0.3);
        phi[12] = 0.7;
        return List.of(new Case(MeanFieldFamily.gaussian(10), gaussianChain(10), wave(20, 0.5)),
                new Case(MeanFieldFamily.studentT(4, 7).withLinearScale(), gaussianChain(4), 0.1, -0.3, 0.2, 0.4, 0.7, 0.8, 0.9, 0.6),
                new Case(CategoricalFamily.bernoulli(10), bernoulliChain(10), wave(10, 0.8)),
                new Case(CategoricalFamily.of(3, 3), bernoulliChain(3), wave(6, 0.8)),
                new Case(mixed, gaussianChain(6), phi));
    }

    /** Means over steps, and variances of one step. */
    private static double[][] moments(Case c, GradientEstimator estimator, int steps, long first) {
        int n = c.phi.length;
        double[][] result = new double[2][n];
        GradientEstimate out = new GradientEstimate(n);
        try (Objective objective = c.bind(estimator, 1)) {
            for (long s = first; s < first + steps; s++) {
                objective.evaluate(s, c.phi, out);
                assertTrue(out.isUsable());
                for (int j = 0; j < n; j++) {
                    result[0][j] += out.gradient()[j] / steps;
                    result[1][j] += out.gradient()[j] * out.gradient()[j] / steps;
                }
            }
        }
        for (int j = 0; j < n; j++) {
            result[1][j] -= result[0][j] * result[0][j];
        }
        return result;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void itHasTheMeanOfThePlainEstimateForEveryBaseline(Case c) {
        int steps = 1500;
        double[][] plain = moments(c, ScoreEstimator.withDefaults().withSamples(32), 3 * steps, 1_000_000);
        for (Baseline baseline : List.of(Baseline.none(), Baseline.leaveOneOut(), Baseline.optimal(), Baseline.constant(0.5))) {
            double[][] own = moments(c, ScoreEstimator.withDefaults().withSamples(16).with(baseline).withRaoBlackwell(), steps, 0);
            for (int j = 0; j < c.phi.length; j++) {
                double error = Math.sqrt(plain[1][j] / (3 * steps) + own[1][j] / steps);
                assertEquals(0, (own[0][j] - plain[0][j]) / error, 5, baseline + " entry " + j);
            }
        }
    }

    /**
     * Ten blocks of a chain: of the 19 factors a block meets two or three. Measured: 6.6 for Bernoulli variables and 2.0 for normal ones,
     * whose scores of the scales vary most with their own block.
     */
    @Test
    void theVarianceOnAChainOfTenBlocksIsLower() {
        for (Case c : List.of(cases().get(0), cases().get(2))) {
            double[][] plain = moments(c, ScoreEstimator.withDefaults(), 2000, 0);
            double[][] own = moments(c, ScoreEstimator.withDefaults().withRaoBlackwell(), 2000, 0);
            double ratio = IntStream.range(0, c.phi.length).mapToDouble(j -> plain[1][j]).sum()
                    / IntStream.range(0, c.phi.length).mapToDouble(j -> own[1][j]).sum();
            assertTrue(ratio > (c.family instanceof CategoricalFamily ? 6 : 1.9), c + ": lower by a factor of " + ratio);
        }
    }

    /** A scope that leaves a coordinate out is a defect that the comparison of means would see. */
    @Test
    void aWrongScopeIsSeen() {
        FactoredLogDensity sound = gaussianChain(3);
        FactoredLogDensity wrong = new FactoredLogDensity() {
            @Override
            public int factors() {
                return sound.factors();
            }

            @Override
            public int[] scope(int f) {
                return f == 3 ? new int[] {0} : sound.scope(f);
            }

            @Override
            public void logFactors(double[] z, int from, int to, double[] out) {
                sound.logFactors(z, from, to, out);
            }

            @Override
            public int dimension() {
                return 3;
            }

            @Override
            public void logDensity(double[] z, int from, int to, double[] out) {
                sound.logDensity(z, from, to, out);
            }
        };
        double[] phi = {0.9, 0, 0, 0, 0, 0};
        double[][] plain = moments(new Case(MeanFieldFamily.gaussian(3), sound, phi), ScoreEstimator.withDefaults(), 1500, 0);
        double[][] own = moments(new Case(MeanFieldFamily.gaussian(3), wrong, phi), ScoreEstimator.withDefaults().withRaoBlackwell(), 1500, 0);
        assertTrue(Math.abs(plain[0][1] - own[0][1]) > 10 * Math.sqrt((plain[1][1] + own[1][1]) / 1500));
    }

    /** Errors that are reported are those of repeated steps. */
    @Test
    void standardErrorsAreThoseOfRepeatedSteps() {
        Case c = cases().get(0);
        double[][] own = moments(c, ScoreEstimator.withDefaults().withRaoBlackwell(), 3000, 0);
        GradientEstimate out = new GradientEstimate(c.phi.length);
        double[] squares = new double[c.phi.length];
        try (Objective objective = c.bind(ScoreEstimator.withDefaults().withRaoBlackwell(), 1)) {
            for (int s = 0; s < 400; s++) {
                objective.evaluate(s, c.phi, out);
                for (int j = 0; j < c.phi.length; j++) {
                    squares[j] += out.gradientError()[j] * out.gradientError()[j] / 400;
                }
            }
        }
        for (int j = 0; j < c.phi.length; j++) {
            assertEquals(1, squares[j] / own[1][j], 0.25);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void blocksAddUpToTheDensityAndHoldTheirParameters(Case c) {
        int d = c.family.dimension();
        int blocks = c.family.blocks();
        double[] z = new double[6 * d];
        double[] logs = new double[6 * blocks];
        double[] log = new double[6];
        VariationalFamily bound = c.family.boundCopy();
        bound.sample(c.phi, RandomStream.of(2), z, 1, 6);
        c.family.logDensityOfBlocks(c.phi, z, 1, 6, logs);
        bound.logDensity(c.phi, z, 1, 6, log);
        for (int k = 1; k < 6; k++) {
            double sum = 0;
            for (int b = 0; b < blocks; b++) {
                sum += logs[k * blocks + b];
            }
            assertEquals(log[k], sum, 1e-12);
        }
        for (int j = 0; j < c.phi.length; j++) {
            double[] moved = c.phi.clone();
            moved[j] += 0.01;
            double[] other = new double[6 * blocks];
            c.family.logDensityOfBlocks(moved, z, 1, 6, other);
            for (int b = 0; b < blocks; b++) {
                assertEquals(b != c.family.blockOfParameter(j), other[3 * blocks + b] == logs[3 * blocks + b], "entry " + j + ", block " + b);
            }
        }
        for (int i = 0; i < d; i++) {
            double[] moved = z.clone();
            moved[3 * d + i] = 1 - z[3 * d + i];
            double[] other = new double[6 * blocks];
            c.family.logDensityOfBlocks(c.phi, moved, 1, 6, other);
            assertTrue(other[3 * blocks + c.family.blockOfCoordinate(i)] != logs[3 * blocks + c.family.blockOfCoordinate(i)]
                    || c.family instanceof CategoricalFamily);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void theBitsDoNotDependOnThreadsAndNoStepAllocates(Case c) {
        GradientEstimator estimator = ScoreEstimator.withDefaults().withSamples(2100).withRaoBlackwell();
        GradientEstimate one = new GradientEstimate(c.phi.length);
        GradientEstimate many = new GradientEstimate(c.phi.length);
        ThreadMXBean bean = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long id = Thread.currentThread().getId();
        try (Objective serial = c.bind(estimator, 1); Objective two = c.bind(estimator, 2); Objective eight = c.bind(estimator, 8)) {
            serial.evaluate(4, c.phi, one);
            for (Objective threaded : List.of(two, eight)) {
                threaded.evaluate(4, c.phi, many);
                assertArrayEquals(one.gradient(), many.gradient());
                assertEquals(one.value(), many.value());
            }
            long least = Long.MAX_VALUE;
            for (int k = 0; k < 40; k++) {
                long before = bean.getThreadAllocatedBytes(id);
                serial.evaluate(k, c.phi, one);
                least = Math.min(least, bean.getThreadAllocatedBytes(id) - before);
            }
            assertEquals(0, least);
        }
    }

    @Test
    void whatIsMissingIsNamed() {
        ScoreEstimator estimator = ScoreEstimator.withDefaults().withRaoBlackwell();
        MeanFieldFamily family = MeanFieldFamily.gaussian(3);
        refused(estimator, new Problem(gaussianChain(3), family, Divergences.forwardKl()), "discrepancy");
        refused(estimator, new Problem(gaussianChain(3), FullRankFamily.gaussian(3), Divergences.reverseKl()), "FactorizedFamily");
        refused(estimator, new Problem(LogDensities.of(3, z -> 0), family, Divergences.reverseKl()), "FactoredLogDensity");
        refused(estimator.with(Normalization.SELF_NORMALIZED), new Problem(gaussianChain(3), family, Divergences.reverseKl()), "AUTOMATIC");
        assertThrows(IllegalArgumentException.class, () -> FactoredLogDensity.of(2, new Factor(x -> 0, 0, 2)));
        assertThrows(IllegalArgumentException.class, () -> FactoredLogDensity.of(2, new Factor(x -> 0, 1, 1)));
        assertThrows(IllegalArgumentException.class, () -> FactoredLogDensity.of(2));
    }

    private static void refused(GradientEstimator estimator, Problem problem, String what) {
        String message = assertThrows(IllegalArgumentException.class, () -> estimator.bind(problem, new Execution(1, 1))).getMessage();
        assertTrue(message.contains(what) && message.contains("use the plain ScoreEstimator"), message);
    }
}
