package io.divergence.estimators.quadrature;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.divergence.distribution.Mixture;
import io.divergence.divergence.Discrepancy;
import io.divergence.divergence.Divergences;
import io.divergence.estimate.Execution;
import io.divergence.estimate.Finiteness;
import io.divergence.estimate.GradientEstimate;
import io.divergence.estimate.Objective;
import io.divergence.estimate.Problem;
import io.divergence.family.GaussianFamily;
import io.divergence.family.GaussianParameters;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every value and gradient of the reference table of mixtures against a normal. */
class MixtureReferenceTest {
    private static final double TOLERANCE = 1e-10;

    private record Column(String name, Discrepancy discrepancy, String gradient) {
    }

    private static final List<Column> COLUMNS = List.of(
            new Column("kl_pq", Divergences.forwardKl(), "g_klpq"),
            new Column("kl_qp", Divergences.reverseKl(), "g_klqp"),
            new Column("chi2_pq", Divergences.forwardChiSquared(), "g_chi2pq"),
            new Column("chi2_qp", Divergences.reverseChiSquared(), "g_chi2qp"),
            new Column("renyi2_pq", Divergences.logOnePlusChiSquared(), null),
            new Column("renyi2_qp", Divergences.logOnePlusChiSquared().reversed(), null),
            new Column("renyi_half", Divergences.renyi(0.5), null),
            new Column("js", Divergences.jensenShannon(), null),
            new Column("hell2", Divergences.squaredHellinger(), null),
            new Column("tv", Divergences.totalVariation(), null));

    static Stream<CSVRecord> rows() throws IOException {
        try (Reader reader = new InputStreamReader(
                MixtureReferenceTest.class.getResourceAsStream("/references/a_mixture_vs_normal_1d.csv"),
                StandardCharsets.UTF_8);
                CSVParser parser = CSVFormat.DEFAULT.builder().setHeader().setSkipHeaderRecord(true).get().parse(reader)) {
            return parser.getRecords().stream();
        }
    }

    private static double[] numbers(String text) {
        return Stream.of(text.trim().split(" ")).mapToDouble(Double::parseDouble).toArray();
    }

    private static double number(String text) {
        return switch (text) {
            case "inf" -> Double.POSITIVE_INFINITY;
            case "nan" -> Double.NaN;
            default -> Double.parseDouble(text);
        };
    }

    static Mixture target(CSVRecord row) {
        return Mixture.ofNormals(numbers(row.get("weights")), numbers(row.get("means")), numbers(row.get("sds")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rows")
    void valuesAndGradientsAgree(CSVRecord row) {
        List<String> failures = new ArrayList<>();
        for (Column column : COLUMNS) {
            compare(row, column, failures);
        }
        assertEquals("", String.join("\n", failures), row.get("id"));
    }

    private static void compare(CSVRecord row, Column column, List<String> failures) {
        double[] q = {number(row.get("mu")), Math.log(number(row.get("sigma")))};
        GaussianFamily family = GaussianFamily.meanSigma();
        Problem problem = new Problem(target(row), family, column.discrepancy());
        GradientEstimate estimate = new GradientEstimate(2);
        try (Objective objective = QuadratureEstimator.withDefaults().bind(problem, Execution.serial(1))) {
            objective.evaluate(0, new double[] {q[0], number(row.get("sigma"))}, estimate);
        }
        String where = row.get("id") + " " + column.name() + ": ";
        double expected = number(row.get(column.name()));
        if (Double.isInfinite(expected)) {
            boolean named = row.get(column.name()).equals("inf")
                    ? estimate.finiteness() == Finiteness.INFINITE_BY_TAILS
                    : estimate.finiteness() == Finiteness.OVERFLOW;
            if (!named || estimate.value() != Double.POSITIVE_INFINITY) {
                failures.add(where + "expected " + row.get(column.name()) + " got " + estimate.value() + " " + estimate.finiteness());
            }
            return;
        }
        double error = Math.abs(estimate.value() - expected);
        if (!(error <= Math.max(TOLERANCE * expected, 1e-14))) {
            failures.add(where + "expected " + expected + " got " + estimate.value() + " " + estimate.finiteness() + " reported " + estimate.valueError());
        } else if (error > estimate.valueError()) {
            failures.add(where + "error " + error + " above the reported " + estimate.valueError());
        }
        if (estimate.withinTolerance() && estimate.valueError() > Math.max(TOLERANCE * estimate.value(), 1e-14)) {
            failures.add(where + "reported error above the tolerance of a success");
        }
        if (column.gradient() == null) {
            return;
        }
        double sigma = number(row.get("sigma"));
        for (int j = 0; j < 2; j++) {
            double g = number(row.get(column.gradient() + (j == 0 ? "_mu" : "_ls")));
            double actual = estimate.gradient()[j] * (j == 0 ? 1 : sigma);
            double reported = estimate.gradientError()[j] * (j == 0 ? 1 : sigma);
            if (Double.isInfinite(g)) {
                continue;
            }
            double difference = Math.abs(actual - g);
            if (!(difference <= TOLERANCE * Math.max(Math.abs(g), 1 + expected))) {
                failures.add(where + "gradient " + j + " expected " + g + " got " + actual);
            } else if (difference > reported + 2e-16 * Math.abs(g)) {
                failures.add(where + "gradient error " + difference + " above the reported " + reported);
            }
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rows")
    void ordinaryRowsAreSolvedWithinTheToleranceAtModestCost(CSVRecord row) {
        boolean ordinary = Integer.parseInt(row.get("id").substring(3)) <= 13;
        for (Column column : COLUMNS) {
            Problem problem = new Problem(target(row), GaussianFamily.of(GaussianParameters.MEAN_LOG_SIGMA),
                    column.discrepancy());
            GradientEstimate estimate = new GradientEstimate(2);
            try (Objective objective = QuadratureEstimator.withDefaults().bind(problem, Execution.serial(1))) {
                objective.evaluate(0, new double[] {number(row.get("mu")), Math.log(number(row.get("sigma")))}, estimate);
            }
            assertTrue(estimate.evaluations() < 40_000, column.name() + " used " + estimate.evaluations());
            if (ordinary) {
                assertTrue(estimate.withinTolerance(), column.name() + ": " + estimate.value() + " +- "
                        + estimate.valueError() + Arrays.toString(estimate.gradientError()));
            }
        }
    }
}
