package io.divergence.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.divergence.distribution.Cauchy;
import io.divergence.distribution.MultivariateMixture;
import io.divergence.distribution.MultivariateNormal;
import io.divergence.distribution.MultivariateStudentT;
import io.divergence.distribution.Normal;
import io.divergence.distribution.Poisson;
import io.divergence.math.Exponentials;
import io.divergence.math.NormalFunctions;
import io.divergence.math.Triangular;
import io.divergence.random.RandomStream;
import io.divergence.target.LogDensity;
import java.util.Arrays;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;

/** Log densities, constants included, against the same densities put together from distributions one by one. */
class ModelDensitiesTest {
    private static final double CLOSE = 2e-13;

    private static double value(LogDensity model, double... z) {
        double[] value = new double[1];
        model.logDensity(z, 0, 1, value);
        return value[0];
    }

    private static void same(Model model, double scale, ToDoubleFunction<double[]> other) {
        RandomStream rng = RandomStream.of(21);
        double[] z = new double[model.dimension()];
        for (int k = 0; k < 50; k++) {
            Arrays.setAll(z, i -> scale * rng.nextGaussian());
            double expected = other.applyAsDouble(z);
            assertEquals(expected, value(model, z), CLOSE * (1 + Math.abs(expected)), model.toString());
        }
    }

    @Test
    void textbookDensitiesAreProductsOfDistributions() {
        MultivariateNormal normal = MultivariateNormal.ofCholesky(ModelCatalogue.LOCATION, ModelCatalogue.FACTOR);
        same(Models.gaussian(ModelCatalogue.LOCATION, ModelCatalogue.FACTOR), 3, z -> value(normal, z));
        MultivariateStudentT t = MultivariateStudentT.ofCholesky(2.5, ModelCatalogue.LOCATION, ModelCatalogue.FACTOR);
        same(Models.studentT(2.5, ModelCatalogue.LOCATION, ModelCatalogue.FACTOR), 3, z -> value(t, z));
        MultivariateMixture mixture = MultivariateMixture.of(new double[] {0.3, 0.7},
                MultivariateNormal.ofDiagonal(new double[] {-2, 1}, new double[] {0.6, 0.6}),
                MultivariateNormal.ofDiagonal(new double[] {1.5, 0}, new double[] {1.1, 1.1}));
        same(ModelCatalogue.mixture(), 3, z -> value(mixture, z));
        same(Models.cauchy(3), 5, z -> Arrays.stream(z).map(Cauchy.of(0, 1)::logDensity).sum());
        same(Models.funnel(3), 2, z -> Normal.of(0, 3).logDensity(z[0]) + Normal.of(0, Math.exp(0.5 * z[0])).logDensity(z[1])
                + Normal.of(0, Math.exp(0.5 * z[0])).logDensity(z[2]));
        same(Models.banana(), 5, z -> Normal.of(0, 10).logDensity(z[0])
                + Normal.of(0.03 * (z[0] * z[0] - 100), 1).logDensity(z[1]));
    }

    @Test
    void regressionsAreSumsOverObservations() {
        DesignMatrix x = ModelCatalogue.design();
        double[] real = ModelCatalogue.responses(false);
        double[] binary = ModelCatalogue.responses(true);
        double[] counts = ModelCatalogue.counts();
        same(GeneralizedLinearModel.linear(real, x, 0.8), 1, b -> sum(x, b, (n, eta) -> Normal.of(eta, 0.8).logDensity(real[n])));
        same(GeneralizedLinearModel.logistic(binary, x), 3,
                b -> sum(x, b, (n, eta) -> -Exponentials.log1pExp(binary[n] == 1 ? -eta : eta)));
        same(GeneralizedLinearModel.probit(binary, x), 3,
                b -> sum(x, b, (n, eta) -> NormalFunctions.logCumulative(binary[n] == 1 ? eta : -eta)));
        same(GeneralizedLinearModel.poisson(counts, x).withNormalPrior(new double[] {1, 0, 0}, new double[] {2, 3, 4}), 1,
                b -> sum(x, b, (n, eta) -> Poisson.ofRate(Math.exp(eta)).logMass((long) counts[n]))
                + Normal.of(1, 2).logDensity(b[0]) + Normal.of(0, 3).logDensity(b[1]) + Normal.of(0, 4).logDensity(b[2]));
        same(LinearRegression.of(real, x).withNormalPrior(3).withNoisePrior(ScalePrior.halfCauchy(2)), 1,
                b -> sum(x, b, (n, eta) -> Normal.of(eta, Math.exp(b[3])).logDensity(real[n]))
                + Normal.of(0, 3).logDensity(b[0]) + Normal.of(0, 3).logDensity(b[1]) + Normal.of(0, 3).logDensity(b[2])
                + Math.log(2) + Cauchy.of(0, 2).logDensity(Math.exp(b[3])) + b[3]);
    }

    private interface Term {
        double of(int n, double eta);
    }

    private static double sum(DesignMatrix x, double[] beta, Term term) {
        double sum = 0;
        for (int n = 0; n < x.rows(); n++) {
            double eta = 0;
            for (int j = 0; j < x.columns(); j++) {
                eta += x.entry(n, j) * beta[j];
            }
            sum += term.of(n, eta);
        }
        return sum;
    }

    @Test
    void separatedDataKeepTheDigitsOfALogisticRegression() {
        DesignMatrix x = DesignMatrix.ofRows(new double[] {1, -1, 2}, 1);
        GeneralizedLinearModel model = GeneralizedLinearModel.logistic(new double[] {1, 0, 1}, x);
        assertEquals(1, value(model, 60) / (-2 * Math.exp(-60) - Math.exp(-120)), 1e-14);
        assertEquals(-4000, value(model, -1000), 0);
        assertEquals(Double.NEGATIVE_INFINITY, value(model, -Double.MAX_VALUE));
    }

    @Test
    void gaussianProcessesAreNormalDistributionsOfTheirObservations() {
        double[] x = {-1, 0.3, 2, 2.5};
        double[] y = {0.2, 1, -0.4, 0.1};
        ScalePrior flat = ScalePrior.flat();
        same(GaussianProcessRegression.of(x, y, GaussianProcessRegression.Noise.STANDARD_DEVIATION), 0.5, u -> {
            double[] covariance = new double[16];
            for (int i = 0; i < 16; i++) {
                double e = (x[i / 4] - x[i % 4]) / Math.exp(u[0]);
                covariance[i] = Math.exp(2 * u[1] - 0.5 * e * e) + (i % 5 == 0 ? Math.exp(2 * u[2]) : 0);
            }
            double[] factor = Triangular.cholesky("covariance", covariance, 4);
            return value(MultivariateNormal.ofCholesky(new double[4], factor), y) + u[0] + u[1] + u[2];
        });
        assertEquals(0, flat.logDensity(3), 0);
    }

    /** The proper priors integrate to one over s, the plain ones to one half. */
    @Test
    void priorsOfScalesIntegrateToOne() {
        assertEquals(1, mass(ScalePrior.halfCauchy(2)), 1e-10);
        assertEquals(1, mass(ScalePrior.halfNormal(0.3)), 1e-10);
        assertEquals(1, mass(ScalePrior.gamma(2.5, 4)), 1e-10);
        assertEquals(0.5, mass(ScalePrior.cauchy(2)), 1e-10);
        assertEquals(0.5, mass(ScalePrior.normal(0.3)), 1e-10);
    }

    private static double mass(ScalePrior prior) {
        double sum = 0;
        for (double u = -40; u < 40; u += 0.02) {
            sum += 0.02 * Math.exp(prior.logDensity(u) + u);
        }
        return sum;
    }

    @Test
    void theIllConditionedGaussianHasTheEigenvaluesAskedFor() {
        int d = 5;
        Model model = Models.illConditionedGaussian(d, 1e8, 3);
        double[] precision = new double[d * d];
        for (int i = 0; i < d; i++) {
            double[] unit = new double[d];
            unit[i] = 1;
            double[] gradient = new double[d];
            model.logDensityAndGradient(unit, 0, 1, new double[1], gradient);
            for (int j = 0; j < d; j++) {
                precision[i * d + j] = -gradient[j];
            }
        }
        double[] expected = {1, 1e2, 1e4, 1e6, 1e8};
        double trace = 0;
        double squares = 0;
        for (int i = 0; i < d * d; i++) {
            trace += i % (d + 1) == 0 ? precision[i] : 0;
            squares += precision[i] * precision[i];
        }
        assertEquals(1, trace / Arrays.stream(expected).sum(), 1e-12);
        assertEquals(1, squares / Arrays.stream(expected).map(e -> e * e).sum(), 1e-12);
        double[] factor = Triangular.cholesky("precision", precision, d);
        assertEquals(Math.log(1e20), 2 * Triangular.logDeterminant(factor, d), 1e-6);
        assertTrue(Math.abs(precision[1]) > 1e3, "the axes are rotated");
        assertEquals(value(model, 1, 2, 3, 4, 5), value(Models.illConditionedGaussian(d, 1e8, 3), 1, 2, 3, 4, 5), 0);
    }
}
