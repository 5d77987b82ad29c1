package io.divergence.estimators.automatic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.divergence.random.RandomStream;
import io.divergence.target.DifferentiableLogDensity;
import io.divergence.target.LogDensities;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class AutomaticDimensionsTest {

    /** A stationary autoregression of unit variance: the conditional variances are (1 - rho^2)/(1 + rho^2) but at the ends. */
    private static DifferentiableLogDensity autoregression(int d, double rho) {
        double variance = 1 - rho * rho;
        return LogDensities.of(d, z -> {
            double sum = -0.5 * z[0] * z[0];
            for (int i = 1; i < d; i++) {
                double rest = z[i] - rho * z[i - 1];
                sum -= 0.5 * rest * rest / variance;
            }
            return sum;
        }, (z, g) -> {
            java.util.Arrays.fill(g, 0);
            g[0] = -z[0];
            for (int i = 1; i < d; i++) {
                double rest = (z[i] - rho * z[i - 1]) / variance;
                g[i] -= rest;
                g[i - 1] += rho * rest;
            }
        });
    }

    /** y_j ~ N(mu + e^u t_j, 1), t_j ~ N(0, 1), mu ~ N(0, 25), u ~ N(0, 1); z = (t, mu, u). */
    private static DifferentiableLogDensity hierarchy(int d) {
        int groups = d - 2;
        double[] y = new double[groups];
        RandomStream rng = RandomStream.of(5);
        for (int j = 0; j < groups; j++) {
            y[j] = 1 + 0.7 * rng.nextGaussian() + rng.nextGaussian();
        }
        return LogDensities.of(d, z -> {
            double sum = -0.5 * z[groups] * z[groups] / 25 - 0.5 * z[groups + 1] * z[groups + 1];
            for (int j = 0; j < groups; j++) {
                double miss = y[j] - z[groups] - Math.exp(z[groups + 1]) * z[j];
                sum -= 0.5 * (miss * miss + z[j] * z[j]);
            }
            return sum;
        }, (z, g) -> {
            double tau = Math.exp(z[groups + 1]);
            g[groups] = -z[groups] / 25;
            g[groups + 1] = -z[groups + 1];
            for (int j = 0; j < groups; j++) {
                double miss = y[j] - z[groups] - tau * z[j];
                g[j] = miss * tau - z[j];
                g[groups] += miss;
                g[groups + 1] += miss * tau * z[j];
            }
        });
    }

    @Test
    void fullRankEndsAtTwoHundredDimensions() {
        AutomaticResult full = AutomaticFit.of(autoregression(200, 0.3)).run(1);
        assertTrue(full.verdict().isGood(), full.verdict().toString());
        assertTrue(full.verdict().toString().contains("full-rank"), full.verdict().toString());
        AutomaticResult diagonal = AutomaticFit.of(autoregression(201, 0.3)).run(1);
        assertTrue(diagonal.verdict().toString().contains("mean-field"), diagonal.verdict().toString());
    }

    @Test
    void aThousandCoordinatesOfANormalTargetAreFittedAndTheirTrueDeviationsFound() {
        AutomaticResult fit = AutomaticFit.of(autoregression(1000, 0.5)).run(1);
        assertEquals(Verdict.Kind.WRONG_SHAPE, fit.verdict().kind(), fit.verdict().toString());
        assertTrue(fit.verdict().toString().contains("at most 0.1 nat from the best mean-field"), fit.verdict().toString());
        assertTrue(fit.verdict().advice().contains("FULL_RANK has 501,500 numbers to find"), fit.verdict().advice());
        double[] response = fit.linearResponseSds().orElseThrow();
        assertEquals(1000, fit.parameters().size());
        for (int i = 0; i < 1000; i++) {
            assertEquals(1, response[i], 1e-6, "coordinate " + i);
        }
        assertEquals(Math.sqrt(0.6), fit.parameters().get(500).sd(), 0.04);
        assertTrue(fit.toString().lines().count() < 60, "a long table is cut");
    }

    @Test
    void drawsWithEqualWeightsAreNotDrawnAgain() {
        // k-hat of weights that differ by 1e-9 may be anything.
        AutomaticResult fit = AutomaticFit.of(autoregression(1000, 0)).run(1);
        assertTrue(fit.verdict().isGood(), fit.verdict().toString());
        assertTrue(fit.weights().orElseThrow().effectiveSampleSize() > 3999);
        assertEquals(4000, fit.weights().orElseThrow().size());
    }

    @Test
    @Tag("full")
    void aHierarchyOfAThousandCoordinatesEndsWithinTheTolerance() {
        AutomaticResult fit = AutomaticFit.of(hierarchy(1000)).run(1);
        assertTrue(fit.verdict().toString().contains("at most 0.1 nat from the best mean-field"), fit.verdict().toString());
        assertTrue(fit.gradients() < 150_000);
    }
}
