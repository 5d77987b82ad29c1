package io.divergence.estimators.matching;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.divergence.math.Triangular;
import io.divergence.random.RandomStream;
import io.divergence.target.DifferentiableLogDensity;
import io.divergence.target.LogDensities;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;

class GaussianScoreMatchingTest {

    /** -Sigma'^-1 (theta - mu') = g for one sample, whatever g is. */
    @Property(seed = "42", tries = 100)
    void afterAnUpdateTheScoreAtTheSampleIsThatOfTheTarget(@ForAll @IntRange(min = 1, max = 6) int d, @ForAll @IntRange(max = 10_000) int seed,
            @ForAll @DoubleRange(min = -2, max = 2) double logSize) {
        RandomStream rng = RandomStream.of(seed, 3);
        double[] g = new double[d];
        for (int i = 0; i < d; i++) {
            g[i] = Math.pow(10, logSize) * rng.nextGaussian();
        }
        double[] theta = new double[d];
        DifferentiableLogDensity target = LogDensities.of(d, x -> 0, (x, gradient) -> {
            System.arraycopy(x, 0, theta, 0, d);
            System.arraycopy(g, 0, gradient, 0, d);
        });
        double[] mean = MatchingTest.range(d);
        double[] covariance = MatchingTest.covariance(d, 20, seed);
        MatchingResult result = GaussianScoreMatching.withDefaults().withSamples(1).withIterations(1).withSeed(seed).run(target, mean, covariance);
        double[] score = new double[d];
        result.distribution().logDensityAndGradient(theta, 0, 1, new double[1], score);
        double size = 0;
        for (double x : g) {
            size = Math.max(size, Math.abs(x));
        }
        for (int i = 0; i < d; i++) {
            assertEquals(g[i], score[i], 1e-7 * size + 1e-9);
        }
        assertNearest(mean, covariance, theta, g, result);
    }

    /** Normals near the result with the same score at theta, mu'' = theta + Sigma'' g, are further from q by KL(q||q''). */
    private static void assertNearest(double[] mean, double[] covariance, double[] theta, double[] g, MatchingResult result) {
        int d = mean.length;
        double best = divergence(mean, covariance, result.mean(), result.covariance());
        for (int i = 0; i < d; i++) {
            for (double change : new double[] {-0.03, 0.03}) {
                double[] other = result.covariance();
                double[] shift = new double[d];
                for (int j = 0; j < d; j++) {
                    other[i * d + j] *= 1 + change;
                }
                for (int j = 0; j < d; j++) {
                    other[j * d + i] *= 1 + change;
                    shift[j] = theta[j];
                }
                for (int j = 0; j < d; j++) {
                    for (int k = 0; k < d; k++) {
                        shift[j] += other[j * d + k] * g[k];
                    }
                }
                assertTrue(divergence(mean, covariance, shift, other) >= best - 1e-9 * (1 + best));
            }
        }
    }

    /** KL(N(m, S)||N(m2, S2)). */
    private static double divergence(double[] m, double[] s, double[] m2, double[] s2) {
        int d = m.length;
        double[] l = Triangular.cholesky("s", s, d);
        double[] l2 = Triangular.cholesky("s2", s2, d);
        double sum = Triangular.logDeterminant(l2, d) - Triangular.logDeterminant(l, d) - 0.5 * d;
        double[] column = new double[d];
        for (int j = 0; j <= d; j++) {
            for (int i = 0; i < d; i++) {
                column[i] = j == d ? m2[i] - m[i] : l[i * d + j];
            }
            Triangular.solve(l2, d, column);
            for (double x : column) {
                sum += 0.5 * x * x;
            }
        }
        return sum;
    }
}
