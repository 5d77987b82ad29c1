package io.divergence.estimators.exact;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.divergence.distribution.Categorical;
import io.divergence.distribution.Distribution;
import io.divergence.distribution.Empirical;
import io.divergence.divergence.Discrepancy;
import io.divergence.divergence.Divergence;
import io.divergence.divergence.Divergences;
import io.divergence.divergence.Renyi;
import io.divergence.estimate.ErrorKind;
import io.divergence.estimate.Execution;
import io.divergence.estimate.Finiteness;
import io.divergence.estimate.GradientEstimate;
import io.divergence.estimate.GradientEstimator;
import io.divergence.estimate.Objective;
import io.divergence.estimate.Problem;
import io.divergence.estimate.ValueMeaning;
import io.divergence.estimators.montecarlo.ScoreEstimator;
import io.divergence.family.CategoricalFamily;
import io.divergence.family.GaussianFamily;
import io.divergence.random.RandomStream;
import io.divergence.target.LogDensities;
import io.divergence.target.LogDensity;
import io.divergence.target.Target;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class EnumerationEstimatorTest {
    private static final EnumerationEstimator ENUMERATION = EnumerationEstimator.withDefaults();
    private static final CategoricalFamily THREE = CategoricalFamily.of(1, 3);

    private static List<Discrepancy> discrepancies() {
        List<Discrepancy> all = new ArrayList<>(Divergences.catalogue());
        for (double order : new double[] {0.3, 0.5, 2, 3.5}) {
            all.add(Divergences.renyi(order));
            all.add(Divergences.renyi(order).reversed());
        }
        all.add(Divergences.of("own", l -> Math.expm1(l) * Math.expm1(l), l -> -Math.expm1(2 * l), l -> 2 * Math.exp(2 * l)));
        return all;
    }

    private static List<CategoricalFamily> families() {
        return List.of(CategoricalFamily.of(2, 3), CategoricalFamily.bernoulli(3));
    }

    private static int classes(CategoricalFamily family) {
        return family.parameterCount() / family.dimension() + 1;
    }

    /** Random log masses, whose exponentials add up to e^logZ. */
    private static double[] logMasses(CategoricalFamily family, double logZ, long seed) {
        RandomStream rng = RandomStream.of(seed);
        double[] logs = new double[(int) family.states()];
        double sum = 0;
        for (int i = 0; i < logs.length; i++) {
            logs[i] = rng.nextGaussian();
            sum += Math.exp(logs[i]);
        }
        for (int i = 0; i < logs.length; i++) {
            logs[i] += logZ - Math.log(sum);
        }
        return logs;
    }

    private static LogDensity target(CategoricalFamily family, double[] logMasses) {
        int classes = classes(family);
        return LogDensities.of(family.dimension(), z -> {
            int index = 0;
            for (double x : z) {
                index = index * classes + (int) x;
            }
            return logMasses[index];
        });
    }

    private static double[] phi(CategoricalFamily family) {
        double[] phi = new double[family.parameterCount()];
        for (int j = 0; j < phi.length; j++) {
            phi[j] = 0.7 - 0.4 * j;
        }
        return phi;
    }

    private static GradientEstimate evaluate(GradientEstimator estimator, Target p, CategoricalFamily family, Discrepancy d, int threads,
            double... phi) {
        GradientEstimate out = new GradientEstimate(phi.length);
        try (Objective objective = estimator.bind(new Problem(p, family, d), new Execution(3, threads))) {
            objective.evaluate(0, phi, out);
        }
        return out;
    }

    private static GradientEstimate evaluate(Target p, CategoricalFamily family, Discrepancy d, double... phi) {
        return evaluate(ENUMERATION, p, family, d, 1, phi);
    }

    /** By the definition, with nothing but exponentials and logarithms. */
    private static double plainValue(double[] logP, CategoricalFamily family, Discrepancy d, double[] phi) {
        Distribution q = family.at(phi);
        double[] z = new double[family.dimension()];
        double[] logQ = new double[1];
        double sum = 0;
        for (int i = 0; i < logP.length; i++) {
            family.state(i, z, 0);
            q.logDensity(z, 0, 1, logQ);
            double l = logP[i] - logQ[0];
            sum += d instanceof Renyi r ? Math.exp(r.exponent() * l + logQ[0]) : Math.exp(logQ[0]) * ((Divergence) d).generator(l);
        }
        return d instanceof Renyi r ? Math.log(sum) / r.divisor() : sum;
    }

    @Test
    void valuesAreTheSumsAndGradientsTheirDerivatives() {
        for (CategoricalFamily family : families()) {
            double[] logP = logMasses(family, 0, 4);
            double[] phi = phi(family);
            for (Discrepancy d : discrepancies()) {
                GradientEstimate out = evaluate(target(family, logP), family, d, phi);
                String name = d.name() + " " + family;
                assertEquals(plainValue(logP, family, d, phi), out.value(), 1e-13 * (1 + out.value()), name);
                assertEquals(ValueMeaning.DISCREPANCY, out.meaning());
                assertEquals(ErrorKind.ROUNDING, out.errorKind());
                assertTrue(out.valueError() > 0 && out.valueError() < 1e-12 * (1 + out.value()), name + " " + out.valueError());
                assertTrue(out.isUsable());
                for (int j = 0; j < phi.length; j++) {
                    double h = 1e-5;
                    double[] up = phi.clone();
                    double[] down = phi.clone();
                    up[j] += h;
                    down[j] -= h;
                    double difference = (plainValue(logP, family, d, up) - plainValue(logP, family, d, down)) / (2 * h);
                    assertEquals(difference, out.gradient()[j], 1e-8 * (1 + Math.abs(difference)), name);
                    assertTrue(out.gradientError()[j] >= 0 && out.gradientError()[j] < 1e-12 * (1 + Math.abs(difference)) * 10, name);
                }
            }
        }
    }

    @Test
    void theNormaliserOfATargetDoesNotMatter() {
        for (CategoricalFamily family : families()) {
            double[] phi = phi(family);
            for (Discrepancy d : discrepancies()) {
                GradientEstimate plain = evaluate(LogDensities.withLogNormalizer(target(family, logMasses(family, 0, 4)), 0), family, d, phi);
                for (double logZ : new double[] {-700, 3, 1000}) {
                    GradientEstimate scaled = evaluate(target(family, logMasses(family, logZ, 4)), family, d, phi);
                    LogDensity known = LogDensities.withLogNormalizer(target(family, logMasses(family, logZ, 4)), logZ);
                    assertArrayEquals(evaluate(known, family, d, phi).gradient(), scaled.gradient(), 1e-11);
                    assertArrayEquals(plain.gradient(), scaled.gradient(), 1e-11, d.name());
                    assertEquals(plain.value(), scaled.value(), plain.valueError() + scaled.valueError() + 1e-15, d.name());
                    assertEquals(ValueMeaning.DISCREPANCY, scaled.meaning());
                }
            }
        }
    }

    @Test
    void samplesAgreeWithinTheirStandardErrors() {
        ScoreEstimator samples = ScoreEstimator.withDefaults().withSamples(20_000);
        for (CategoricalFamily family : families()) {
            LogDensity p = LogDensities.withLogNormalizer(target(family, logMasses(family, 0, 4)), 0);
            for (Discrepancy d : discrepancies()) {
                GradientEstimate exact = evaluate(p, family, d, phi(family));
                GradientEstimate noisy = evaluate(samples, p, family, d, 1, phi(family));
                assertEquals(exact.value(), noisy.value(), 5 * noisy.valueError(), d.name());
                double distance = 0;
                for (int j = 0; j < family.parameterCount(); j++) {
                    assertEquals(exact.gradient()[j], noisy.gradient()[j], 5 * noisy.gradientError()[j], d.name());
                    distance = Math.max(distance, Math.abs(exact.gradient()[j]) / noisy.gradientError()[j]);
                }
                assertTrue(distance > 10, "a gradient wrong by a factor of two would be seen: " + d.name());
            }
        }
    }

    @Test
    void atTheTargetValueAndGradientVanish() {
        CategoricalFamily family = CategoricalFamily.of(2, 3);
        double[] phi = phi(family);
        for (Discrepancy d : discrepancies()) {
            GradientEstimate out = evaluate(family.at(phi), family, d, phi);
            assertEquals(0, out.value(), 1e-14, d.name());
            if (!(d instanceof Divergence f) || f.isSmooth()) {
                assertArrayEquals(new double[phi.length], out.gradient(), 1e-14, d.name());
            }
        }
    }

    /** D_b = b/2 SUM (p - q)^2/q to second order: eighteen digits below one. */
    @Test
    void renyiDivergencesKeepTheirDigitsNearTheTarget() {
        double e = 1e-9;
        double[] log = {Math.log(1 / 3.0) + Math.log1p(e), Math.log(1 / 3.0) + Math.log1p(-e), Math.log(1 / 3.0)};
        for (double order : new double[] {0.5, 2, 3}) {
            GradientEstimate out = evaluate(target(THREE, log), THREE, Divergences.renyi(order), 0, 0);
            assertEquals(order / 2 * 2 * e * e / 3, out.value(), 1e-6 * e * e);
        }
    }

    @Test
    void momentsBeyondTheRangeOfADoubleHaveALogarithm() {
        double[] log = {Math.log(0.2), Math.log(0.3), Math.log(0.5)};
        GradientEstimate forward = evaluate(target(THREE, log), THREE, Divergences.logOnePlusChiSquared(), 0, -1000);
        assertEquals(1000 + 2 * Math.log(0.5) + Math.log(2), forward.value(), 1e-10);
        assertEquals(-1, forward.gradient()[1], 1e-12);
        GradientEstimate chi = evaluate(target(THREE, log), THREE, Divergences.forwardChiSquared(), 0, -1000);
        assertEquals(Finiteness.OVERFLOW, chi.finiteness());
        // KL is within the range even where q underflows.
        GradientEstimate kl = evaluate(target(THREE, log), THREE, Divergences.forwardKl(), 0, -1000);
        assertEquals(0.2 * Math.log(0.4) + 0.3 * Math.log(0.6) + 0.5 * (Math.log(0.5) + 1000 + Math.log(2)), kl.value(), 1e-10);
        assertEquals(-0.5, kl.gradient()[1], 1e-12);
    }

    @Test
    void termsWithoutMassAreLimits() {
        double[] log = {Math.log(0.4), Double.NEGATIVE_INFINITY, Math.log(0.6)};
        LogDensity p = target(THREE, log);
        double third = 1 / 3.0;
        assertEquals(0.4 * Math.log(1.2) + 0.6 * Math.log(1.8), evaluate(p, THREE, Divergences.forwardKl(), 0, 0).value(), 1e-15);
        assertEquals(third, evaluate(p, THREE, Divergences.totalVariation(), 0, 0).value(), 1e-15);
        assertEquals(Math.log(0.16 * 3 + 0.36 * 3), evaluate(p, THREE, Divergences.logOnePlusChiSquared(), 0, 0).value(), 1e-15);
        for (Discrepancy d : List.of(Divergences.reverseKl(), Divergences.reverseChiSquared(), Divergences.jeffreys(),
                Divergences.renyi(2).reversed())) {
            GradientEstimate out = evaluate(p, THREE, d, 0, 0);
            assertEquals(Finiteness.INFINITE_BY_SUPPORT, out.finiteness(), d.name());
            assertEquals(Double.POSITIVE_INFINITY, out.value());
        }
    }

    /** The family knows three states of four; the fourth has a tenth of the mass of p. */
    @Test
    void massOutsideTheStatesCountsWhereTheNormaliserIsKnown() {
        Categorical p = Categorical.of(0.3, 0.3, 0.3, 0.1);
        assertEquals(0.1, evaluate(p, THREE, Divergences.totalVariation(), 0, 0).value(), 1e-15);
        assertEquals(1 - 3 * Math.sqrt(0.1), evaluate(p, THREE, Divergences.squaredHellinger(), 0, 0).value(), 1e-15);
        assertEquals(-2 * Math.log(3 * Math.sqrt(0.1)), evaluate(p, THREE, Divergences.renyi(0.5), 0, 0).value(), 1e-15);
        assertEquals(Math.log(1 / 0.9), evaluate(p, THREE, Divergences.reverseKl(), 0, 0).value(), 1e-15);
        assertEquals(Finiteness.INFINITE_BY_SUPPORT, evaluate(p, THREE, Divergences.forwardKl(), 0, 0).finiteness());
        assertEquals(Finiteness.INFINITE_BY_SUPPORT, evaluate(p, THREE, Divergences.renyi(2), 0, 0).finiteness());
    }

    @Test
    void targetsThatMisbehaveAreResults() {
        GradientEstimate nan = evaluate(target(THREE, new double[] {0, Double.NaN, 0}), THREE, Divergences.forwardKl(), 0, 0);
        assertEquals(Finiteness.INVALID, nan.finiteness());
        assertEquals(1, nan.nonFinite());
        assertArrayEquals(new double[] {1}, nan.nonFinitePoint());
        double[] none = new double[3];
        Arrays.fill(none, Double.NEGATIVE_INFINITY);
        assertEquals(Finiteness.BLIND, evaluate(target(THREE, none), THREE, Divergences.forwardKl(), 0, 0).finiteness());
    }

    @Test
    void problemsThatCannotBeSummedAreRefused() {
        CategoricalFamily many = CategoricalFamily.bernoulli(21);
        LogDensity flat = LogDensities.of(21, z -> 0);
        assertRule("ScoreEstimator", () -> ENUMERATION.bind(new Problem(flat, many, Divergences.reverseKl()), Execution.serial(1)));
        assertRule("at most 8", () -> ENUMERATION.withStateLimit(8).bind(
                new Problem(LogDensities.of(2, z -> 0), CategoricalFamily.of(2, 3), Divergences.reverseKl()), Execution.serial(1)));
        assertRule("finitely many states", () -> ENUMERATION.bind(
                new Problem(LogDensities.univariate(x -> 0), GaussianFamily.meanLogSigma(), Divergences.reverseKl()), Execution.serial(1)));
        assertRule("DataEstimator", () -> ENUMERATION.bind(
                new Problem(Empirical.of(1, 2), THREE, Divergences.forwardKl()), Execution.serial(1)));
        assertRule("target.logNormalizer = 0.0", () -> ENUMERATION.bind(
                new Problem(LogDensities.withLogNormalizer(LogDensities.univariate(x -> 0), 0), THREE, Divergences.forwardKl()),
                Execution.serial(1)));
        assertRule("states = 0", () -> ENUMERATION.withStateLimit(0));
        assertRule("problem", () -> ENUMERATION.bind(null, Execution.serial(1)));
    }

    private static void assertRule(String words, Runnable call) {
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, call::run);
        assertTrue(e.getMessage().contains(words), e.getMessage());
    }

    /** 4096 states are eight blocks. */
    @Test
    void theBitsDoNotDependOnTheNumberOfThreads() {
        CategoricalFamily family = CategoricalFamily.bernoulli(12);
        LogDensity p = target(family, logMasses(family, 2, 9));
        double[] phi = phi(family);
        for (Discrepancy d : List.of(Divergences.jensenShannon(), Divergences.renyi(3))) {
            GradientEstimate one = evaluate(ENUMERATION, p, family, d, 1, phi);
            GradientEstimate three = evaluate(ENUMERATION, p, family, d, 3, phi);
            assertEquals(one.value(), three.value());
            assertArrayEquals(one.gradient(), three.gradient());
            assertEquals(4096, one.evaluations());
        }
    }

    @Test
    void anEvaluationAllocatesNothing() {
        ThreadMXBean bean = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        CategoricalFamily family = CategoricalFamily.of(2, 3);
        double[] phi = phi(family);
        GradientEstimate out = new GradientEstimate(phi.length);
        for (Discrepancy d : List.of(Divergences.forwardKl(), Divergences.jensenShannon(), Divergences.renyi(5))) {
            try (Objective objective = ENUMERATION.bind(
                    new Problem(target(family, logMasses(family, 2, 4)), family, d), Execution.serial(1))) {
                for (int i = 0; i < 2000; i++) {
                    objective.evaluate(i, phi, out);
                }
                long least = Long.MAX_VALUE;
                for (int repeat = 0; repeat < 5; repeat++) {
                    long before = bean.getThreadAllocatedBytes(Thread.currentThread().getId());
                    for (int i = 0; i < 1000; i++) {
                        objective.evaluate(i, phi, out);
                    }
                    least = Math.min(least, bean.getThreadAllocatedBytes(Thread.currentThread().getId()) - before);
                }
                assertTrue(least < 1000, d.name() + " allocates " + least / 1000.0 + " bytes an evaluation");
                assertEquals(0, out.evaluations());
            }
        }
    }
}
