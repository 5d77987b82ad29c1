package io.divergence.estimators.montecarlo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.divergence.distribution.Mixture;
import io.divergence.divergence.Discrepancy;
import io.divergence.divergence.Divergence;
import io.divergence.divergence.Divergences;
import io.divergence.estimate.Execution;
import io.divergence.estimate.GradientEstimate;
import io.divergence.estimate.GradientEstimator;
import io.divergence.estimate.Objective;
import io.divergence.estimate.Problem;
import io.divergence.estimate.ValueMeaning;
import io.divergence.estimators.quadrature.QuadratureEstimator;
import io.divergence.family.FixedWidthGaussianFamily;
import io.divergence.family.GaussianFamily;
import io.divergence.family.GaussianMixtureFamily;
import io.divergence.family.GaussianParameters;
import io.divergence.family.VariationalFamily;
import io.divergence.target.DifferentiableLogDensity;
import io.divergence.target.LogDensities;
import io.divergence.target.Target;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Every divergence with every family and every estimator: value and gradient lie within five of their own standard
 * errors of the quadrature's (which is held against finite differences of itself elsewhere). The pair is one for which
 * every weight has a finite variance: p between a half and twice the width of q.
 */
class CrossProductTest {
    private static final int SAMPLES = 8_000;
    private static final double MEAN = 0.2;
    private static final double SD = 1.2;
    private static final Mixture P =
            Mixture.ofNormals(new double[] {0.4, 0.6}, new double[] {-0.3, 0.4}, new double[] {1.15, 1.25});

    private static List<Discrepancy> discrepancies() {
        List<Discrepancy> all = new ArrayList<>(Divergences.catalogue());
        Divergences.catalogue().forEach(d -> all.add(d.reversed()));
        all.add(Divergences.renyi(0.5));
        all.add(Divergences.renyi(1.5).reversed());
        all.add(Divergences.logOnePlusChiSquared());
        all.add(Divergences.logOnePlusChiSquared().reversed());
        all.add(Divergences.of("a user's", l -> Math.expm1(l) * Math.expm1(l), l -> -Math.expm1(2 * l),
                l -> 2 * Math.exp(2 * l)));
        return all;
    }

    /** Each family with a phi of about the same q. */
    private static Map<VariationalFamily, double[]> families() {
        Map<VariationalFamily, double[]> all = new LinkedHashMap<>();
        for (GaussianParameters parameters : GaussianParameters.values()) {
            GaussianFamily family = GaussianFamily.of(parameters);
            all.put(family, family.parameters(MEAN, SD));
        }
        FixedWidthGaussianFamily fixed = FixedWidthGaussianFamily.of(SD);
        all.put(fixed, fixed.parameters(MEAN, SD));
        GaussianMixtureFamily mixture = GaussianMixtureFamily.ofComponents(2);
        all.put(mixture, mixture.parameters(new double[] {0.7, 0.3}, new double[] {-0.1, 0.7}, new double[] {1.1, 1.2}));
        return all;
    }

    private static Map<String, GradientEstimator> estimators() {
        Map<String, GradientEstimator> all = new LinkedHashMap<>();
        ScoreEstimator score = ScoreEstimator.withDefaults().withSamples(SAMPLES);
        all.put("score", score);
        all.put("score uncentred", score.with(Weights.UNCENTRED));
        all.put("score without baseline", score.with(Baseline.none()));
        all.put("score with mean", score.with(Baseline.mean()));
        all.put("score with optimal baseline", score.with(Baseline.optimal()));
        all.put("score self-normalised", score.with(Normalization.SELF_NORMALIZED));
        all.put("path", PathEstimator.withDefaults().withSamples(SAMPLES));
        all.put("path self-normalised", PathEstimator.withDefaults().withSamples(SAMPLES).with(Normalization.SELF_NORMALIZED));
        all.put("total", ReparameterizationEstimator.withDefaults().withSamples(SAMPLES));
        all.put("total centred", ReparameterizationEstimator.withDefaults().withSamples(SAMPLES).with(Weights.CENTRED));
        all.put("total self-normalised",
                ReparameterizationEstimator.withDefaults().withSamples(SAMPLES).with(Normalization.SELF_NORMALIZED));
        all.put("data", DataEstimator.withSamples(SAMPLES));
        all.put("data centred", DataEstimator.withSamples(SAMPLES).with(Weights.CENTRED));
        return all;
    }

    private static GradientEstimate evaluate(GradientEstimator estimator, Problem problem, double[] phi) {
        GradientEstimate out = new GradientEstimate(phi.length);
        try (Objective objective = estimator.bind(problem, Execution.serial(20261121))) {
            objective.evaluate(3, phi, out);
        }
        return out;
    }

    private static boolean applies(String estimator, Discrepancy d) {
        boolean smooth = !(d instanceof Divergence divergence) || divergence.isSmooth();
        if (estimator.startsWith("data")) {
            return d instanceof Divergence;
        }
        return smooth || estimator.startsWith("score");
    }

    @Test
    void everyCombinationAgreesWithQuadratureWithinItsOwnStandardErrors() {
        List<String> failures = new ArrayList<>();
        int checked = 0;
        for (Discrepancy d : discrepancies()) {
            for (Map.Entry<VariationalFamily, double[]> member : families().entrySet()) {
                VariationalFamily family = member.getKey();
                double[] phi = member.getValue();
                Problem problem = new Problem(P, family, d);
                GradientEstimate exact = evaluate(QuadratureEstimator.withDefaults(), problem, phi);
                for (Map.Entry<String, GradientEstimator> entry : estimators().entrySet()) {
                    if (applies(entry.getKey(), d)) {
                        compare(d.name() + ", " + family + ", " + entry.getKey(), exact,
                                evaluate(entry.getValue(), problem, phi), failures);
                        checked++;
                    }
                }
            }
        }
        assertTrue(checked > 2000, checked + " combinations");
        assertEquals("", String.join("\n", failures));
    }

    private static void compare(String where, GradientEstimate exact, GradientEstimate found, List<String> failures) {
        if (!found.isUsable()) {
            failures.add(where + ": " + found.finiteness());
            return;
        }
        double z = Math.abs(found.value() - exact.value()) / found.valueError();
        if (!(z < 5) && Math.abs(found.value() - exact.value()) > 1e-12) {
            failures.add(where + ": value " + found.value() + " +- " + found.valueError() + ", exact " + exact.value());
        }
        for (int j = 0; j < exact.gradient().length; j++) {
            double difference = Math.abs(found.gradient()[j] - exact.gradient()[j]);
            if (!(difference < 5 * found.gradientError()[j]) && difference > 1e-12) {
                failures.add(where + ": gradient " + j + " " + found.gradient()[j] + " +- " + found.gradientError()[j]
                        + ", exact " + exact.gradient()[j]);
            }
        }
        // A standard error that is far too large would let anything pass.
        double scale = Math.abs(exact.gradient()[0]) + 1;
        if (!(found.gradientError()[0] < 0.1 * scale)) {
            failures.add(where + ": standard error " + found.gradientError()[0]);
        }
    }

    @Test
    void anUnknownNormaliserChangesTheValueOfReverseKlOnlyAndIsEstimatedForTheOthers() {
        DifferentiableLogDensity unnormalised =
                LogDensities.univariate(x -> P.logDensity(x) + 1000, P::logDensityDerivative);
        double[] phi = {MEAN, SD};
        for (GradientEstimator estimator : List.of(ScoreEstimator.withDefaults().withSamples(1000),
                PathEstimator.withDefaults().withSamples(1000), ReparameterizationEstimator.withDefaults().withSamples(1000))) {
            for (Discrepancy d : List.of(Divergences.reverseKl(), Divergences.forwardKl(), Divergences.forwardChiSquared(),
                    Divergences.jensenShannon(), Divergences.logOnePlusChiSquared())) {
                GradientEstimate shifted = evaluate(estimator, new Problem(unnormalised, GaussianFamily.meanSigma(), d), phi);
                Target base = LogDensities.univariate(P::logDensity, P::logDensityDerivative);
                GradientEstimate plain = evaluate(estimator, new Problem(base, GaussianFamily.meanSigma(), d), phi);
                for (int j = 0; j < 2; j++) {
                    assertEquals(plain.gradient()[j], shifted.gradient()[j], 1e-10, d.name() + " " + estimator);
                }
                if (d.equals(Divergences.reverseKl())) {
                    assertEquals(ValueMeaning.NEGATIVE_ELBO, shifted.meaning());
                    assertEquals(plain.value() - 1000, shifted.value(), 1e-10);
                } else if (d instanceof Divergence) {
                    assertEquals(ValueMeaning.SELF_NORMALIZED, shifted.meaning());
                    assertEquals(plain.value(), shifted.value(), 1e-10);
                } else {
                    assertEquals(ValueMeaning.SHIFTED, shifted.meaning());
                    assertEquals(plain.value() + 2000, shifted.value(), 1e-9);
                }
            }
        }
    }
}
