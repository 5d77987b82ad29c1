package io.divergence.estimators.evaluate;

import io.divergence.distribution.Beta;
import io.divergence.distribution.Cauchy;
import io.divergence.distribution.Chi;
import io.divergence.distribution.ChiSquared;
import io.divergence.distribution.ContinuousBernoulli;
import io.divergence.distribution.Exponential;
import io.divergence.distribution.Gamma;
import io.divergence.distribution.Gumbel;
import io.divergence.distribution.HalfNormal;
import io.divergence.distribution.InverseGamma;
import io.divergence.distribution.InverseGaussian;
import io.divergence.distribution.Kumaraswamy;
import io.divergence.distribution.Laplace;
import io.divergence.distribution.LogNormal;
import io.divergence.distribution.Logistic;
import io.divergence.distribution.LogitNormal;
import io.divergence.distribution.Mixture;
import io.divergence.distribution.Normal;
import io.divergence.distribution.Pareto;
import io.divergence.distribution.StudentT;
import io.divergence.distribution.Triangular;
import io.divergence.distribution.TruncatedNormal;
import io.divergence.distribution.Uniform;
import io.divergence.distribution.UnivariateDistribution;
import io.divergence.distribution.VonMises;
import io.divergence.distribution.Weibull;
import java.util.random.RandomGenerator;

/** Random continuous distributions on the line; shapes, scales and locations between 10^-s and 10^s. */
final class RandomPairs {
    static final int KINDS = 25;

    private final RandomGenerator rng;
    private final double size;

    RandomPairs(RandomGenerator rng, double size) {
        this.rng = rng;
        this.size = size;
    }

    private double positive() {
        return Math.pow(10, size * (2 * rng.nextDouble() - 1));
    }

    private double location() {
        return rng.nextInt(3) == 0 ? 0 : (rng.nextBoolean() ? 1 : -1) * positive();
    }

    private double probability() {
        return Math.max(1e-9, Math.min(1 - 1e-6, rng.nextInt(4) == 0 ? Math.pow(10, -size * rng.nextDouble()) : rng.nextDouble()));
    }

    UnivariateDistribution draw(int kind) {
        return switch (kind) {
            case 0 -> Normal.of(location(), positive());
            case 1 -> LogNormal.of(location(), positive());
            case 2 -> HalfNormal.ofScale(positive());
            case 3 -> StudentT.of(positive(), location(), positive());
            case 4 -> Cauchy.of(location(), positive());
            case 5 -> Laplace.of(location(), positive());
            case 6 -> Logistic.of(location(), positive());
            case 7 -> Gumbel.of(location(), positive());
            case 8 -> Exponential.ofRate(positive());
            case 9 -> Gamma.ofShapeRate(positive(), positive());
            case 10 -> InverseGamma.ofShapeScale(positive(), positive());
            case 11 -> ChiSquared.of(positive());
            case 12 -> InverseGaussian.of(positive(), positive());
            case 13 -> Beta.of(positive(), positive());
            case 14 -> Kumaraswamy.of(positive(), positive());
            case 15 -> ContinuousBernoulli.ofProbability(probability());
            case 16 -> LogitNormal.of(location(), positive());
            case 17 -> {
                double low = location();
                yield Uniform.of(low, low + positive());
            }
            case 18 -> {
                double low = location();
                double width = positive();
                yield Triangular.of(low, low + width * rng.nextDouble(), low + width);
            }
            case 19 -> Pareto.of(positive(), positive());
            case 20 -> Weibull.ofShapeScale(positive(), positive());
            case 21 -> VonMises.of(location(), positive());
            case 22 -> Chi.of(positive());
            case 23 -> {
                double low = location();
                yield TruncatedNormal.of(location(), positive(), low, low + positive());
            }
            default -> Mixture.of(new double[] {0.3, 0.7}, draw(rng.nextInt(KINDS - 1)), draw(rng.nextInt(KINDS - 1)));
        };
    }
}
