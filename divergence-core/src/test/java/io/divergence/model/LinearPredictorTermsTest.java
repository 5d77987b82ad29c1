package io.divergence.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.divergence.random.RandomStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LinearPredictorTermsTest {
    private static final double[] COUNTS = {0, 1, 1, 0, 1, 0, 0, 1};
    private static final DesignMatrix X = DesignMatrix.ofColumns(new double[] {1, 1, 1, 1, 1, 1, 1, 1},
            new double[] {0.3, -1.2, 2.5, 0.1, -0.4, 3, -2.2, 0.9}, new double[] {1, 0, -1.5, 0.7, 0.2, -0.3, 1.1, 2});

    private enum Link {
        LINEAR, LOGISTIC, PROBIT, POISSON;

        GeneralizedLinearModel model() {
            return (switch (this) {
                case LINEAR -> GeneralizedLinearModel.linear(COUNTS, X, 0.7);
                case LOGISTIC -> GeneralizedLinearModel.logistic(COUNTS, X);
                case PROBIT -> GeneralizedLinearModel.probit(COUNTS, X);
                case POISSON -> GeneralizedLinearModel.poisson(COUNTS, X);
            }).withNormalPrior(new double[] {0.5, -1, 0}, new double[] {2, 0.8, Double.POSITIVE_INFINITY});
        }
    }

    private static double[][] terms(LinearPredictorTarget model, int row, double eta) {
        double[][] out = new double[3][1];
        model.terms(new int[] {row}, 1, new double[] {eta}, out[0], out[1], out[2]);
        return out;
    }

    @ParameterizedTest
    @EnumSource(Link.class)
    void termsPriorAndConstantAddUpToTheLogDensity(Link link) {
        GeneralizedLinearModel model = link.model();
        RandomStream rng = RandomStream.of(3, 1);
        for (int k = 0; k < 20; k++) {
            double[] beta = {rng.nextGaussian(), 2 * rng.nextGaussian(), rng.nextGaussian()};
            double sum = model.constant();
            double[] row = new double[3];
            for (int n = 0; n < COUNTS.length; n++) {
                model.design().copyRow(n, row);
                sum += terms(model, n, row[0] * beta[0] + row[1] * beta[1] + row[2] * beta[2])[0][0];
            }
            for (int j = 0; j < 3; j++) {
                double e = model.priorPrecision(j) == 0 ? 0 : beta[j] - model.priorMean(j);
                sum -= 0.5 * model.priorPrecision(j) * e * e;
            }
            double[] out = new double[1];
            model.logDensity(beta, 0, 1, out);
            assertEquals(out[0], sum, 1e-12 * Math.max(1, Math.abs(sum)));
        }
    }

    @ParameterizedTest
    @EnumSource(Link.class)
    void slopesAndCurvaturesAreDerivatives(Link link) {
        GeneralizedLinearModel model = link.model();
        for (int row = 0; row < 2; row++) {
            for (double eta : new double[] {-30, -6, -1.3, -1e-3, 0, 0.4, 2.7, 9}) {
                double h = 1e-5 * Math.max(1, Math.abs(eta));
                double[][] low = terms(model, row, eta - h);
                double[][] high = terms(model, row, eta + h);
                double[][] mid = terms(model, row, eta);
                double scale = 1e-7 * Math.max(1, Math.abs(mid[0][0]));
                assertEquals((high[0][0] - low[0][0]) / (2 * h), mid[1][0], scale);
                assertEquals((high[1][0] - low[1][0]) / (2 * h), mid[2][0], scale);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(value = Link.class, names = {"LINEAR", "POISSON"})
    void knownExpectationsAreIntegrals(Link link) {
        GeneralizedLinearModel model = link.model();
        double mean = 0.4;
        double sd = 0.9;
        double[] sums = new double[4];
        for (double t = -12; t <= 12; t += 0.05) {
            double w = Math.exp(-0.5 * t * t);
            double[][] at = terms(model, 1, mean + sd * t);
            for (int i = 0; i < 3; i++) {
                sums[i] += w * at[i][0];
            }
            sums[3] += w;
        }
        double[][] out = new double[3][1];
        assertTrue(model.expectedTerms(new int[] {1}, 1, new double[] {mean}, new double[] {sd}, out[0], out[1], out[2]));
        for (int i = 0; i < 3; i++) {
            assertEquals(sums[i] / sums[3], out[i][0], 1e-12 * Math.max(1, Math.abs(out[i][0])));
        }
    }

    @Test
    void logisticAndProbitKnowNoExpectations() {
        double[] one = new double[1];
        assertFalse(Link.LOGISTIC.model().expectedTerms(new int[1], 1, one, one, one, one, one));
        assertFalse(Link.PROBIT.model().expectedTerms(new int[1], 1, one, one, one, one, one));
    }

    @Test
    void theLogisticTermsAreGoodToFewUlp() {
        GeneralizedLinearModel model = Link.LOGISTIC.model();
        RandomStream rng = RandomStream.of(8, 1);
        int n = 3000;
        int[] rows = new int[n];
        double[] eta = new double[n];
        for (int i = 0; i < n; i++) {
            rows[i] = i % 2;
            eta[i] = i % 3 == 0 ? 3 * rng.nextGaussian() : i % 3 == 1 ? 700 * (2 * rng.nextDouble() - 1) : 1e-9 * rng.nextGaussian();
        }
        eta[6] = 0;
        eta[7] = -0.0;
        double[][] out = new double[3][n];
        model.terms(rows, n, eta, out[0], out[1], out[2]);
        for (int i = 0; i < n; i++) {
            double margin = i % 2 == 0 ? -eta[i] : eta[i];
            double small = StrictMath.exp(-Math.abs(margin));
            double value = Math.min(margin, 0) - StrictMath.log1p(small);
            double slope = (i % 2 == 0 ? -1 : 1) * (margin > 0 ? small : 1) / (1 + small);
            double curvature = -small / (1 + small) / (1 + small);
            assertEquals(value, out[0][i], 4 * Math.ulp(value));
            assertEquals(slope, out[1][i], 4 * Math.ulp(slope));
            assertEquals(curvature, out[2][i], 6 * Math.ulp(curvature));
        }
    }

    @Test
    void farTailsOfTheLogisticKeepTheirDigits() {
        GeneralizedLinearModel model = Link.LOGISTIC.model();
        for (double eta : new double[] {50, 300, 700}) {
            double small = Math.exp(-eta);
            double[][] right = terms(model, 1, eta);
            assertEquals(-small, right[0][0], 1e-14 * small);
            assertEquals(small, right[1][0], 1e-14 * small);
            assertEquals(-small, right[2][0], 1e-14 * small);
            double[][] wrong = terms(model, 0, eta);
            assertEquals(-eta, wrong[0][0], 1e-13 * eta);
            assertEquals(-1, wrong[1][0], 1e-15);
        }
    }
}
