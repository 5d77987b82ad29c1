package io.divergence.estimators.diagnostic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.divergence.distribution.Distribution;
import io.divergence.distribution.MultivariateNormal;
import io.divergence.distribution.MultivariateStudentT;
import io.divergence.divergence.Divergence;
import io.divergence.divergence.Divergences;
import io.divergence.estimate.Execution;
import io.divergence.estimate.GradientEstimate;
import io.divergence.estimate.GradientEstimator;
import io.divergence.estimate.Objective;
import io.divergence.estimate.Problem;
import io.divergence.estimators.diagnostic.LogEvidence.Certainty;
import io.divergence.estimators.evaluate.DivergenceEvaluator;
import io.divergence.estimators.montecarlo.PathEstimator;
import io.divergence.estimators.montecarlo.ScoreEstimator;
import io.divergence.family.FullRankFamily;
import io.divergence.family.LowRankGaussianFamily;
import io.divergence.family.MeanFieldFamily;
import io.divergence.family.VariationalFamily;
import io.divergence.model.DesignMatrix;
import io.divergence.model.GeneralizedLinearModel;
import io.divergence.model.Models;
import io.divergence.random.RandomStream;
import io.divergence.target.DifferentiableLogDensity;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The bracket of log Z, and K/ESS - 1 as an estimate of chi^2(p||q), over families and targets in up to eight dimensions. */
class EvidenceInManyDimensionsTest {
    private static final int SAMPLES = 8000;

    /** A family at the mean and, roughly, the covariance of a normal p, but for what moves it. */
    private static double[] near(VariationalFamily family, double size) {
        double[] phi = new double[family.parameterCount()];
        for (int i = 0; i < phi.length; i++) {
            phi[i] = size * Math.sin(1 + 3 * i);
        }
        return phi;
    }

    /** Sigma = 0.7 I + 0.2 sin(i) sin(j). */
    private static MultivariateNormal normal(int d) {
        double[] mean = new double[d];
        double[] covariance = new double[d * d];
        for (int i = 0; i < d; i++) {
            mean[i] = 0.1 * Math.cos(i);
            for (int j = 0; j < d; j++) {
                covariance[i * d + j] = 0.2 * Math.sin(i) * Math.sin(j) + (i == j ? 0.7 : 0);
            }
        }
        return MultivariateNormal.ofCovariance(mean, covariance);
    }

    private static Stream<VariationalFamily> families(int d) {
        return Stream.of(MeanFieldFamily.gaussian(d), FullRankFamily.gaussian(d), LowRankGaussianFamily.of(d, 1));
    }

    private static double exact(Divergence d, Distribution p, Distribution q) {
        return DivergenceEvaluator.automatic().evaluate(d, p, q).value();
    }

    /** chi^2 has a closed form here, and K/ESS - 1 a standard error of which it is within five, at fifty times less than its size. */
    @ParameterizedTest
    @ValueSource(ints = {1, 3, 8})
    void samplesOverTheirEffectiveNumberLessOneAreChiSquared(int d) {
        MultivariateNormal p = normal(d);
        families(d).forEach(family -> {
            double[] phi = near(family, 0.1);
            double chi = exact(Divergences.forwardChiSquared(), p, family.at(phi));
            for (GradientEstimator estimator : List.of(ScoreEstimator.withDefaults().withSamples(SAMPLES), PathEstimator.withDefaults().withSamples(SAMPLES))) {
                int runs = 6;
                double sum = 0;
                double squares = 0;
                for (int seed = 0; seed < runs; seed++) {
                    double x = excess(estimator, p, family, phi, seed);
                    sum += x / runs;
                    squares += x * x / runs;
                }
                double error = Math.sqrt((squares - sum * sum) / (runs - 1));
                // Student-t with five degrees of freedom: the error itself is measured from six runs.
                assertEquals(chi, sum, 7 * error + 3 * chi / SAMPLES, family + " " + estimator);
                assertTrue(error < 0.05 * chi, family + ": chi^2 = " + chi + " is seen above its error " + error);
            }
        });
    }

    private static double excess(GradientEstimator estimator, MultivariateNormal p, VariationalFamily family, double[] phi, long seed) {
        GradientEstimate out = new GradientEstimate(phi.length);
        try (Objective objective = estimator.bind(new Problem(p, family, Divergences.reverseKl()), Execution.serial(seed))) {
            objective.evaluate(0, phi, out);
            return SAMPLES / out.effectiveSampleSize() - 1;
        }
    }

    /** Lower end, upper end and estimate are what the theory says of them, which tells an ELBO from a CUBO and a half from a whole. */
    @ParameterizedTest
    @ValueSource(ints = {1, 3, 8})
    void bothEndsAreWhatTheClosedFormsSay(int d) {
        MultivariateNormal p = normal(d);
        families(d).forEach(family -> {
            double[] phi = near(family, 0.1);
            Distribution q = family.at(phi);
            LogEvidence evidence = EvidenceBounds.of(p, q, 20_000, 5);
            double gap = Math.log1p(exact(Divergences.forwardChiSquared(), p, q)) / 2;
            double kl = exact(Divergences.reverseKl(), p, q);
            assertEquals(-kl, evidence.lower().value(), 4 * evidence.lower().standardError(), family.toString());
            assertEquals(gap, evidence.upper().value(), 4 * evidence.upper().standardError(), family.toString());
            assertEquals(0, evidence.estimate().value(), 4 * evidence.estimate().standardError(), family.toString());
            assertTrue(kl > 8 * evidence.lower().standardError() && gap > 8 * evidence.upper().standardError(), family + ": both ends are seen apart");
        });
    }

    private static List<DifferentiableLogDensity> targets() {
        RandomStream rng = RandomStream.of(3);
        double[] x = new double[40];
        double[] y = new double[20];
        for (int i = 0; i < 20; i++) {
            x[2 * i] = 1;
            x[2 * i + 1] = rng.nextGaussian();
            y[i] = 0.5 + x[2 * i + 1] + 0.3 * rng.nextGaussian();
        }
        return List.of(Models.illConditionedGaussian(4, 10), Models.studentT(3, 5), Models.funnel(3), Models.banana(1, 0.5),
                Models.mixture(new double[] {0.3, 0.7}, new double[][] {{-1, 0}, {2, 1}}, new double[] {1, 0.8}), Models.cauchy(2),
                GeneralizedLinearModel.linear(y, DesignMatrix.ofRows(x, 2), 0.3).withNormalPrior(2));
    }

    /** The 95 % intervals of both ends hold log Z between them as often as they say, over targets of every shape and proposals with tails. */
    @Test
    void theBracketHoldsLogZ() {
        int certified = 0;
        int outside = 0;
        int strict = 0;
        for (DifferentiableLogDensity target : targets()) {
            double logZ = target.logNormalizer().orElseThrow();
            int d = target.dimension();
            double[] identity = new double[d * d];
            for (int i = 0; i < d; i++) {
                identity[i * d + i] = 2;
            }
            for (Distribution q : List.of(MultivariateNormal.ofCovariance(new double[d], identity), MultivariateStudentT.ofScale(3, new double[d], identity),
                    MultivariateStudentT.ofScale(1, new double[d], identity))) {
                for (long seed = 0; seed < 6; seed++) {
                    LogEvidence evidence = EvidenceBounds.of(target, q, 3000, seed);
                    String where = target + " " + q + " " + evidence;
                    assertTrue(evidence.lower().value() <= evidence.tightestLower().bound().value() + 1e-9, where);
                    assertTrue(evidence.lower().value() <= evidence.estimate().value() && evidence.estimate().value() <= evidence.upper().value(), where);
                    assertTrue(evidence.lower().lower() <= logZ, where);
                    if (evidence.certainty() == Certainty.CERTIFIED) {
                        certified++;
                        outside += logZ > evidence.upper().upper() || logZ < evidence.tightestLower().bound().lower() ? 1 : 0;
                        strict += evidence.lower().upper() < logZ && logZ < evidence.upper().lower() ? 1 : 0;
                    }
                }
            }
        }
        assertTrue(certified >= 30, "certified: " + certified);
        assertTrue(outside <= 0.02 * certified, outside + " of " + certified + " do not hold log Z");
        assertTrue(strict >= 0.5 * certified, strict + " of " + certified + " have log Z strictly inside: the ends are not loose for want of draws");
    }
}
