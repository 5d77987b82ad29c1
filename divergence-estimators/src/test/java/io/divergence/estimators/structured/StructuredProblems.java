package io.divergence.estimators.structured;

import io.divergence.model.DesignMatrix;
import io.divergence.model.GeneralizedLinearModel;
import io.divergence.model.LinearPredictorTarget;
import io.divergence.random.RandomStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Targets for the tests of this package. */
final class StructuredProblems {

    enum Link { LINEAR, LOGISTIC, PROBIT, POISSON, STUDENT }

    private StructuredProblems() {
    }

    /** A link of a user: errors of Student's t with three degrees of freedom, whose terms are not concave. */
    record Student(double[] y, DesignMatrix design, double sd) implements LinearPredictorTarget {
        @Override
        public int dimension() {
            return design.columns();
        }

        @Override
        public void terms(int[] rows, int count, double[] eta, double[] value, double[] slope, double[] curvature) {
            for (int i = 0; i < count; i++) {
                double e = y[rows[i]] - eta[i];
                double s = 3 + e * e;
                value[i] = -2 * Math.log(s / 3);
                slope[i] = 4 * e / s;
                curvature[i] = 4 * (e * e - 3) / (s * s);
            }
        }

        @Override
        public double priorMean(int j) {
            return 0;
        }

        @Override
        public double priorPrecision(int j) {
            return 1 / (sd * sd);
        }

        @Override
        public double constant() {
            return -dimension() * (Math.log(sd) + 0.5 * Math.log(2 * Math.PI));
        }
    }

    /** Correlated columns with an intercept. */
    static LinearPredictorTarget of(Link link, int n, int d, long seed) {
        RandomStream rng = RandomStream.of(seed, 1);
        double[] x = new double[n * d];
        double[] y = new double[n];
        double[] beta = new double[d];
        Arrays.setAll(beta, j -> 0.5 * rng.nextGaussian());
        for (int i = 0; i < n; i++) {
            double eta = 0;
            double last = rng.nextGaussian();
            for (int j = 0; j < d; j++) {
                last = 0.5 * last + 0.8 * rng.nextGaussian();
                x[i * d + j] = j == 0 ? 1 : last;
                eta += beta[j] * x[i * d + j];
            }
            y[i] = switch (link) {
                case LINEAR -> eta + rng.nextGaussian();
                case STUDENT -> eta + (i % 5 == 0 ? 8 : 0.7) * rng.nextGaussian();
                case LOGISTIC, PROBIT -> rng.nextDouble() < 1 / (1 + Math.exp(-1.5 * eta)) ? 1 : 0;
                case POISSON -> Math.floor(Math.exp(eta) * 2 * rng.nextDouble());
            };
        }
        DesignMatrix design = DesignMatrix.ofRows(x, d);
        return switch (link) {
            case LINEAR -> GeneralizedLinearModel.linear(y, design, 0.9).withNormalPrior(1.5);
            case LOGISTIC -> GeneralizedLinearModel.logistic(y, design).withNormalPrior(1.5);
            case PROBIT -> GeneralizedLinearModel.probit(y, design).withNormalPrior(1.5);
            case POISSON -> GeneralizedLinearModel.poisson(y, design).withNormalPrior(1.5);
            case STUDENT -> new Student(y, design, 1.5);
        };
    }

    static GeneralizedLinearModel breastCancer() {
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(
                StructuredProblems.class.getResourceAsStream("breast-cancer.csv"), StandardCharsets.UTF_8))) {
            List<double[]> rows = reader.lines().filter(line -> !line.startsWith("#")).skip(1)
                    .map(line -> Arrays.stream(line.split(",")).mapToDouble(Double::parseDouble).toArray()).collect(Collectors.toList());
            double[] y = rows.stream().mapToDouble(row -> row[0]).toArray();
            double[] x = rows.stream().flatMapToDouble(row -> Arrays.stream(row).skip(1)).toArray();
            return GeneralizedLinearModel.logistic(y, DesignMatrix.ofRows(x, 31)).withNormalPrior(1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
