package io.divergence.estimators.montecarlo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.divergence.distribution.Distribution;
import io.divergence.divergence.Discrepancy;
import io.divergence.divergence.Divergence;
import io.divergence.divergence.Divergences;
import io.divergence.estimate.Execution;
import io.divergence.estimate.GradientEstimate;
import io.divergence.estimate.GradientEstimator;
import io.divergence.estimate.Objective;
import io.divergence.estimate.Problem;
import io.divergence.family.ReparameterizedFamily;
import io.divergence.family.SymmetricNoiseFamily;
import io.divergence.family.VariationalFamily;
import io.divergence.target.DifferentiableLogDensity;
import io.divergence.target.LogDensity;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every family with every estimator and divergence in two to four dimensions: value and gradient lie within five standard errors of
 * sums over a grid that share nothing with the families. What the same comparison finds if something is wrong is in {@code SeededDefectsTest}.
 */
class UnbiasednessTest {
    private static final int SAMPLES = 2_000;

    static List<Discrepancy> discrepancies() {
        return List.of(Divergences.reverseKl(), Divergences.forwardKl(), Divergences.forwardChiSquared(), Divergences.reverseChiSquared(),
                Divergences.jensenShannon(), Divergences.squaredHellinger(), Divergences.alpha(0.3), Divergences.jeffreys(),
                Divergences.triangular(), Divergences.totalVariation(), Divergences.renyi(0.5), Divergences.logOnePlusChiSquared());
    }

    static Stream<GridCase> cases() {
        return GridCatalogue.all().stream();
    }

    /** The estimators that a family and a target have. */
    static List<GradientEstimator> estimators(VariationalFamily family, LogDensity target, Discrepancy d, int n) {
        ScoreEstimator score = ScoreEstimator.withDefaults().withSamples(n);
        List<GradientEstimator> all = new ArrayList<>(List.of(score, score.with(Weights.UNCENTRED).with(Baseline.none()),
                score.with(Baseline.optimal())));
        boolean smooth = !(d instanceof Divergence divergence) || divergence.isSmooth();
        all.add(score.with(Normalization.SELF_NORMALIZED));
        if (smooth && family instanceof ReparameterizedFamily && target instanceof DifferentiableLogDensity) {
            PathEstimator path = PathEstimator.withDefaults().withSamples(n);
            ReparameterizationEstimator total = ReparameterizationEstimator.withDefaults().withSamples(n);
            all.addAll(List.of(path, path.with(Normalization.SELF_NORMALIZED), total, total.with(Weights.CENTRED), MixedEstimator.of(score, path)));
            if (family instanceof SymmetricNoiseFamily) {
                all.add(path.with(Points.ANTITHETIC));
                if (d == Divergences.reverseKl()) {
                    all.add(total.withClosedFormEntropy());
                }
            }
        }
        // Points of a normal p never weigh the tails of a heavier q.
        boolean heavier = family.toString().contains("Student");
        if (target instanceof Distribution && d instanceof Divergence && (d == Divergences.forwardKl() || !heavier)) {
            all.add(DataEstimator.withSamples(n));
        }
        return all;
    }

    /**
     * The largest distance of an entry of the gradient from the exact one in standard errors, and that of the value; differences by
     * rounding of the grid are none.
     */
    static double[] distances(GradientEstimator estimator, LogDensity target, VariationalFamily family, double[] phi, Discrepancy d, double[] exact) {
        GradientEstimate out = new GradientEstimate(phi.length);
        try (Objective objective = estimator.bind(new Problem(target, family, d), new Execution(20261121, 1))) {
            objective.evaluate(2, phi, out);
        }
        assertTrue(out.isUsable(), family + " " + d.name() + " " + estimator + ": " + out.finiteness());
        double z = 0;
        for (int j = 0; j < phi.length; j++) {
            z = Math.max(z, (Math.abs(out.gradient()[j] - exact[1 + j]) - 1e-7) / out.gradientError()[j]);
        }
        return new double[] {z, (Math.abs(out.value() - exact[0]) - 1e-7) / out.valueError()};
    }

    /** Infinite, or so heavy a weight that it has no variance: a Student-t q and a normal p. */
    static boolean isDefined(GridCase c, Discrepancy d) {
        return !(c.toString().contains("Student") && d == Divergences.reverseChiSquared());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void everyEstimatorOfEveryDivergenceIsUnbiased(GridCase c) {
        List<String> failures = new ArrayList<>();
        int compared = 0;
        for (Discrepancy d : discrepancies()) {
            if (!isDefined(c, d)) {
                continue;
            }
            double[] exact = c.exact(d);
            for (GradientEstimator estimator : estimators(c.family(), c.target(), d, SAMPLES)) {
                double[] z = distances(estimator, c.target(), c.family(), c.phi(), d, exact);
                compared++;
                if (!(z[0] < 5 && z[1] < 5)) {
                    failures.add(d.name() + ", " + estimator + ": " + z[0] + " and " + z[1] + " standard errors");
                }
            }
        }
        assertEquals("", String.join("\n", failures));
        assertTrue(compared >= 40, "estimators that were compared: " + compared);
    }
}
