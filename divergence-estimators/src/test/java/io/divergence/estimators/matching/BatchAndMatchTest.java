package io.divergence.estimators.matching;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.divergence.distribution.MultivariateNormal;
import io.divergence.distribution.MultivariateStudentT;
import io.divergence.fit.Termination;
import io.divergence.random.RandomStream;
import io.divergence.target.DifferentiableLogDensity;
import io.divergence.target.LogDensities;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

class BatchAndMatchTest {

    /** S U S + S = V with U and V from their definitions, by plain loops. */
    @Test
    void theCovarianceSolvesTheMatrixEquation() {
        int d = 4;
        int samples = 3;
        double lambda = 2.5;
        GaussianState q = new GaussianState(d);
        System.arraycopy(MatchingTest.range(d), 0, q.mean, 0, d);
        System.arraycopy(MatchingTest.covariance(d, 30, 3), 0, q.covariance, 0, d * d);
        assertEquals(-1, q.factorize());
        ScoreBatch batch = new ScoreBatch(samples, d);
        DifferentiableLogDensity target = MultivariateStudentT.ofScale(5, new double[d], MatchingTest.covariance(d, 9, 4));
        batch.draw(RandomStream.of(1), q, target);
        GaussianState next = new GaussianState(d);
        assertTrue(new BatchAndMatchStep(d, lambda, 0).propose(q, batch, 0, 0, 1, next));
        double[] zbar = mean(batch.points, samples, d);
        double[] gbar = mean(batch.scores, samples, d);
        double[] u = new double[d * d];
        double[] v = q.covariance.clone();
        for (int i = 0; i < d; i++) {
            for (int j = 0; j < d; j++) {
                for (int b = 0; b < samples; b++) {
                    u[i * d + j] += lambda / samples * (batch.scores[b * d + i] - gbar[i]) * (batch.scores[b * d + j] - gbar[j]);
                    v[i * d + j] += lambda / samples * (batch.points[b * d + i] - zbar[i]) * (batch.points[b * d + j] - zbar[j]);
                }
                u[i * d + j] += lambda / (1 + lambda) * gbar[i] * gbar[j];
                v[i * d + j] += lambda / (1 + lambda) * (q.mean[i] - zbar[i]) * (q.mean[j] - zbar[j]);
            }
        }
        double[] s = next.covariance;
        for (int i = 0; i < d; i++) {
            double mu = q.mean[i] / (1 + lambda) + lambda / (1 + lambda) * zbar[i];
            for (int j = 0; j < d; j++) {
                mu += lambda / (1 + lambda) * s[i * d + j] * gbar[j];
                double sum = s[i * d + j];
                for (int k = 0; k < d; k++) {
                    for (int l = 0; l < d; l++) {
                        sum += s[i * d + k] * u[k * d + l] * s[l * d + j];
                    }
                }
                assertEquals(v[i * d + j], sum, 1e-11);
            }
            assertEquals(mu, next.mean[i], 1e-12);
        }
    }

    private static double[] mean(double[] rows, int n, int d) {
        double[] mean = new double[d];
        for (int k = 0; k < n * d; k++) {
            mean[k % d] += rows[k] / n;
        }
        return mean;
    }

    /** With B > D and a large lambda one step is nearly exact; with the default rate a few are. */
    @Test
    void aNormalTargetTakesFewIterations() {
        for (int d : new int[] {2, 10}) {
            double[] mean = MatchingTest.range(d);
            double[] covariance = MatchingTest.covariance(d, 1e4, 8);
            MultivariateNormal target = MultivariateNormal.ofCovariance(mean, covariance);
            BatchAndMatch fitter = BatchAndMatch.withDefaults();
            MatchingResult ten = fitter.withIterations(10).run(target, new double[d], MatchingTest.identity(d));
            assertEquals(0, MatchingTest.distance(ten, mean, covariance), 1e-6, "D = " + d);
            assertTrue(ten.evaluations() <= 320);
            MatchingResult bold = fitter.withConstantRate(1e6).withIterations(3).run(target, new double[d], MatchingTest.identity(d));
            assertEquals(0, MatchingTest.distance(bold, mean, covariance), 1e-6, "D = " + d);
            MatchingResult timid = fitter.withConstantRate(0.01).withIterations(10).run(target, new double[d], MatchingTest.identity(d));
            assertTrue(MatchingTest.distance(timid, mean, covariance) > 0.1);
        }
    }

    /** A start at fifty standard deviations: with the rate of the paper, which falls with every iteration, the fit stops on the way. */
    @Test
    void aStartFarFromTheTargetIsNoObstacle() {
        double[] mean = {50};
        double[] one = {1};
        MultivariateNormal target = MultivariateNormal.ofCovariance(mean, one);
        MatchingResult result = BatchAndMatch.withDefaults().run(target, new double[1], one);
        assertInstanceOf(Termination.Converged.class, result.termination(), result.termination().words());
        assertEquals(0, MatchingTest.distance(result, mean, one), 1e-6);
        MatchingResult paper = BatchAndMatch.withDefaults().withDecayingRate(32).run(target, new double[1], one);
        assertTrue(MatchingTest.distance(paper, mean, one) > 1);
    }

    /** By default there are more samples than coordinates. With half as many the fit does not get there. */
    @Test
    void theNumberOfSamplesFollowsTheDimension() {
        int d = 20;
        double[] mean = MatchingTest.range(d);
        double[] covariance = MatchingTest.covariance(d, 1e4, 5);
        MultivariateNormal target = MultivariateNormal.ofCovariance(mean, covariance);
        MatchingResult result = BatchAndMatch.withDefaults().run(target, new double[d], MatchingTest.identity(d));
        assertInstanceOf(Termination.Converged.class, result.termination(), result.termination().words());
        assertEquals(0, MatchingTest.distance(result, mean, covariance), 1e-6);
        assertEquals(40L * (result.iterations() + 1), result.evaluations());
        MatchingResult few = BatchAndMatch.withDefaults().withSamples(10).withIterations(50).run(target, new double[d], MatchingTest.identity(d));
        assertTrue(MatchingTest.distance(few, mean, covariance) > 1);
    }

    /** Fewer samples than coordinates: U has no full rank, and more iterations are needed. */
    @Test
    void fewSamplesInManyDimensionsStillFindANormalTarget() {
        int d = 10;
        double[] mean = MatchingTest.range(d);
        double[] covariance = MatchingTest.covariance(d, 100, 3);
        MatchingResult result = BatchAndMatch.withDefaults().withSamples(4).withConstantRate(20)
                .run(MultivariateNormal.ofCovariance(mean, covariance), new double[d], MatchingTest.identity(d));
        assertInstanceOf(Termination.Converged.class, result.termination(), result.termination().words());
        assertEquals(0, MatchingTest.distance(result, mean, covariance), 1e-6);
    }

    /** At its fixed point the covariance of the scores is the precision: sd^2 E_q[g^2] = 1; that of KL is -E_q[z g] = 1. */
    @Test
    void aStudentTargetIsFittedWhereTheScoresAgreeAndNearKl() {
        double df = 4;
        DoubleUnaryOperator score = z -> -(df + 1) * z / (df + z * z);
        double own = root(sd -> 1 - sd * sd * expectation(e -> Math.pow(score.applyAsDouble(sd * e), 2)));
        double kl = root(sd -> 1 + sd * expectation(e -> e * score.applyAsDouble(sd * e)));
        DifferentiableLogDensity target = LogDensities.univariate(z -> -0.5 * (df + 1) * Math.log1p(z * z / df), score);
        MatchingResult result = BatchAndMatch.withDefaults().withSamples(256).withDecayingRate(30).withIterations(400)
                .run(target, new double[] {2}, new double[] {9});
        double sd = Math.sqrt(result.covariance()[0]);
        assertEquals(own, sd, 0.015 * own);
        assertEquals(0, result.mean()[0], 0.03);
        assertEquals(kl, sd, 0.15 * kl);
        assertTrue(Math.abs(own - kl) > 0.03 * kl, "the two optima differ by more than the tolerance: " + own + " " + kl);
        assertInstanceOf(Termination.Exhausted.class, result.termination());
    }

    private static double expectation(DoubleUnaryOperator f) {
        double sum = 0;
        for (int i = -1000; i <= 1000; i++) {
            double e = i * 0.01;
            sum += 0.01 * Math.exp(-0.5 * e * e) / Math.sqrt(2 * Math.PI) * f.applyAsDouble(e);
        }
        return sum;
    }

    private static double root(DoubleUnaryOperator f) {
        double low = 0.3;
        double high = 5;
        boolean rising = f.applyAsDouble(high) > 0;
        for (int i = 0; i < 60; i++) {
            double mid = 0.5 * (low + high);
            if (f.applyAsDouble(mid) > 0 == rising) {
                high = mid;
            } else {
                low = mid;
            }
        }
        return 0.5 * (low + high);
    }

    private static final double[][] ROWS = {{1, 0.2}, {1, 1.5}, {1, -0.7}, {1, 2.2}, {1, 0.9}, {1, -1.4}};
    private static final double[] LABELS = {1, 1, 1, 1, 0, 0};

    /** Logistic regression with the prior N(0, 25). */
    private static final DifferentiableLogDensity LOGISTIC = LogDensities.of(2, w -> {
        double sum = -(w[0] * w[0] + w[1] * w[1]) / 50;
        for (int n = 0; n < ROWS.length; n++) {
            double t = ROWS[n][0] * w[0] + ROWS[n][1] * w[1];
            sum += LABELS[n] * t - Math.log1p(Math.exp(t));
        }
        return sum;
    }, (w, g) -> {
        g[0] = -w[0] / 25;
        g[1] = -w[1] / 25;
        for (int n = 0; n < ROWS.length; n++) {
            double t = ROWS[n][0] * w[0] + ROWS[n][1] * w[1];
            double rest = LABELS[n] - 1 / (1 + Math.exp(-t));
            g[0] += ROWS[n][0] * rest;
            g[1] += ROWS[n][1] * rest;
        }
    });

    /** The KL-optimal normal by a fixed point on a grid: E_q[g] = 0, and -E_q[g (z - mu)^T] = I. */
    private static GaussianState klOptimum() {
        GaussianState q = new GaussianState(2);
        q.covariance[0] = 1;
        q.covariance[3] = 1;
        assertEquals(-1, q.factorize());
        double h = 0.2;
        for (int t = 0; t < 150; t++) {
            double[] g = new double[2];
            double[] gz = new double[4];
            double[] z = new double[2];
            double[] at = new double[2];
            for (int a = -35; a <= 35; a++) {
                for (int b = -35; b <= 35; b++) {
                    double weight = h * h / (2 * Math.PI) * Math.exp(-0.5 * h * h * (a * a + b * b));
                    z[0] = q.mean[0] + q.factor[0] * h * a;
                    z[1] = q.mean[1] + q.factor[2] * h * a + q.factor[3] * h * b;
                    LOGISTIC.logDensityAndGradient(z, 0, 1, new double[1], at);
                    for (int i = 0; i < 2; i++) {
                        g[i] += weight * at[i];
                        for (int j = 0; j < 2; j++) {
                            gz[i * 2 + j] += weight * at[i] * (z[j] - q.mean[j]);
                        }
                    }
                }
            }
            // The precision -E[Hessian] is -E[g (z - mu)^T] Sigma^-1; a part of the step towards it, and Newton's for the mean.
            double[] s = q.covariance.clone();
            for (int i = 0; i < 2; i++) {
                q.mean[i] += 0.3 * (s[i * 2] * g[0] + s[i * 2 + 1] * g[1]);
                for (int j = 0; j < 2; j++) {
                    double excess = s[i * 2] * gz[j] + s[i * 2 + 1] * gz[2 + j];
                    q.covariance[i * 2 + j] = s[i * 2 + j] + 0.15 * (s[i * 2 + j] + excess);
                }
            }
            q.covariance[1] = 0.5 * (q.covariance[1] + q.covariance[2]);
            q.covariance[2] = q.covariance[1];
            assertEquals(-1, q.factorize());
        }
        return q;
    }

    @Test
    void aLogisticRegressionIsFittedNearTheOptimumOfKl() {
        GaussianState kl = klOptimum();
        MatchingResult result = BatchAndMatch.withDefaults().withSamples(256).withDecayingRate(30).withIterations(300)
                .run(LOGISTIC, new double[2], new double[] {1, 0, 0, 1});
        MatchingResult gsm = GaussianScoreMatching.withDefaults().withSamples(256).withIterations(300)
                .run(LOGISTIC, new double[2], new double[] {1, 0, 0, 1});
        assertEquals(0, MatchingTest.distance(result, kl.mean, kl.covariance), 0.35);
        assertEquals(0, MatchingTest.distance(gsm, kl.mean, kl.covariance), 0.35);
        MatchingResult start = BatchAndMatch.withDefaults().withIterations(1).withConstantRate(1e-6)
                .run(LOGISTIC, new double[2], new double[] {1, 0, 0, 1});
        assertTrue(MatchingTest.distance(start, kl.mean, kl.covariance) > 0.7, "the start is not near");
    }
}
