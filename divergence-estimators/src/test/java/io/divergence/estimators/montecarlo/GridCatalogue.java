package io.divergence.estimators.montecarlo;

import io.divergence.distribution.Beta;
import io.divergence.distribution.Gamma;
import io.divergence.distribution.MultivariateNormal;
import io.divergence.distribution.MultivariateStudentT;
import io.divergence.distribution.Normal;
import io.divergence.distribution.ProductDistribution;
import io.divergence.distribution.StudentT;
import io.divergence.family.CategoricalFamily;
import io.divergence.family.DistributionFamily;
import io.divergence.family.FixedWidthGaussianFamily;
import io.divergence.family.FullRankFamily;
import io.divergence.family.GaussianFamily;
import io.divergence.family.GaussianMixtureFamily;
import io.divergence.family.LowRankGaussianFamily;
import io.divergence.family.MeanFieldFamily;
import io.divergence.family.MultivariateMixtureFamily;
import io.divergence.family.ProductFamily;
import io.divergence.family.TransformedFamily;
import io.divergence.family.VariationalFamily;
import io.divergence.target.LogDensities;
import io.divergence.target.LogDensity;
import io.divergence.target.Support;
import io.divergence.transform.Transforms;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * Every family in two to four dimensions, at a phi that is a little off a target: weights, and their squares, have variances in either
 * direction, so that standard errors are to be trusted. The densities of q are written from phi by hand, with covariances, where families have factors.
 */
final class GridCatalogue {
    static final MultivariateNormal P3 = MultivariateNormal.ofCovariance(new double[] {0.3, -0.2, 0.1},
            new double[] {1, 0.15, -0.1, 0.15, 0.9, 0.05, -0.1, 0.05, 0.95});
    static final MultivariateNormal P2 = MultivariateNormal.ofCovariance(new double[] {0.2, -0.1}, new double[] {1, 0.15, 0.15, 0.9});
    static final MultivariateNormal P4 = MultivariateNormal.ofCovariance(new double[] {0.1, -0.2, 0.2, 0},
            new double[] {1, 0.1, -0.1, 0, 0.1, 0.95, 0.05, 0.1, -0.1, 0.05, 1.05, -0.1, 0, 0.1, -0.1, 1});

    private GridCatalogue() {
    }

    static double[] moved(double[] phi, double size) {
        double[] x = phi.clone();
        for (int i = 0; i < x.length; i++) {
            x[i] += size * Math.sin(1 + 7 * i);
        }
        return x;
    }

    static double[] join(double[]... parts) {
        return Arrays.stream(parts).flatMapToDouble(Arrays::stream).toArray();
    }

    private static double at(LogDensity p, double[] x) {
        double[] out = new double[1];
        p.logDensity(x, 0, 1, out);
        return out[0];
    }

    /** L of (log diagonal, rows below it), then L L^T. */
    static double[] covariance(double[] phi, int from, int d, boolean linear) {
        double[] factor = new double[d * d];
        int below = from + d;
        for (int i = 0; i < d; i++) {
            factor[i * d + i] = linear ? phi[from + i] : Math.exp(phi[from + i]);
            for (int j = 0; j < i; j++) {
                factor[i * d + j] = phi[below++];
            }
        }
        double[] covariance = new double[d * d];
        for (int i = 0; i < d; i++) {
            for (int j = 0; j < d; j++) {
                for (int k = 0; k < d; k++) {
                    covariance[i * d + j] += factor[i * d + k] * factor[j * d + k];
                }
            }
        }
        return covariance;
    }

    private static ToDoubleFunction<double[]> normal(double[] mean, double[] covariance) {
        MultivariateNormal q = MultivariateNormal.ofCovariance(mean, covariance);
        return x -> at(q, x);
    }

    static List<GridCase> all() {
        List<GridCase> all = new ArrayList<>(gaussian());
        all.addAll(heavy());
        all.addAll(structured());
        all.add(transformed());
        all.add(positive());
        all.addAll(finite());
        return all;
    }

    static GridCase.Axis[] reals(int d) {
        GridCase.Axis[] axes = new GridCase.Axis[d];
        Arrays.fill(axes, GridCase.Axis.real());
        return axes;
    }

    private static GridCase.Axis[] coarse(int d) {
        GridCase.Axis[] axes = new GridCase.Axis[d];
        Arrays.fill(axes, GridCase.Axis.coarse());
        return axes;
    }

    private static List<GridCase> gaussian() {
        List<GridCase> all = new ArrayList<>();
        double[] sds = {1.02, 0.94, 0.97};
        MeanFieldFamily meanField = MeanFieldFamily.gaussian(3);
        all.add(new GridCase("mean-field", meanField, moved(meanField.parameters(P3.mean(), sds), 0.06), P3,
                phi -> meanField(phi, Math::exp), reals(3)));
        MeanFieldFamily linear = meanField.withLinearScale();
        all.add(new GridCase("mean-field, linear", linear, moved(linear.parameters(P3.mean(), sds), 0.06), P3,
                phi -> meanField(phi, x -> x), reals(3)));
        all.add(fullRank());
        FullRankFamily full = FullRankFamily.gaussian(3).withLinearScale();
        all.add(new GridCase("full-rank, linear", full, moved(full.parameters(P3.mean(), P3.cholesky()), 0.08), P3,
                phi -> normal(Arrays.copyOf(phi, 3), covariance(phi, 3, 3, true)), reals(3)));
        LowRankGaussianFamily low = LowRankGaussianFamily.of(3, 1);
        double[] phi = moved(low.parameters(P3.mean(), new double[] {0.9, 0.9, 0.95}, new double[] {0.4, 0.3, -0.15}), 0.05);
        all.add(new GridCase("low rank", low, phi, P3, at -> lowRank(at, 3, 1), reals(3)));
        FullRankFamily four = FullRankFamily.gaussian(4);
        all.add(new GridCase("full-rank, D = 4", four, moved(four.parameters(P4.mean(), P4.cholesky()), 0.06), P4,
                at -> normal(Arrays.copyOf(at, 4), covariance(at, 4, 4, false)), coarse(4)));
        LowRankGaussianFamily two = LowRankGaussianFamily.of(4, 2);
        double[] w = {0.3, 0.1, 0.2, -0.2, -0.2, 0.3, 0.1, 0.2};
        all.add(new GridCase("low rank, D = 4", two, moved(two.parameters(P4.mean(), new double[] {0.95, 0.9, 0.9, 0.95}, w), 0.04), P4,
                at -> lowRank(at, 4, 2), coarse(4)));
        return all;
    }

    static GridCase fullRank() {
        FullRankFamily full = FullRankFamily.gaussian(3);
        return new GridCase("full-rank", full, moved(full.parameters(P3.mean(), P3.cholesky()), 0.08), P3,
                phi -> normal(Arrays.copyOf(phi, 3), covariance(phi, 3, 3, false)), reals(3));
    }

    /** Correlations that a transposed factor would not have, and a q that is farther off. */
    static GridCase correlated() {
        FullRankFamily full = FullRankFamily.gaussian(3);
        MultivariateNormal p = MultivariateNormal.ofCovariance(new double[] {0.3, -0.2, 0.1},
                new double[] {1, 0.45, -0.3, 0.45, 0.8, 0.2, -0.3, 0.2, 0.9});
        double[] phi = full.parameters(new double[] {0.1, 0, 0.2}, new double[] {1.1, 0, 0, 0.3, 0.85, 0, -0.1, 0.35, 0.95});
        return new GridCase("correlated", full, phi, p, at -> normal(Arrays.copyOf(at, 3), covariance(at, 3, 3, false)), reals(3));
    }

    private static ToDoubleFunction<double[]> meanField(double[] phi, java.util.function.DoubleUnaryOperator scale) {
        double[] covariance = new double[9];
        for (int i = 0; i < 3; i++) {
            covariance[4 * i] = Math.pow(scale.applyAsDouble(phi[3 + i]), 2);
        }
        return normal(Arrays.copyOf(phi, 3), covariance);
    }

    private static ToDoubleFunction<double[]> lowRank(double[] phi, int d, int rank) {
        double[] covariance = new double[d * d];
        for (int i = 0; i < d; i++) {
            for (int j = 0; j < d; j++) {
                covariance[d * i + j] = i == j ? Math.exp(2 * phi[d + i]) : 0;
                for (int r = 0; r < rank; r++) {
                    covariance[d * i + j] += phi[2 * d + i * rank + r] * phi[2 * d + j * rank + r];
                }
            }
        }
        return normal(Arrays.copyOf(phi, d), covariance);
    }

    private static List<GridCase> heavy() {
        FullRankFamily full = FullRankFamily.studentT(2, 8);
        MeanFieldFamily meanField = MeanFieldFamily.studentT(2, 8);
        GridCase.Axis[] axes = {GridCase.Axis.wide(), GridCase.Axis.wide()};
        return List.of(new GridCase("full-rank Student-t", full, moved(full.parameters(P2.mean(), P2.cholesky()), 0.1), P2, phi -> {
            MultivariateStudentT q = MultivariateStudentT.ofScale(8, Arrays.copyOf(phi, 2), covariance(phi, 2, 2, false));
            return x -> at(q, x);
        }, axes), new GridCase("mean-field Student-t", meanField, moved(meanField.parameters(P2.mean(), new double[] {1, 0.95}), 0.1), P2, phi -> {
            StudentT a = StudentT.of(8, phi[0], Math.exp(phi[2]));
            StudentT b = StudentT.of(8, phi[1], Math.exp(phi[3]));
            return x -> a.logDensity(x[0]) + b.logDensity(x[1]);
        }, axes));
    }

    private static List<GridCase> structured() {
        List<GridCase> all = new ArrayList<>();
        ProductFamily blocks = ProductFamily.of(FullRankFamily.gaussian(2), GaussianFamily.meanSigma());
        all.add(new GridCase("blocks", blocks, moved(new double[] {0.3, -0.2, 0, -0.05, 0.2, 0.1, 0.98}, 0.05), P3, phi -> {
            ToDoubleFunction<double[]> a = normal(Arrays.copyOf(phi, 2), covariance(phi, 2, 2, false));
            Normal b = Normal.of(phi[5], phi[6]);
            return x -> a.applyAsDouble(new double[] {x[0], x[1]}) + b.logDensity(x[2]);
        }, reals(3)));
        MultivariateMixtureFamily mixture = MultivariateMixtureFamily.of(2, 2);
        all.add(new GridCase("mixture of normals", mixture, mixture.parameters(new double[] {0.4, 0.6}, new double[] {-0.3, 0.2, 0.6, -0.4},
                new double[] {0.95, 0.9, 0.9, 1}), P2, GridCatalogue::mixture, reals(2)));
        GaussianMixtureFamily one = GaussianMixtureFamily.ofComponents(2);
        FixedWidthGaussianFamily other = FixedWidthGaussianFamily.of(1.05);
        double[] phi0 = join(one.parameters(new double[] {0.7, 0.3}, new double[] {-0.2, 0.8}, new double[] {0.9, 1}), new double[] {0.2});
        all.add(new GridCase("product with a mixture", ProductFamily.of(one, other), phi0, P2, phi -> {
            double w = 1 / (1 + Math.exp(phi[0]));
            Normal a = Normal.of(phi[1], Math.exp(phi[3]));
            Normal b = Normal.of(phi[2], Math.exp(phi[4]));
            Normal c = Normal.of(phi[5], 1.05);
            return x -> Math.log(w * Math.exp(a.logDensity(x[0])) + (1 - w) * Math.exp(b.logDensity(x[0]))) + c.logDensity(x[1]);
        }, reals(2)));
        return all;
    }

    private static ToDoubleFunction<double[]> mixture(double[] phi) {
        double w = 1 / (1 + Math.exp(phi[0]));
        Normal[] parts = new Normal[4];
        for (int i = 0; i < 4; i++) {
            parts[i] = Normal.of(phi[1 + i], Math.exp(phi[5 + i]));
        }
        return x -> Math.log(w * Math.exp(parts[0].logDensity(x[0]) + parts[1].logDensity(x[1]))
                + (1 - w) * Math.exp(parts[2].logDensity(x[0]) + parts[3].logDensity(x[1])));
    }

    /** A log-normal and a normal coordinate, dependent in q. */
    static GridCase transformed() {
        FullRankFamily base = FullRankFamily.gaussian(2);
        VariationalFamily family = TransformedFamily.of(base, Transforms.blocks(Transforms.positive(1), Transforms.identity(1)));
        LogDensity p = LogDensities.withSupport(LogDensities.of(2, x -> logNormalTimesNormal(x), (x, g) -> {
            g[0] = -(1 + (Math.log(x[0]) - 0.2) / 0.36) / x[0];
            g[1] = -(x[1] + 0.1) / 0.9;
        }), Support.box(new double[] {0, Double.NEGATIVE_INFINITY}, new double[] {Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY}));
        LogDensity target = LogDensities.withLogNormalizer(p, 0);
        double[] phi = moved(base.parameters(new double[] {0.2, -0.1}, new double[] {0.6, 0, 0.1, 0.9}), 0.1);
        return new GridCase("transformed", family, phi, target, at -> {
            ToDoubleFunction<double[]> q = normal(Arrays.copyOf(at, 2), covariance(at, 2, 2, false));
            return x -> q.applyAsDouble(new double[] {Math.log(x[0]), x[1]}) - Math.log(x[0]);
        }, GridCase.Axis.positive(), GridCase.Axis.real());
    }

    private static double logNormalTimesNormal(double[] x) {
        double y = Math.log(x[0]);
        return -0.5 * Math.pow(y - 0.2, 2) / 0.36 - y - 0.5 * Math.pow(x[1] + 0.1, 2) / 0.9 - 0.5 * Math.log(0.36 * 0.9) - Math.log(2 * Math.PI);
    }

    private static GridCase positive() {
        ProductDistribution p = ProductDistribution.of(Gamma.ofShapeRate(3, 1.5), Beta.of(2, 3));
        return new GridCase("gamma and beta", ProductFamily.of(DistributionFamily.gamma(), DistributionFamily.beta()),
                new double[] {2.85, 1.45, 2.1, 2.9}, p, phi -> {
            Gamma a = Gamma.ofShapeRate(phi[0], phi[1]);
            Beta b = Beta.of(phi[2], phi[3]);
            return x -> a.logDensity(x[0]) + b.logDensity(x[1]);
        }, GridCase.Axis.positive(), GridCase.Axis.unit());
    }

    private static List<GridCase> finite() {
        double[] three = {0.2, -0.3, 0.1, 0.4, -0.5, 0.1};
        double[] two = {0.3, -0.4, 0.1};
        return List.of(finite("categorical", CategoricalFamily.of(3, 3), three, 3), finite("Bernoulli", CategoricalFamily.bernoulli(3), two, 2));
    }

    private static GridCase finite(String name, CategoricalFamily family, double[] phi, int classes) {
        GridCase.Axis axis = GridCase.Axis.classes(classes);
        double sum = 0;
        for (int k = 0; k < classes * classes * classes; k++) {
            sum += Math.exp(logMass(new double[] {k % classes, k / classes % classes, k / classes / classes}));
        }
        double logZ = Math.log(sum);
        LogDensity p = LogDensities.withLogNormalizer(LogDensities.of(3, x -> logMass(x) - logZ), 0);
        return new GridCase(name, family, phi, p, at -> x -> {
            double log = 0;
            for (int i = 0; i < 3; i++) {
                double total = 1;
                for (int c = 1; c < classes; c++) {
                    total += Math.exp(at[i * (classes - 1) + c - 1]);
                }
                log += (x[i] == 0 ? 0 : at[i * (classes - 1) + (int) x[i] - 1]) - Math.log(total);
            }
            return log;
        }, axis, axis, axis);
    }

    private static double logMass(double[] x) {
        return 0.4 * Math.cos(x[0] + 2 * x[1]) - 0.3 * x[2];
    }
}
