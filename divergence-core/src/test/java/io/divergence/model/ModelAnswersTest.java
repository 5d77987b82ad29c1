package io.divergence.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.divergence.distribution.MultivariateNormal;
import io.divergence.distribution.MultivariateStudentT;
import io.divergence.math.LogSumExp;
import io.divergence.math.Triangular;
import io.divergence.random.RandomStream;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Normalisers and moments by other means: trapezoids on the plane, importance sampling, an integral that remains. */
class ModelAnswersTest {

    /** log Z, mean and standard deviations in two dimensions. */
    private record Plane(double logZ, double[] mean, double[] sds) {
    }

    private interface Shear {
        /** Where the second coordinate lies, and how wide, given the first. */
        double[] of(double first);
    }

    /** Trapezoids in t, z = sinh t, which converge exponentially; the second coordinate about shear[0] in units of shear[1]. */
    private static Plane integrate(Model model, double reach, double step, double scale, Shear shear) {
        double[] z = new double[2];
        double[] value = new double[1];
        double[] sums = new double[5];
        int n = (int) Math.round(reach / step);
        for (int i = -n; i <= n; i++) {
            z[0] = scale * Math.sinh(i * step);
            double[] second = shear.of(z[0]);
            double outer = scale * Math.cosh(i * step) * step;
            for (int j = -n; j <= n; j++) {
                z[1] = second[0] + second[1] * Math.sinh(j * step);
                model.logDensity(z, 0, 1, value);
                double mass = Math.exp(value[0]) * outer * second[1] * Math.cosh(j * step) * step;
                double[] terms = {1, z[0], z[1], z[0] * z[0], z[1] * z[1]};
                for (int m = 0; m < 5; m++) {
                    sums[m] += mass * terms[m];
                }
            }
        }
        double[] mean = {sums[1] / sums[0], sums[2] / sums[0]};
        double[] sds = {Math.sqrt(sums[3] / sums[0] - mean[0] * mean[0]), Math.sqrt(sums[4] / sums[0] - mean[1] * mean[1])};
        return new Plane(Math.log(sums[0]), mean, sds);
    }

    private static void agrees(Model model, Plane plane, double tolerance) {
        assertEquals(plane.logZ(), model.logNormalizer().orElseThrow(), tolerance, "log Z of " + model);
        assertArrayEquals(plane.mean(), model.mean().orElseThrow(), 20 * tolerance, "mean of " + model);
        double[] sds = model.sds().orElseThrow();
        for (int i = 0; i < 2; i++) {
            assertEquals(1, plane.sds()[i] / sds[i], tolerance, "sd " + i + " of " + model);
        }
    }

    @Test
    void normalizersAndMomentsAgreeWithQuadratureOnThePlane() {
        Shear plain = x -> new double[] {0, 1};
        double[] factor = {1.5, 0, -0.6, 0.8};
        double[] location = {0.4, -1};
        agrees(Models.gaussian(location, factor), integrate(Models.gaussian(location, factor), 5, 0.04, 1, plain), 1e-9);
        agrees(Models.illConditionedGaussian(2, 30), integrate(Models.illConditionedGaussian(2, 30), 5, 0.04, 0.5, plain), 1e-9);
        agrees(ModelCatalogue.mixture(), integrate(ModelCatalogue.mixture(), 5, 0.04, 1, plain), 1e-9);
        agrees(Models.funnel(2), integrate(Models.funnel(2), 6, 0.04, 1, v -> new double[] {0, Math.exp(0.5 * v)}), 1e-9);
        agrees(Models.banana(), integrate(Models.banana(), 5, 0.04, 5, x -> new double[] {0.03 * (x * x - 100), 1}), 1e-9);
        agrees(Models.banana(1.5, -0.4), integrate(Models.banana(1.5, -0.4), 5, 0.04, 1,
                x -> new double[] {-0.4 * (x * x - 2.25), 1}), 1e-9);
        Model heavy = Models.studentT(7, location, factor);
        agrees(heavy, integrate(heavy, 14, 0.05, 1, x -> new double[] {0, 1}), 1e-6);
    }

    @Test
    void cauchyIsNormalized() {
        assertEquals(0, integrate(Models.cauchy(2), 30, 0.1, 1, x -> new double[] {0, 1}).logZ(), 1e-9);
        assertTrue(Models.cauchy(2).mean().isEmpty() && Models.cauchy(2).sds().isEmpty());
        assertTrue(Models.studentT(2, 1).mean().isEmpty() && Models.studentT(2, 2).sds().isEmpty());
    }

    /** In more dimensions: the weights of draws from a wider Student-t distribution have the mean Z. */
    @Test
    void normalizersAgreeWithImportanceSampling() {
        GeneralizedLinearModel linear = GeneralizedLinearModel.linear(ModelCatalogue.responses(false), ModelCatalogue.design(), 0.8)
                .withNormalPrior(new double[] {0.5, 0, -1}, new double[] {0.5, 2, 0.3});
        for (Model model : List.of(Models.illConditionedGaussian(3, 100), Models.gaussian(ModelCatalogue.LOCATION, ModelCatalogue.FACTOR),
                Models.studentT(3.5, ModelCatalogue.LOCATION, ModelCatalogue.FACTOR), Models.studentT(3, 4), linear)) {
            int d = model.dimension();
            double[] scale = new double[d * d];
            for (int i = 0; i < d; i++) {
                scale[i * d + i] = 1.2 * model.sds().orElseThrow()[i];
            }
            double[] mean = model.mean().orElseThrow();
            MultivariateStudentT proposal = MultivariateStudentT.ofCholesky(2.5, mean, scale);
            int n = 200_000;
            double[] z = new double[n * d];
            double[] weight = new double[n];
            double[] log = new double[n];
            proposal.sample(RandomStream.of(5), z, 0, n);
            model.logDensity(z, 0, n, weight);
            proposal.logDensity(z, 0, n, log);
            double logZ = model.logNormalizer().orElseThrow();
            Arrays.setAll(weight, k -> Math.exp(weight[k] - log[k] - logZ));
            double one = Arrays.stream(weight).average().orElseThrow();
            double error = Math.sqrt(Arrays.stream(weight).map(w -> (w - one) * (w - one)).sum()) / n;
            assertTrue(error < 0.02, "the test is blunt: " + error + " for " + model);
            assertEquals(1, one, 4 * error, "Z of " + model);
            momentsAgree(model, z, weight, error);
        }
    }

    /** Means and squares by the same weights, in their standard errors. */
    private static void momentsAgree(Model model, double[] z, double[] weight, double error) {
        int d = model.dimension();
        int n = weight.length;
        for (int i = 0; i < d; i++) {
            double mean = model.mean().orElseThrow()[i];
            double sd = model.sds().orElseThrow()[i];
            double[] sums = new double[4];
            for (int k = 0; k < n; k++) {
                double e = (z[k * d + i] - mean) / sd;
                double[] terms = {weight[k] * e, weight[k] * (e * e - 1)};
                for (int m = 0; m < 2; m++) {
                    sums[m] += terms[m] / n;
                    sums[2 + m] += terms[m] * terms[m] / n / n;
                }
            }
            assertEquals(0, sums[0], 4.5 * Math.sqrt(sums[2]), "mean " + i + " of " + model);
            assertEquals(0, sums[1], 4.5 * Math.sqrt(sums[3]), "variance " + i + " of " + model);
        }
    }

    /** Given tau, y ~ N(0, diag(sigma^2 + tau^2) + 25): one integral over log tau remains. */
    @Test
    void theEvidenceOfEightSchoolsIsAnIntegralOverTau() {
        double[] y = {28, 8, -3, 7, -1, 1, 18, 12};
        double[] sigma = {15, 10, 16, 11, 9, 11, 10, 18};
        double step = 0.05;
        int n = 2000;
        double[] terms = new double[n];
        for (int i = 0; i < n; i++) {
            double u = -60 + i * step;
            double tau = Math.exp(u);
            double[] covariance = new double[64];
            for (int j = 0; j < 64; j++) {
                covariance[j] = 25 + (j % 9 == 0 ? sigma[j / 9] * sigma[j / 9] + tau * tau : 0);
            }
            double[] value = new double[1];
            MultivariateNormal.ofCholesky(new double[8], Triangular.cholesky("covariance", covariance, 8)).logDensity(y, 0, 1, value);
            terms[i] = value[0] - Math.log(5 * Math.PI * (1 + tau * tau / 25)) + u + Math.log(step);
        }
        assertEquals(LogSumExp.of(terms), EightSchools.centered().logNormalizer().orElseThrow(), 1e-12);
        assertEquals(LogSumExp.of(terms), EightSchools.nonCentered().logNormalizer().orElseThrow(), 1e-12);
    }

    @Test
    void theTwoFormsOfEightSchoolsAreOneDensity() {
        RandomStream rng = RandomStream.of(2);
        double[] t = new double[10];
        for (int k = 0; k < 20; k++) {
            Arrays.setAll(t, i -> rng.nextGaussian());
            double[] theta = t.clone();
            for (int j = 0; j < 8; j++) {
                theta[j] = t[8] + Math.exp(t[9]) * t[j];
            }
            double[] value = new double[2];
            EightSchools.nonCentered().logDensity(t, 0, 1, value);
            double left = value[0];
            EightSchools.centered().logDensity(theta, 0, 1, value);
            assertEquals(left, value[0] + 8 * t[9], 1e-12 * Math.abs(left));
        }
    }
}
