package io.divergence.estimators.montecarlo;

import io.divergence.distribution.Beta;
import io.divergence.distribution.Empirical;
import io.divergence.distribution.Gamma;
import io.divergence.distribution.Normal;
import io.divergence.distribution.ProductDistribution;
import io.divergence.distribution.StudentT;
import io.divergence.divergence.Discrepancy;
import io.divergence.divergence.Divergences;
import io.divergence.estimate.Execution;
import io.divergence.estimate.GradientEstimator;
import io.divergence.estimate.Objective;
import io.divergence.estimate.Problem;
import io.divergence.estimators.montecarlo.CombinationsTest.Pair;
import io.divergence.estimators.quadrature.QuadratureEstimator;
import io.divergence.estimators.quadrature.TrapezoidEstimator;
import io.divergence.family.CategoricalFamily;
import io.divergence.family.DistributionFamily;
import io.divergence.family.FullRankFamily;
import io.divergence.family.GaussianFamily;
import io.divergence.family.GaussianMixtureFamily;
import io.divergence.family.LowRankGaussianFamily;
import io.divergence.family.MeanFieldFamily;
import io.divergence.family.ProductFamily;
import io.divergence.family.TransformedFamily;
import io.divergence.family.VariationalFamily;
import io.divergence.optimize.AdaGrad;
import io.divergence.optimize.Adam;
import io.divergence.optimize.Averaged;
import io.divergence.optimize.Clipped;
import io.divergence.optimize.DoG;
import io.divergence.optimize.DoWG;
import io.divergence.optimize.GradientDescent;
import io.divergence.optimize.Momentum;
import io.divergence.optimize.Optimizer;
import io.divergence.optimize.PolynomialAveraging;
import io.divergence.optimize.Proximal;
import io.divergence.optimize.RmsProp;
import io.divergence.optimize.TailAveraging;
import io.divergence.target.FactoredLogDensity;
import io.divergence.target.LogDensities;
import io.divergence.target.LogDensity;
import io.divergence.transform.Transforms;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Every family at a phi with a target, and what can be bound to it: for tests of steps, not of their answers. */
final class StepCases {

    private static final Map<String, List<Pair>> BY_FAMILY = new LinkedHashMap<>();

    private StepCases() {
    }

    /** Families that differ in how they are made of others, one pair or more of each. */
    static List<Pair> pairs() {
        List<Pair> pairs = new ArrayList<>();
        for (Pair pair : CombinationsTest.pairs()) {
            // Masses and densities are not compared, which is what the others are there to show.
            if (pair.target() instanceof Empirical || isComparable(pair)) {
                pairs.add(pair);
            }
        }
        double[] two = {2.2, 1.3};
        Gamma gamma = Gamma.ofShapeRate(3, 1.5);
        for (DistributionFamily family : List.of(DistributionFamily.gamma(), DistributionFamily.inverseGamma(), DistributionFamily.logNormal(),
                DistributionFamily.weibull())) {
            pairs.add(new Pair(family, two, gamma));
        }
        pairs.add(new Pair(DistributionFamily.exponential(), new double[] {0.7}, gamma));
        pairs.add(new Pair(DistributionFamily.halfNormal(), new double[] {0.7}, gamma));
        pairs.add(new Pair(DistributionFamily.beta(), two, Beta.of(2, 2)));
        pairs.add(new Pair(DistributionFamily.kumaraswamy(), two, Beta.of(2, 2)));
        for (DistributionFamily family : List.of(DistributionFamily.laplace(), DistributionFamily.gumbel(), DistributionFamily.logistic(),
                DistributionFamily.studentT(4))) {
            pairs.add(new Pair(family, new double[] {0.2, 1.1}, StudentT.of(3, 0, 1)));
        }
        for (int k : new int[] {1, 3}) {
            GaussianMixtureFamily mixture = GaussianMixtureFamily.ofComponents(k);
            double[] phi = new double[3 * k - 1];
            for (int i = 0; i < phi.length; i++) {
                phi[i] = 0.3 * Math.sin(3 * i + 1);
            }
            pairs.add(new Pair(mixture, phi, Normal.of(0.1, 1.1)));
        }
        pairs.add(new Pair(GaussianFamily.meanLogSigma(), new double[] {0.2, 0.1}, Normal.of(0, 1)));
        pairs.addAll(composed());
        pairs.addAll(factored());
        return pairs;
    }

    private static boolean isComparable(Pair pair) {
        try {
            return new Problem(pair.target(), pair.family(), Divergences.forwardKl()).hasLogRatio();
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** Targets that are sums of factors, for Rao-Blackwellised estimates of families with blocks. */
    private static List<Pair> factored() {
        FactoredLogDensity chain = FactoredLogDensity.of(3, FactoredLogDensity.factor(x -> -0.5 * x[0] * x[0], 0),
                FactoredLogDensity.factor(x -> -0.5 * Math.abs(x[1] - 0.3 * x[0]), 0, 1), FactoredLogDensity.factor(x -> -0.2 * x[0] * x[1], 1, 2),
                FactoredLogDensity.factor(x -> -x[0] * x[0], 2));
        VariationalFamily product = ProductFamily.of(DistributionFamily.laplace(), GaussianMixtureFamily.ofComponents(1), DistributionFamily.gamma());
        return List.of(new Pair(MeanFieldFamily.gaussian(3), new double[] {0.1, 0, -0.1, 0.1, 0.2, 0}, chain),
                new Pair(CategoricalFamily.bernoulli(3), new double[] {0.3, -0.2, 0.1}, chain),
                new Pair(product, new double[] {0.1, 0.9, 0, 0.1, 2, 1.5}, chain));
    }

    private static List<Pair> composed() {
        List<Pair> pairs = new ArrayList<>();
        LogDensity round = LogDensities.withLogNormalizer(LogDensities.of(3, x -> -0.5 * (x[0] * x[0] + x[1] * x[1] + x[2] * x[2]), (x, g) -> {
            for (int i = 0; i < 3; i++) {
                g[i] = -x[i];
            }
        }), 1.5 * Math.log(2 * Math.PI));
        GaussianMixtureFamily mixture = GaussianMixtureFamily.ofComponents(2);
        double[] ofMixture = mixture.parameters(new double[] {0.5, 0.5}, new double[] {-0.3, 0.4}, new double[] {0.9, 1.1});
        VariationalFamily nested = ProductFamily.of(mixture, ProductFamily.of(GaussianFamily.meanSigma(), MeanFieldFamily.gaussian(1)));
        pairs.add(new Pair(nested, GridCatalogue.join(ofMixture, new double[] {0.1, 1.1, -0.1, 0.1}), round));
        VariationalFamily mixed = ProductFamily.of(DistributionFamily.studentT(5), LowRankGaussianFamily.of(2, 1));
        pairs.add(new Pair(mixed, new double[] {0.1, 0.9, 0.1, -0.1, -0.1, 0.1, 0.2, 0.1}, round));
        VariationalFamily affine = TransformedFamily.of(FullRankFamily.gaussian(3),
                Transforms.affine(new double[] {0.1, -0.1, 0}, new double[] {1, 1.1, 0.9}));
        pairs.add(new Pair(affine, new double[] {0.1, 0, -0.1, 0.1, 0, -0.1, 0.1, 0.2, 0.1}, round));
        VariationalFamily ordered = TransformedFamily.of(MeanFieldFamily.studentT(3, 9), Transforms.ordered(3));
        pairs.add(new Pair(ordered, new double[] {-1, 0, 0.1, -0.3, -0.4, -0.2}, round));
        LogDensity unit = ProductDistribution.of(Gamma.ofShapeRate(3, 1.5), Beta.of(2, 3));
        VariationalFamily pushed = TransformedFamily.of(ProductFamily.of(GaussianMixtureFamily.ofComponents(2), GaussianFamily.meanLogSigma()),
                Transforms.blocks(Transforms.positive(1), Transforms.interval(1, 0, 1)));
        pairs.add(new Pair(pushed, GridCatalogue.join(ofMixture, new double[] {0.1, -0.1}), unit));
        VariationalFamily score = TransformedFamily.of(DistributionFamily.laplace(), Transforms.positive(1));
        pairs.add(new Pair(score, new double[] {0.3, 0.2}, Gamma.ofShapeRate(3, 1.5)));
        VariationalFamily finite = ProductFamily.of(CategoricalFamily.of(1, 3), CategoricalFamily.bernoulli(1));
        pairs.add(new Pair(finite, new double[] {0.2, -0.1, 0.3}, LogDensities.of(2, x -> 0.3 * x[0] - 0.2 * x[0] * x[1])));
        return pairs;
    }

    static List<Discrepancy> discrepancies() {
        return List.of(Divergences.reverseKl(), Divergences.forwardKl(), Divergences.forwardChiSquared(), Divergences.reverseChiSquared(),
                Divergences.jensenShannon(), Divergences.totalVariation(), Divergences.jeffreys(), Divergences.alpha(0.3), Divergences.renyi(0.5),
                Divergences.renyi(2), Divergences.logOnePlusChiSquared());
    }

    /** All estimators but quadrature, which takes no steps of noise, and judges the tails of a q that it makes at each phi. */
    static List<GradientEstimator> estimators(int n) {
        return CombinationsTest.estimators(n).stream().filter(e -> !(e instanceof QuadratureEstimator || e instanceof TrapezoidEstimator)).toList();
    }

    /** Divergences whose estimates weigh samples in different ways: not, once, twice, and by moments; or just the first two. */
    static List<Discrepancy> weighings(boolean all) {
        List<Discrepancy> weighings = List.of(Divergences.reverseKl(), Divergences.forwardKl(), Divergences.forwardChiSquared(),
                Divergences.reverseChiSquared(), Divergences.renyi(0.5), Divergences.logOnePlusChiSquared());
        return all ? weighings : weighings.subList(0, 2);
    }

    /** Of scales that are themselves: the case of {@link #optimizers}. */
    static Pair ofScales() {
        MeanFieldFamily family = MeanFieldFamily.gaussian(2).withLinearScale();
        return new Pair(family, new double[] {0.1, -0.2, 1.1, 0.8}, GridCatalogue.P2);
    }

    /** All optimizers, some inside others; proximal steps are for the scales of {@link #ofScales}. */
    static List<Optimizer> optimizers() {
        return List.of(GradientDescent.of(0.01), Momentum.heavyBall(0.01, 0.9), Momentum.nesterov(0.01, 0.9), AdaGrad.of(0.05), RmsProp.of(0.01),
                Adam.withDefaults(), Adam.amsGrad(), DoG.withDefaults(), DoWG.withDefaults(), Clipped.of(GradientDescent.of(0.05), 0.5),
                Averaged.of(Adam.withDefaults(), 4), PolynomialAveraging.of(DoG.withDefaults()), TailAveraging.of(Adam.withDefaults()),
                Proximal.of(DoG.withDefaults(), 2, 3), TailAveraging.of(Clipped.of(Momentum.heavyBall(0.01, 0.5), 1)));
    }

    /** The pairs by family: many have the same. */
    static synchronized Map<String, List<Pair>> byFamily() {
        if (BY_FAMILY.isEmpty()) {
            for (Pair pair : pairs()) {
                BY_FAMILY.computeIfAbsent(pair.family().toString(), name -> new ArrayList<>()).add(pair);
            }
        }
        return BY_FAMILY;
    }

    /** The objective, or none if the parts do not go together. */
    static Optional<Objective> bind(GradientEstimator estimator, Pair pair, Discrepancy d, Execution execution) {
        try {
            return Optional.of(estimator.bind(new Problem(pair.target(), pair.family(), d), execution));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
