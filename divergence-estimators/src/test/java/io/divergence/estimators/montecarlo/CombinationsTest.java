package io.divergence.estimators.montecarlo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.divergence.distribution.Categorical;
import io.divergence.distribution.Empirical;
import io.divergence.distribution.Mixture;
import io.divergence.distribution.Normal;
import io.divergence.distribution.Poisson;
import io.divergence.divergence.Discrepancy;
import io.divergence.divergence.Divergences;
import io.divergence.estimate.Execution;
import io.divergence.estimate.GradientEstimate;
import io.divergence.estimate.GradientEstimator;
import io.divergence.estimate.Objective;
import io.divergence.estimate.Problem;
import io.divergence.estimators.closedform.ClosedFormEstimator;
import io.divergence.estimators.exact.EnumerationEstimator;
import io.divergence.estimators.quadrature.QuadratureEstimator;
import io.divergence.estimators.quadrature.TrapezoidEstimator;
import io.divergence.family.CategoricalFamily;
import io.divergence.family.DistributionFamily;
import io.divergence.family.FixedWidthGaussianFamily;
import io.divergence.family.GaussianFamily;
import io.divergence.family.GaussianMixtureFamily;
import io.divergence.family.VariationalFamily;
import io.divergence.target.LogDensities;
import io.divergence.target.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * All families with all divergences, estimators and kinds of target: a combination works, or is refused when it is bound, by a message that
 * names the argument, its value, what is missing and what to use instead. Nothing is refused later, and nothing by another exception.
 */
class CombinationsTest {
    private static final Pattern FORM = Pattern.compile("(?s)[a-zA-Z][a-zA-Z. ]* = .+: .+");
    private static final Pattern INSTEAD = Pattern.compile("(?s).*\\buse [a-zA-Z].*");

    record Pair(VariationalFamily family, double[] phi, Target target) {
    }

    static List<Pair> pairs() {
        List<Pair> pairs = new ArrayList<>();
        for (GridCase c : GridCatalogue.all()) {
            pairs.add(new Pair(c.family(), c.phi(), c.target()));
        }
        GridCase full = GridCatalogue.fullRank();
        pairs.add(new Pair(full.family(), full.phi(), LogDensities.of(3, x -> -x[0] * x[0] - x[1] * x[1] - x[2] * x[2])));
        pairs.add(new Pair(full.family(), full.phi(), Empirical.ofRows(3, new double[] {0, 1, 0.5, 1, 0, 0, -1, 0.2, 0.1})));
        Mixture p = Mixture.ofNormals(new double[] {0.5, 0.5}, new double[] {-0.5, 0.5}, new double[] {1, 1});
        GaussianMixtureFamily mixture = GaussianMixtureFamily.ofComponents(2);
        for (Target target : List.of(p, Normal.of(0.1, 1.1), LogDensities.univariate(x -> -x * x, x -> -2 * x), Empirical.of(0.2, 0.4, -1, 0.5))) {
            pairs.add(new Pair(GaussianFamily.meanSigma(), new double[] {0.2, 1}, target));
            pairs.add(new Pair(FixedWidthGaussianFamily.of(1), new double[] {0.2}, target));
            pairs.add(new Pair(mixture, mixture.parameters(new double[] {0.5, 0.5}, new double[] {0, 1}, new double[] {1, 1}), target));
            pairs.add(new Pair(DistributionFamily.laplace(), new double[] {0.2, 1}, target));
        }
        GaussianFamily gaussian = GaussianFamily.meanSigma();
        CategoricalFamily categorical = CategoricalFamily.of(1, 3);
        for (Target target : List.of(LogDensities.of(1, x -> 0.2 * x[0]), Categorical.ofLogits(0, 0.3, -0.1), Poisson.ofRate(0.7), Empirical.of(0, 2, 1, 1))) {
            pairs.add(new Pair(categorical, new double[] {0.2, 0.1}, target));
            pairs.add(new Pair(gaussian, new double[] {0.2, 1}, target));
        }
        return pairs;
    }

    private static List<Discrepancy> discrepancies() {
        List<Discrepancy> all = new ArrayList<>(Divergences.catalogue());
        Divergences.catalogue().forEach(d -> all.add(d.reversed()));
        all.addAll(List.of(Divergences.renyi(0.5), Divergences.renyi(2), Divergences.logOnePlusChiSquared(),
                Divergences.logOnePlusChiSquared().reversed(), Divergences.symmetrized(Divergences.forwardChiSquared())));
        return all;
    }

    static List<GradientEstimator> estimators(int n) {
        ScoreEstimator score = ScoreEstimator.withDefaults().withSamples(n);
        PathEstimator path = PathEstimator.withDefaults().withSamples(n);
        ReparameterizationEstimator total = ReparameterizationEstimator.withDefaults().withSamples(n);
        return List.of(score, score.with(Weights.UNCENTRED).with(Baseline.optimal()), score.with(Normalization.SELF_NORMALIZED), score.withRaoBlackwell(),
                path, path.with(Points.ANTITHETIC), path.with(Points.MATCHED), path.with(Points.SOBOL), total, total.with(Weights.CENTRED),
                total.withClosedFormEntropy(), MixedEstimator.of(score, path), FixedSample.of(total), FixedSample.of(score), DataEstimator.withSamples(n),
                DataEstimator.withSamples(n).with(Weights.CENTRED), DataEstimator.fullBatch(), EnumerationEstimator.withDefaults(),
                ClosedFormEstimator.withDefaults(), QuadratureEstimator.withDefaults(), TrapezoidEstimator.of(-8, 8, 100));
    }

    @Test
    void aCombinationWorksOrSaysWhatToUseInstead() {
        Map<String, String> failures = new TreeMap<>();
        int[] counts = new int[2];
        for (Pair pair : pairs()) {
            for (Discrepancy d : discrepancies()) {
                for (GradientEstimator estimator : estimators(8)) {
                    String failure = tried(pair, d, estimator, counts);
                    if (failure != null) {
                        failures.putIfAbsent(estimator.getClass().getSimpleName() + ": " + failure, pair.family + ", " + d.name());
                    }
                }
            }
        }
        assertEquals("", String.join("\n", failures.entrySet().stream().map(e -> e.getKey() + "  <- " + e.getValue()).toList()));
        assertTrue(counts[0] > 5000 && counts[1] > 5000, counts[0] + " work, " + counts[1] + " are refused");
    }

    private static String tried(Pair pair, Discrepancy d, GradientEstimator estimator, int[] counts) {
        Objective objective;
        try {
            objective = estimator.bind(new Problem(pair.target, pair.family, d), Execution.serial(1));
        } catch (IllegalArgumentException e) {
            counts[1]++;
            boolean good = FORM.matcher(String.valueOf(e.getMessage())).matches() && INSTEAD.matcher(e.getMessage()).matches();
            return good ? null : "bind refuses: " + e.getMessage();
        } catch (RuntimeException e) {
            return "bind throws: " + e;
        }
        try (objective) {
            // Adaptive quadrature is bound only: its answers are tested elsewhere, and it is slow beside the others.
            if (!(estimator instanceof QuadratureEstimator) && !(estimator instanceof TrapezoidEstimator)) {
                objective.evaluate(0, pair.phi, new GradientEstimate(pair.phi.length));
            }
            counts[0]++;
            return null;
        } catch (RuntimeException e) {
            return "evaluate throws: " + e;
        }
    }
}
