package io.divergence.estimators.montecarlo;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.divergence.divergence.Divergences;
import io.divergence.estimate.Execution;
import io.divergence.estimate.GradientEstimate;
import io.divergence.estimate.Objective;
import io.divergence.estimate.Problem;
import io.divergence.estimate.SampleView;
import io.divergence.family.CategoricalFamily;
import io.divergence.target.LogDensities;
import io.divergence.target.LogDensity;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Total variation with log Z from the samples: its score weight jumps at u = 1, so that an error of log Z moves mass across the corner. The
 * stated error has that in it, on states and on R^D; without it, as a plain standard error is, it would be off by far.
 */
class CornerErrorsTest {
    private static final int SEEDS = 300;

    /** A state of half the mass whose ratio is so close to 1, on either side or just there. */
    private static GridCase nextToOne(double logRatio) {
        CategoricalFamily family = CategoricalFamily.of(1, 4);
        double[] p = {0.5 * Math.exp(logRatio), 0.3, 0.1, 0};
        p[3] = 1 - p[0] - p[1] - p[2];
        // q = (0.5, 0.2, 0.2, 0.1)
        double[] phi = {Math.log(0.4), Math.log(0.4), Math.log(0.2)};
        LogDensity target = LogDensities.withLogNormalizer(LogDensities.of(1, x -> Math.log(p[(int) x[0]])), 0);
        return new GridCase("ratio e^" + logRatio, family, phi, target, at -> x -> {
            double total = 1;
            for (double logit : at) {
                total += Math.exp(logit);
            }
            return (x[0] == 0 ? 0 : at[(int) x[0] - 1]) - Math.log(total);
        }, GridCase.Axis.classes(4));
    }

    private record Spread(double rms, double largest, double valueRms, double largestValue, double largestPlain) {
    }

    private static Spread spread(GridCase c, double[] exact, int samples) {
        GradientEstimate out = new GradientEstimate(c.phi().length);
        double squares = 0;
        double largest = 0;
        double valueSquares = 0;
        double largestValue = 0;
        double plain = 0;
        for (int seed = 0; seed < SEEDS; seed++) {
            try (Objective objective = ScoreEstimator.withDefaults().withSamples(samples).with(Normalization.SELF_NORMALIZED)
                    .bind(new Problem(c.target(), c.family(), Divergences.totalVariation()), new Execution(seed, 1))) {
                objective.evaluate(0, c.phi(), out);
                SampleView view = objective.samples().orElseThrow();
                for (int j = 0; j < c.phi().length; j++) {
                    double off = Math.abs(out.gradient()[j] - exact[1 + j]);
                    double z = off / out.gradientError()[j];
                    squares += z * z / SEEDS / c.phi().length;
                    largest = Math.max(largest, z);
                    plain = Math.max(plain, off / plainError(view.contributions(), c.phi().length, j));
                }
                double z = Math.abs(out.value() - exact[0]) / out.valueError();
                valueSquares += z * z / SEEDS;
                largestValue = Math.max(largestValue, z);
            }
        }
        return new Spread(Math.sqrt(squares), largest, Math.sqrt(valueSquares), largestValue, plain);
    }

    /** The standard error of a sum of contributions. */
    private static double plainError(double[] contributions, int parameters, int j) {
        int n = contributions.length / parameters;
        double sum = 0;
        double squares = 0;
        for (int k = 0; k < n; k++) {
            sum += contributions[k * parameters + j];
            squares += contributions[k * parameters + j] * contributions[k * parameters + j];
        }
        return Math.sqrt((squares - sum * sum / n) * n / (n - 1));
    }

    @Test
    void theErrorOfTheNormalizerIsInTheStatedErrors() {
        double largestPlain = 0;
        List<GridCase> cases = new ArrayList<>(GridCatalogue.all());
        cases.removeIf(c -> !(c.toString().equals("categorical") || c.toString().equals("Bernoulli") || c.toString().contains("full")));
        for (double l : new double[] {-0.1, -0.03, -0.01, 0.001, 0.01, 0.03, 0.1}) {
            cases.add(nextToOne(l));
        }
        for (GridCase c : cases) {
            Spread s = spread(c, c.exact(Divergences.totalVariation()), 2000);
            assertTrue(s.largest < 5 && s.largestValue < 5, c + " " + s);
            assertTrue(s.rms > 0.2 && s.rms < 1.3 && s.valueRms > 0.2 && s.valueRms < 1.3, c + " " + s);
            largestPlain = Math.max(largestPlain, s.largestPlain);
        }
        assertTrue(largestPlain > 20, "the errors without it: " + largestPlain);
    }
}
