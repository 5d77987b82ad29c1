package io.divergence.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.divergence.math.Triangular;
import io.divergence.optimize.Lbfgs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.math3.analysis.integration.gauss.GaussIntegrator;
import org.apache.commons.math3.analysis.integration.gauss.GaussIntegratorFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The ELBO of a normal q for a linear regression with unknown noise, in closed form: with u = log sigma, weighing by e^-2u moves the
 * mean of the coefficients by -2 Cov(beta, u) and multiplies by e^(-2 m + 2 s^2). Its optimum by {@link Lbfgs} against tables in high
 * precision, whose folder is named by the system property {@code divergence.posteriordb}.
 */
class ClosedFormElboTest {
    private static final GaussIntegrator HERMITE = new GaussIntegratorFactory().hermite(40);
    private static final double HALF_LOG_TWO_PI = 0.5 * Math.log(2 * Math.PI);

    /** Sufficient statistics of a regression with its priors. */
    private record Regression(int columns, int rows, double[] gram, double[] cross, double square, double priorSd, ScalePrior noisePrior) {

        static Regression of(double[][] x, double[] y, double priorSd, ScalePrior noisePrior) {
            int k = x[0].length;
            double[] gram = new double[k * k];
            double[] cross = new double[k];
            double square = 0;
            for (int n = 0; n < y.length; n++) {
                square += y[n] * y[n];
                for (int i = 0; i < k; i++) {
                    cross[i] += x[n][i] * y[n];
                    for (int j = 0; j < k; j++) {
                        gram[i * k + j] += x[n][i] * x[n][j];
                    }
                }
            }
            return new Regression(k, y.length, gram, cross, square, priorSd, noisePrior);
        }

        double elbo(double[] mean, double[] factor) {
            int d = columns + 1;
            double[] covariance = Triangular.gramOfRows(factor, d);
            double variance = covariance[columns * d + columns];
            double weight = Math.exp(-2 * mean[columns] + 2 * variance);
            double[] moved = new double[columns];
            for (int i = 0; i < columns; i++) {
                moved[i] = mean[i] - 2 * covariance[i * d + columns];
            }
            double residual = square;
            for (int i = 0; i < columns; i++) {
                residual -= 2 * cross[i] * moved[i];
                for (int j = 0; j < columns; j++) {
                    residual += gram[i * columns + j] * (moved[i] * moved[j] + covariance[i * d + j]);
                }
            }
            double sum = -rows * (mean[columns] + HALF_LOG_TWO_PI) - 0.5 * weight * residual + mean[columns] + noise(mean[columns], variance);
            for (int i = 0; i < columns && !Double.isInfinite(priorSd); i++) {
                sum -= 0.5 * (mean[i] * mean[i] + covariance[i * d + i]) / priorSd / priorSd + Math.log(priorSd) + HALF_LOG_TWO_PI;
            }
            return sum + Triangular.logDeterminant(factor, d) + d * (0.5 + HALF_LOG_TWO_PI);
        }

        /** The mean log prior of the noise, by Gauss and Hermite. */
        private double noise(double mean, double variance) {
            return HERMITE.integrate(t -> {
                double s = Math.exp(mean + Math.sqrt(2 * variance) * t);
                return noisePrior == CAUCHY ? -Math.log(Math.PI * 2.5 * (1 + s * s / 6.25)) : -0.5 * s * s / 100 - Math.log(10) - HALF_LOG_TWO_PI;
            }) / Math.sqrt(Math.PI);
        }
    }

    private static final ScalePrior CAUCHY = ScalePrior.cauchy(2.5);

    private static double[][] design(int rows, double[]... columns) {
        double[][] x = new double[rows][columns.length];
        for (int n = 0; n < rows; n++) {
            for (int j = 0; j < columns.length; j++) {
                x[n][j] = columns[j][n];
            }
        }
        return x;
    }

    private static Regression regression(String name, PosteriorTables data) {
        if (name.equals("kidscore_interaction")) {
            double[] y = data.numbers("kid_score");
            double[] school = data.numbers("mom_hs");
            double[] iq = data.numbers("mom_iq");
            double[] one = new double[y.length];
            double[] product = new double[y.length];
            Arrays.fill(one, 1);
            Arrays.setAll(product, i -> school[i] * iq[i]);
            return Regression.of(design(y.length, one, school, iq, product), y, Double.POSITIVE_INFINITY, CAUCHY);
        }
        double[] y = data.numbers("y");
        if (name.equals("sblri_blr")) {
            double[] all = data.numbers("X");
            double[][] x = new double[y.length][];
            Arrays.setAll(x, n -> Arrays.copyOfRange(all, 5 * n, 5 * n + 5));
            return Regression.of(x, y, 10, ScalePrior.normal(10));
        }
        double[][] x = new double[y.length - 5][6];
        double[] rest = Arrays.copyOfRange(y, 5, y.length);
        for (int n = 0; n < rest.length; n++) {
            x[n][0] = 1;
            for (int lag = 1; lag <= 5; lag++) {
                x[n][lag] = y[5 + n - lag];
            }
        }
        return Regression.of(x, rest, 10, CAUCHY);
    }

    /** The optimum over means and factors L0 R, L0 that of least squares: R lower triangular or diagonal. */
    private static double[][] optimum(Regression r, boolean full) {
        int d = r.columns + 1;
        double[] root = Triangular.cholesky("gram", r.gram, r.columns);
        double[] beta = r.cross.clone();
        Triangular.solve(root, r.columns, beta);
        Triangular.solveTransposed(root, r.columns, beta);
        double rss = r.square;
        for (int i = 0; i < r.columns; i++) {
            rss -= r.cross[i] * beta[i];
        }
        double sigma = Math.sqrt(rss / r.rows);
        double[] inverse = Triangular.inverse(root, r.columns);
        double[] precision = Triangular.cholesky("covariance", Triangular.gramOfColumns(inverse, r.columns), r.columns);
        double[] origin = new double[d * d];
        for (int i = 0; i < r.columns; i++) {
            for (int j = 0; j <= i; j++) {
                origin[i * d + j] = full ? sigma * precision[i * r.columns + j] : i == j ? sigma / Math.sqrt(r.gram[i * r.columns + i]) : 0;
            }
        }
        origin[d * d - 1] = 1 / Math.sqrt(2.0 * r.rows);
        int n = full ? d + d * (d + 1) / 2 : 2 * d;
        double[] start = new double[n];
        double[][] result = {new double[d], new double[d * d]};
        java.util.function.Consumer<double[]> at = x -> {
            double[] inner = new double[d * d];
            int next = d;
            for (int i = 0; i < d; i++) {
                for (int j = full ? 0 : i; j <= i; j++) {
                    inner[i * d + j] = i == j ? Math.exp(x[next++]) : x[next++];
                }
            }
            Arrays.fill(result[1], 0);
            for (int i = 0; i < d; i++) {
                result[0][i] = i < r.columns ? beta[i] : Math.log(sigma);
                for (int j = 0; j <= i; j++) {
                    result[0][i] += origin[i * d + j] * x[j];
                    for (int k = j; k <= i; k++) {
                        result[1][i * d + j] += origin[i * d + k] * inner[k * d + j];
                    }
                }
            }
        };
        Lbfgs.Result best = Lbfgs.withDefaults().withTolerances(1e-7, 1e-14).withIterations(300).minimize((x, g) -> {
            for (int i = 0; i < n; i++) {
                double[] y = x.clone();
                double slope = 0;
                double[] steps = {-2e-3, -1e-3, 1e-3, 2e-3};
                double[] weights = {1 / 12.0, -8 / 12.0, 8 / 12.0, -1 / 12.0};
                for (int k = 0; k < 4; k++) {
                    y[i] = x[i] + steps[k];
                    at.accept(y);
                    slope += weights[k] * r.elbo(result[0], result[1]) / 1e-3;
                }
                g[i] = -slope;
            }
            at.accept(x);
            return -r.elbo(result[0], result[1]);
        }, start);
        at.accept(best.x());
        return result;
    }

    private static Map<String, List<Double>> table(Path file, String family) throws IOException {
        Map<String, List<Double>> table = new LinkedHashMap<>();
        for (String line : Files.readAllLines(file)) {
            String[] cells = line.split(",");
            if (cells[0].equals(family)) {
                String key = cells[1].startsWith("mean_") ? "mean" : cells[1].startsWith("sd_") ? "sd" : cells[1];
                table.computeIfAbsent(key, k -> new ArrayList<>()).add(Double.parseDouble(cells[2]));
            }
        }
        return table;
    }

    @ParameterizedTest
    @CsvSource({"kidscore_interaction,meanfield", "kidscore_interaction,fullrank", "sblri_blr,meanfield", "sblri_blr,fullrank", "arK,meanfield",
        "arK,fullrank"})
    void theOptimumIsThatOfTheTables(String name, String family) throws IOException {
        String root = System.getProperty("divergence.posteriordb", "");
        assumeTrue(!root.isBlank(), "set -Ddivergence.posteriordb=<folder>");
        Regression r = regression(name, new PosteriorTables(Path.of(root, name)));
        boolean full = family.equals("fullrank");
        Map<String, List<Double>> expected = table(Path.of(root, name, "vi_optimum.csv"), family);
        double[][] optimum = optimum(r, full);
        assertEquals(expected.get("elbo").get(0), r.elbo(optimum[0], optimum[1]), 1e-8);
        int d = optimum[0].length;
        double[] covariance = Triangular.gramOfRows(optimum[1], d);
        for (int i = 0; i < d; i++) {
            double sd = Math.sqrt(covariance[i * d + i]);
            assertEquals(expected.get("mean").get(i), optimum[0][i], 1e-5 * sd, "mean " + i);
            assertEquals(expected.get("sd").get(i), sd, 1e-5 * sd, "sd " + i);
        }
    }
}
