package io.divergence.estimators.montecarlo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.divergence.distribution.Normal;
import io.divergence.divergence.Discrepancy;
import io.divergence.divergence.Divergence;
import io.divergence.divergence.Divergences;
import io.divergence.estimate.Execution;
import io.divergence.estimate.GradientEstimate;
import io.divergence.estimate.GradientEstimator;
import io.divergence.estimate.Objective;
import io.divergence.estimate.Problem;
import io.divergence.estimators.closedform.ClosedFormEstimator;
import io.divergence.family.GaussianFamily;
import io.divergence.random.RandomStream;
import io.divergence.target.LogDensities;
import io.divergence.target.LogDensity;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.Test;

/**
 * Expectation and variance of each estimator against exact values, where the tails are light enough for the sample
 * variance to mean anything; and the power of that test: wrong estimators are caught by it.
 */
class EstimatorMomentsTest {
    private static final int REPEATS = 20_000;
    private static final double LIMIT = 5;

    /** A source of one gradient entry at each step. */
    private interface Gradient {
        double at(long step);
    }

    private static List<CSVRecord> rows() throws IOException {
        try (Reader reader = new InputStreamReader(
                EstimatorMomentsTest.class.getResourceAsStream("/references/d_estimators_gauss.csv"), StandardCharsets.UTF_8);
                CSVParser parser = CSVFormat.DEFAULT.builder().setHeader().setSkipHeaderRecord(true).get().parse(reader)) {
            return parser.getRecords();
        }
    }

    private static double number(CSVRecord row, String name) {
        return Double.parseDouble(row.get(name).replace("inf", "Infinity"));
    }

    /** How a row of the table is said in the library; null for a row that holds no moments of an estimator. */
    private static Object[] setup(CSVRecord row) {
        int k = Math.max(1, Integer.parseInt(row.get("K")));
        ScoreEstimator score = ScoreEstimator.withDefaults().withSamples(k).with(Weights.UNCENTRED);
        ScoreEstimator plain = score.with(Baseline.none());
        Divergence reverse = Divergences.reverseKl();
        switch (row.get("estimator")) {
            case "revKL_reinforce":
                return new Object[] {plain, reverse};
            case "revKL_baseline":
            case "revKL_reinforce_baseline_KL":
                return new Object[] {score.with(Baseline.constant(kl(row))), reverse};
            case "revKL_reinforce_baseline_opt":
                return new Object[] {score.with(Baseline.constant(optimal(row))), reverse};
            case "revKL_reparam":
                return new Object[] {ReparameterizationEstimator.withDefaults().withSamples(k), reverse};
            case "revKL_stl":
                return new Object[] {PathEstimator.withDefaults().withSamples(k), reverse};
            case "revKL_rloo":
                return new Object[] {score.with(Baseline.leaveOneOut()), reverse};
            case "fwdKL_sample_from_p":
                return new Object[] {DataEstimator.withSamples(k), Divergences.forwardKl()};
            case "fwdKL_is":
                return new Object[] {plain, Divergences.forwardKl()};
            case "fwdChi2_is":
                return new Object[] {plain, Divergences.forwardChiSquared()};
            case "fwdChi2_sample_from_p":
                return new Object[] {DataEstimator.withSamples(k), Divergences.forwardChiSquared()};
            case "revChi2_score":
                return new Object[] {plain, Divergences.reverseChiSquared()};
            case "revChi2_reparam_total":
                return new Object[] {ReparameterizationEstimator.withDefaults().withSamples(k), Divergences.reverseChiSquared()};
            case "revChi2_path_only":
                return new Object[] {PathEstimator.withDefaults().withSamples(k), Divergences.reverseChiSquared()};
            case "fwdKL_snis_exact":
                return new Object[] {plain.with(Normalization.SELF_NORMALIZED), Divergences.forwardKl()};
            case "fwdChi2_snis_w2_exact":
                return new Object[] {plain, Divergences.logOnePlusChiSquared()};
            default:
                return null;
        }
    }

    /**
     * Whether a power of the estimate has a finite mean. An estimate with the weight u^a of z ~ q has it if
     * INT p^(a m) q^(1 - a m) is finite; with x ~ p there is one factor u more.
     */
    private static boolean hasMoment(CSVRecord row, int m) {
        double a = switch (row.get("estimator")) {
            case "fwdKL_is" -> m;
            case "fwdChi2_is" -> 2 * m;
            case "fwdChi2_sample_from_p" -> m + 1;
            case "revChi2_score", "revChi2_reparam_total", "revChi2_path_only" -> -m;
            default -> 0;
        };
        double p = number(row, "p_sd");
        double q = number(row, "sigma");
        return a * q * q + (1 - a) * p * p > 0;
    }

    private static double kl(CSVRecord row) {
        GradientEstimate out = new GradientEstimate(2);
        try (Objective objective = ClosedFormEstimator.withDefaults().bind(
                new Problem(p(row), GaussianFamily.meanSigma(), Divergences.reverseKl()), Execution.serial(0))) {
            objective.evaluate(0, new double[] {number(row, "mu"), number(row, "sigma")}, out);
        }
        return out.value();
    }

    /** E[f h^2]/E[h^2] with f = log q - log p, of the row's own coordinate, by a fine trapezoid. */
    private static double optimal(CSVRecord row) {
        Normal p = p(row);
        Normal q = Normal.of(number(row, "mu"), number(row, "sigma"));
        boolean byMean = row.get("param").equals("mu");
        double top = 0;
        double bottom = 0;
        for (int i = -1000; i <= 1000; i++) {
            double e = i * 0.01;
            double z = q.mean() + q.sd() * e;
            double s = byMean ? e / q.sd() : e * e - 1;
            double w = Math.exp(-0.5 * e * e) * s * s;
            top += w * (q.logDensity(z) - p.logDensity(z));
            bottom += w;
        }
        return top / bottom;
    }

    private static Normal p(CSVRecord row) {
        return Normal.of(number(row, "p_mean"), number(row, "p_sd"));
    }

    private static List<String> check(String where, Gradient gradient, double expectation, double variance) {
        return check(where, gradient, expectation, variance, REPEATS, true);
    }

    private static List<String> check(String where, Gradient gradient, double expectation, double variance, int repeats,
            boolean testVariance) {
        double mean = 0;
        double square = 0;
        double[] draws = new double[repeats];
        for (int i = 0; i < repeats; i++) {
            draws[i] = gradient.at(i);
            mean += draws[i] / repeats;
        }
        double fourth = 0;
        for (double d : draws) {
            double e = d - expectation;
            square += e * e / repeats;
            fourth += e * e * e * e / repeats;
        }
        List<String> failures = new ArrayList<>();
        double z = (mean - expectation) / Math.sqrt(Math.max(variance, 1e-28) / repeats);
        if (!(Math.abs(z) < LIMIT)) {
            failures.add(where + ": mean " + mean + ", expected " + expectation + ", z = " + z);
        }
        double zVariance = (square - variance) / Math.sqrt(Math.max(fourth - square * square, 1e-28) / repeats);
        if (testVariance && !(Math.abs(zVariance) < LIMIT)) {
            failures.add(where + ": variance " + square + ", expected " + variance + ", z = " + zVariance);
        }
        return failures;
    }

    @Test
    void expectationAndVarianceAreThoseOfTheReference() throws IOException {
        List<String> failures = new ArrayList<>();
        int checked = 0;
        for (CSVRecord row : rows()) {
            Object[] setup = setup(row);
            if (setup == null || !hasMoment(row, 4)) {
                continue;
            }
            int repeats = row.get("K").equals("100") ? REPEATS / 5 : REPEATS;
            checked++;
            int j = row.get("param").equals("mu") ? 0 : 1;
            double[] phi = {number(row, "mu"), Math.log(number(row, "sigma"))};
            GradientEstimate out = new GradientEstimate(2);
            Problem problem = new Problem(p(row), GaussianFamily.meanLogSigma(), (Discrepancy) setup[1]);
            try (Objective objective = ((GradientEstimator) setup[0]).bind(problem, Execution.serial(7))) {
                failures.addAll(check(row.get("id") + " " + row.get("estimator") + " " + row.get("param") + " K=" + row.get("K"),
                        step -> {
                            objective.evaluate(step, phi, out);
                            return out.gradient()[j];
                        }, number(row, "expectation"), number(row, "variance"), repeats, hasMoment(row, 8)));
            }
        }
        assertEquals("", String.join("\n", failures));
        assertTrue(checked >= 180, checked + " rows");
    }

    /** Wrong gradients of reverse KL by log sigma, p = N(0, 1), q = N(0.5, 0.8^2), each from ten samples. */
    @Test
    void wrongEstimatorsAreCaught() {
        double m = 0.5;
        double s = 0.8;
        int k = 10;
        Map<String, java.util.function.ToDoubleFunction<double[]>> wrong = new LinkedHashMap<>();
        // log q - log p and score at e.
        wrong.put("sign", e -> -mean(e, x -> ratio(m, s, x) * (x * x - 1)));
        wrong.put("factor two", e -> 2 * mean(e, x -> ratio(m, s, x) * (x * x - 1)));
        wrong.put("missing entropy term", e -> mean(e, x -> (m + s * x) * s * x));
        wrong.put("entropy counted twice", e -> mean(e, x -> (m + s * x) * s * x) - 2);
        wrong.put("score by sigma, not log sigma", e -> mean(e, x -> ratio(m, s, x) * (x * x - 1) / s));
        wrong.put("missing Jacobian", e -> mean(e, x -> (m + s * x) * x) - 1);
        wrong.put("direction of forward KL", e -> mean(e, x -> -Math.exp(-ratio(m, s, x)) * (x * x - 1)));
        wrong.put("unnormalised weights", e -> mean(e, x -> (ratio(m, s, x) + 1000) * (x * x - 1)));
        wrong.put("mean baseline sold as unbiased", e -> {
            double b = mean(e, x -> ratio(m, s, x));
            return mean(e, x -> (ratio(m, s, x) - b) * (x * x - 1));
        });
        wrong.put("divided by K - 1 without a baseline", e -> mean(e, x -> ratio(m, s, x) * (x * x - 1)) * k / (k - 1.0));
        wrong.put("stale baseline: the largest weight of the same samples", e -> {
            double b = Double.NEGATIVE_INFINITY;
            for (double x : e) {
                b = Math.max(b, ratio(m, s, x));
            }
            double last = b;
            return mean(e, x -> (ratio(m, s, x) - last) * (x * x - 1));
        });
        wrong.put("score of the mean", e -> mean(e, x -> ratio(m, s, x) * x / s));
        wrong.put("path weight of forward KL", e -> mean(e, x -> -Math.exp(-ratio(m, s, x)) * (-(m + s * x) + x / s) * s * x));
        wrong.put("forgotten score term in the total derivative of chi^2",
                e -> mean(e, x -> 2 * Math.exp(ratio(m, s, x)) * ((m + s * x) - x / s) * s * x));
        RandomStream rng = RandomStream.of(3);
        double[] e = new double[k];
        // KL(q||p) by log sigma: sigma^2 - 1; the variance of the right estimator is measured with the library's.
        double expectation = s * s - 1;
        GradientEstimate out = new GradientEstimate(2);
        double[] phi = {m, Math.log(s)};
        Problem problem = new Problem(Normal.standard(), GaussianFamily.meanLogSigma(), Divergences.reverseKl());
        GradientEstimator right = ScoreEstimator.withDefaults().withSamples(k).with(Weights.UNCENTRED).with(Baseline.none());
        double variance = 0;
        try (Objective objective = right.bind(problem, Execution.serial(1))) {
            for (int i = 0; i < REPEATS; i++) {
                objective.evaluate(i, phi, out);
                double d = out.gradient()[1] - expectation;
                variance += d * d / REPEATS;
            }
        }
        double scale = variance;
        assertTrue(check("right", step -> {
            rng.seek(step, 1);
            for (int i = 0; i < k; i++) {
                e[i] = rng.nextGaussian();
            }
            return mean(e, x -> ratio(m, s, x) * (x * x - 1));
        }, expectation, scale).isEmpty(), "the right one passes");
        wrong.forEach((name, estimator) -> assertFalse(check(name, step -> {
            rng.seek(step, 1);
            for (int i = 0; i < k; i++) {
                e[i] = rng.nextGaussian();
            }
            return estimator.applyAsDouble(e);
        }, expectation, scale).isEmpty(), name + " is not caught"));
        assertTrue(wrong.size() >= 12);
    }

    private static double ratio(double m, double s, double e) {
        double z = m + s * e;
        return Normal.of(m, s).logDensity(z) - Normal.standard().logDensity(z);
    }

    private static double mean(double[] e, java.util.function.DoubleUnaryOperator f) {
        double sum = 0;
        for (double x : e) {
            sum += f.applyAsDouble(x);
        }
        return sum / e.length;
    }

    @Test
    void reportedStandardErrorsAreTheSpreadOverRepetitions() {
        Normal p = Normal.of(0.2, 1.1);
        LogDensity unknown = LogDensities.univariate(p::logDensity, p::logDensityDerivative);
        double[] phi = {0, 0.1};
        for (GradientEstimator estimator : List.of(ScoreEstimator.withDefaults().withSamples(200),
                ScoreEstimator.withDefaults().withSamples(200).with(Normalization.SELF_NORMALIZED),
                PathEstimator.withDefaults().withSamples(200).with(Normalization.SELF_NORMALIZED),
                ReparameterizationEstimator.withDefaults().withSamples(200))) {
            for (Discrepancy d : List.of(Divergences.reverseKl(), Divergences.forwardKl(), Divergences.squaredHellinger(),
                    Divergences.renyi(0.5))) {
                spread(estimator, new Problem(unknown, GaussianFamily.meanLogSigma(), d), phi);
            }
        }
    }

    private static void spread(GradientEstimator estimator, Problem problem, double[] phi) {
        int n = 2000;
        GradientEstimate out = new GradientEstimate(2);
        double[] sum = new double[3];
        double[] square = new double[3];
        double[] reported = new double[3];
        try (Objective objective = estimator.bind(problem, Execution.serial(11))) {
            for (int i = 0; i < n; i++) {
                objective.evaluate(i, phi, out);
                double[] x = {out.gradient()[0], out.gradient()[1], out.value()};
                double[] e = {out.gradientError()[0], out.gradientError()[1], out.valueError()};
                for (int j = 0; j < 3; j++) {
                    sum[j] += x[j];
                    square[j] += x[j] * x[j];
                    reported[j] += e[j] * e[j] / n;
                }
            }
        }
        for (int j = 0; j < 3; j++) {
            double variance = (square[j] - sum[j] * sum[j] / n) / (n - 1);
            assertEquals(1, reported[j] / variance, 0.25, problem.discrepancy().name() + " " + estimator + " " + j);
        }
    }
}
