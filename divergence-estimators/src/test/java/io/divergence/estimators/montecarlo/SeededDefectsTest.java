package io.divergence.estimators.montecarlo;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.divergence.divergence.Discrepancy;
import io.divergence.divergence.Divergence;
import io.divergence.divergence.Divergences;
import io.divergence.estimate.GradientEstimator;
import io.divergence.family.FullRankFamily;
import io.divergence.family.VariationalFamily;
import io.divergence.target.DifferentiableLogDensity;
import io.divergence.target.LogDensities;
import io.divergence.target.LogDensity;
import io.divergence.transform.ConstrainedTarget;
import io.divergence.transform.Transforms;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The comparison of {@link UnbiasednessTest} has power: with one thing wrong in a family, target or divergence the gradient is more than
 * five standard errors off, and without it is not. The defects are those that such libraries have had.
 */
class SeededDefectsTest {
    private static final int SAMPLES = 20_000;
    private static final ScoreEstimator SCORE = ScoreEstimator.withDefaults().withSamples(SAMPLES);
    private static final PathEstimator PATH = PathEstimator.withDefaults().withSamples(SAMPLES);
    private static final ReparameterizationEstimator TOTAL = ReparameterizationEstimator.withDefaults().withSamples(SAMPLES);
    private static final GridCase FULL = GridCatalogue.correlated();

    /** What is estimated: rightly, and with a defect. */
    record Setup(VariationalFamily family, LogDensity target, Discrepancy discrepancy) {
    }

    record Seeded(String defect, GridCase c, GradientEstimator estimator, Setup right, Setup wrong) {
        @Override
        public String toString() {
            return defect + ": " + c + ", " + right.discrepancy.name() + ", " + estimator.getClass().getSimpleName();
        }

        double[] distances(Setup setup) {
            double[] exact = c.exact(right.discrepancy);
            return UnbiasednessTest.distances(estimator, setup.target, setup.family, c.phi(), setup.discrepancy, exact);
        }
    }

    private static Seeded inFamily(String defect, GridCase c, GradientEstimator estimator, Discrepancy d, VariationalFamily wrong) {
        return new Seeded(defect, c, estimator, new Setup(c.family(), c.target(), d), new Setup(wrong, c.target(), d));
    }

    static Stream<Seeded> defects() {
        List<Seeded> all = new ArrayList<>();
        addJacobians(all);
        addEntropies(all);
        addStoppedGradients(all);
        addTransposed(all);
        addDivergences(all);
        addWeights(all);
        addScores(all);
        return all.stream();
    }

    /** The push-forward's log |det J| = log x_0 is left out of log q, or of log p. */
    private static void addJacobians(List<Seeded> all) {
        GridCase c = GridCatalogue.transformed();
        VariationalFamily family = new Defects.OfPaths(c.family()) {
            @Override
            public void logDensity(double[] phi, double[] z, int from, int to, double[] out) {
                super.logDensity(phi, z, from, to, out);
                for (int k = from; k < to; k++) {
                    out[k] += Math.log(z[2 * k]);
                }
            }

            @Override
            public void logDensityGradient(double[] phi, double[] z, int from, int to, double[] out) {
                super.logDensityGradient(phi, z, from, to, out);
                for (int k = from; k < to; k++) {
                    out[2 * k] += 1 / z[2 * k];
                }
            }
        };
        DifferentiableLogDensity p = (DifferentiableLogDensity) c.target();
        LogDensity right = ConstrainedTarget.of(p, Transforms.blocks(Transforms.positive(1), Transforms.identity(1)));
        LogDensity wrong = LogDensities.withLogNormalizer(LogDensities.of(2, y -> {
            double[] out = new double[1];
            p.logDensity(new double[] {Math.exp(y[0]), y[1]}, 0, 1, out);
            return out[0];
        }, (y, g) -> {
            double x = Math.exp(y[0]);
            p.logDensityAndGradient(new double[] {x, y[1]}, 0, 1, new double[1], g);
            g[0] *= x;
        }), 0);
        FullRankFamily base = FullRankFamily.gaussian(2);
        for (GradientEstimator estimator : List.of(SCORE, PATH, TOTAL)) {
            for (Divergence d : List.of(Divergences.reverseKl(), Divergences.forwardKl())) {
                all.add(inFamily("no Jacobian in q", c, estimator, d, family));
                all.add(new Seeded("no Jacobian in p", c, estimator, new Setup(base, right, d), new Setup(base, wrong, d)));
            }
        }
    }

    private static void addEntropies(List<Seeded> all) {
        for (GradientEstimator estimator : List.of(SCORE, PATH, TOTAL)) {
            all.add(inFamily("no entropy", FULL, estimator, Divergences.reverseKl(), new Defects.WithoutEntropy(FULL.family())));
        }
        all.add(inFamily("no gradient of the entropy", FULL, TOTAL.withClosedFormEntropy(), Divergences.reverseKl(),
                new Defects.WithoutEntropyGradient(FULL.family())));
    }

    /** phi is held fixed where it must not be, or is not where it must. With reverse KL the first two have mean zero. */
    private static void addStoppedGradients(List<Seeded> all) {
        VariationalFamily kept = new Defects.OfPaths(FULL.family()) {
            @Override
            public void pullback(double[] phi, double[] noise, double[] z, int row, double[] c, double[] out) {
                super.pullback(phi, noise, z, row, c, out);
                double[] score = new double[out.length];
                score(phi, z, row, score);
                for (int j = 0; j < score.length; j++) {
                    out[j] -= score[j];
                }
            }
        };
        VariationalFamily dropped = new Defects.OfPaths(FULL.family()) {
            @Override
            public void score(double[] phi, double[] z, int row, double[] out) {
                Arrays.fill(out, 0);
            }
        };
        VariationalFamily detached = new Defects.OfPaths(FULL.family()) {
            @Override
            public void logDensityGradient(double[] phi, double[] z, int from, int to, double[] out) {
                Arrays.fill(out, from * dimension(), to * dimension(), 0);
            }
        };
        for (Divergence d : List.of(Divergences.forwardKl(), Divergences.forwardChiSquared(), Divergences.squaredHellinger())) {
            all.add(inFamily("the score kept along a path", FULL, PATH, d, kept));
            all.add(inFamily("the score dropped from the total", FULL, TOTAL, d, dropped));
        }
        all.add(inFamily("the score dropped from the centred total", FULL, TOTAL.with(Weights.CENTRED), Divergences.reverseKl(), dropped));
        all.add(inFamily("log q detached", FULL, PATH, Divergences.reverseKl(), detached));
        all.add(inFamily("log q detached", FULL, TOTAL, Divergences.forwardKl(), detached));
    }

    /** z = mu + L^T e; or a pull-back, or a score, that takes e_i g_j for g_i e_j. Entries below the diagonal start at 2 D. */
    private static void addTransposed(List<Seeded> all) {
        VariationalFamily points = new Defects.OfPaths(FULL.family()) {
            @Override
            public void transform(double[] phi, double[] noise, double[] z, int from, int to) {
                double[] factor = ((FullRankFamily) family).factor(phi);
                for (int k = from; k < to; k++) {
                    for (int i = 0; i < 3; i++) {
                        double sum = phi[i];
                        for (int j = i; j < 3; j++) {
                            sum += factor[3 * j + i] * noise[3 * k + j];
                        }
                        z[3 * k + i] = sum;
                    }
                }
            }
        };
        VariationalFamily pullback = new Defects.OfPaths(FULL.family()) {
            @Override
            public void pullback(double[] phi, double[] noise, double[] z, int row, double[] c, double[] out) {
                super.pullback(phi, noise, z, row, c, out);
                transposed(noise, row, c, row, out);
            }
        };
        VariationalFamily score = new Defects.OfPaths(FULL.family()) {
            @Override
            public void score(double[] phi, double[] z, int row, double[] out) {
                super.score(phi, z, row, out);
                double[] e = new double[3];
                double[] factor = ((FullRankFamily) family).factor(phi);
                for (int i = 0; i < 3; i++) {
                    e[i] = z[3 * row + i] - phi[i];
                    for (int j = 0; j < i; j++) {
                        e[i] -= factor[3 * i + j] * e[j];
                    }
                    e[i] /= factor[4 * i];
                }
                transposed(e, 0, out.clone(), 0, out);
            }
        };
        for (Divergence d : List.of(Divergences.reverseKl(), Divergences.forwardKl())) {
            all.add(inFamily("L transposed in the points", FULL, TOTAL, d, points));
            all.add(inFamily("L transposed in the points", FULL, PATH, d, points));
            all.add(inFamily("L transposed in the pull-back", FULL, TOTAL, d, pullback));
            all.add(inFamily("L transposed in the pull-back", FULL, PATH, d, pullback));
            all.add(inFamily("L transposed in the score", FULL, SCORE, d, score));
        }
    }

    private static void transposed(double[] e, int row, double[] c, int rowOfC, double[] out) {
        int at = 6;
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < i; j++) {
                out[at++] = e[3 * row + i] * c[3 * rowOfC + j];
            }
        }
    }

    private static void addDivergences(List<Seeded> all) {
        Divergence chi = Divergences.forwardChiSquared();
        Setup right = new Setup(FULL.family(), FULL.target(), chi);
        Divergence sign = new Defects.OfDivergence(chi) {
            @Override
            public double scoreWeight(double l) {
                return -super.scoreWeight(l);
            }

            @Override
            public double pathWeight(double l) {
                return -super.pathWeight(l);
            }
        };
        Divergence twice = new Defects.OfDivergence(chi) {
            @Override
            public double scoreWeight(double l) {
                return 2 * super.scoreWeight(l);
            }

            @Override
            public double pathWeight(double l) {
                return 2 * super.pathWeight(l);
            }
        };
        for (GradientEstimator estimator : List.of(SCORE, PATH)) {
            all.add(new Seeded("chi^2 with the wrong sign", FULL, estimator, right, new Setup(FULL.family(), FULL.target(), sign)));
            all.add(new Seeded("chi^2 in the other direction", FULL, estimator, right,
                    new Setup(FULL.family(), FULL.target(), Divergences.reverseChiSquared())));
            all.add(new Seeded("chi^2 taken twice", FULL, estimator, right, new Setup(FULL.family(), FULL.target(), twice)));
        }
    }

    /** A target that is not normalised: the weights are, by their own mean, or are taken as they come. */
    private static void addWeights(List<Seeded> all) {
        DifferentiableLogDensity p = (DifferentiableLogDensity) FULL.target();
        DifferentiableLogDensity unnormalized = LogDensities.of(3, x -> {
            double[] out = new double[1];
            p.logDensity(x, 0, 1, out);
            return out[0] + 0.4;
        }, (x, g) -> p.logDensityAndGradient(x, 0, 1, new double[1], g));
        LogDensity claimed = LogDensities.withLogNormalizer(unnormalized, 0);
        for (Divergence d : List.of(Divergences.forwardKl(), Divergences.forwardChiSquared(), Divergences.jensenShannon())) {
            for (GradientEstimator estimator : List.of(SCORE, PATH)) {
                all.add(new Seeded("weights that are not normalised", FULL, estimator, new Setup(FULL.family(), unnormalized, d),
                        new Setup(FULL.family(), claimed, d)));
            }
        }
    }

    /** Scores without the part that makes their mean zero, or of another member of the family. */
    private static void addScores(List<Seeded> all) {
        ScoreEstimator few = SCORE.withSamples(5_000).with(Weights.UNCENTRED).with(Baseline.none());
        for (GridCase c : GridCatalogue.all()) {
            VariationalFamily shifted = new Defects.OfFamily(c.family()) {
                @Override
                public void score(double[] phi, double[] z, int row, double[] out) {
                    super.score(phi, z, row, out);
                    out[0] += 0.2;
                }
            };
            all.add(inFamily("a score that has a mean", c, few, Divergences.forwardKl(), shifted));
            VariationalFamily neighbour = new Defects.OfFamily(c.family()) {
                @Override
                public void sample(double[] phi, RandomGenerator rng, double[] z, int from, int to) {
                    double[] other = phi.clone();
                    other[other.length - 1] += 0.3;
                    super.sample(other, rng, z, from, to);
                }
            };
            all.add(inFamily("points of another phi", c, few, Divergences.forwardKl(), neighbour));
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("defects")
    void aDefectIsSeenAndItsAbsenceToo(Seeded s) {
        double[] right = s.distances(s.right);
        assertTrue(right[0] < 5 && right[1] < 5, "without the defect: " + right[0] + " and " + right[1] + " standard errors");
        double[] wrong = s.distances(s.wrong);
        assertTrue(wrong[0] > 5, "with the defect: " + wrong[0] + " standard errors");
    }
}
