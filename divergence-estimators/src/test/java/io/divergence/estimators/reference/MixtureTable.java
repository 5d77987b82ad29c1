package io.divergence.estimators.reference;

import io.divergence.distribution.Mixture;
import io.divergence.divergence.Discrepancy;
import io.divergence.divergence.Divergences;
import io.divergence.estimate.ErrorKind;
import io.divergence.estimate.Finiteness;
import io.divergence.estimate.GradientEstimate;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/** The reference table of mixtures of normals against a normal, and the comparison with it. */
public final class MixtureTable {
    /** The relative tolerance at which a double implementation is held. */
    public static final double TOLERANCE = 1e-10;

    /** A column: its name, the discrepancy, and the prefix of its gradient's columns or null. */
    public record Column(String name, Discrepancy discrepancy, String gradient) {
    }

    /** All columns. */
    public static final List<Column> COLUMNS = List.of(
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

    private MixtureTable() {
    }

    /** Returns the rows. */
    public static Stream<CSVRecord> rows() {
        try (Reader reader = new InputStreamReader(
                MixtureTable.class.getResourceAsStream("/references/a_mixture_vs_normal_1d.csv"), StandardCharsets.UTF_8);
                CSVParser parser = CSVFormat.DEFAULT.builder().setHeader().setSkipHeaderRecord(true).get().parse(reader)) {
            return parser.getRecords().stream();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Returns numbers separated by blanks. */
    public static double[] numbers(String text) {
        return Stream.of(text.trim().split(" ")).mapToDouble(Double::parseDouble).toArray();
    }

    /** Returns a number, inf or nan. */
    public static double number(String text) {
        return switch (text) {
            case "inf" -> Double.POSITIVE_INFINITY;
            case "nan" -> Double.NaN;
            default -> Double.parseDouble(text);
        };
    }

    /** Returns p of a row. */
    public static Mixture target(CSVRecord row) {
        return Mixture.ofNormals(numbers(row.get("weights")), numbers(row.get("means")), numbers(row.get("sds")));
    }

    /** Compares an estimate, with its gradient by (mu, sigma), with a row; adds what is wrong to the failures. */
    public static void compare(CSVRecord row, Column column, GradientEstimate estimate, List<String> failures) {
        String where = row.get("id") + " " + column.name() + ": ";
        double expected = number(row.get(column.name()));
        if (Double.isInfinite(expected)) {
            Finiteness reason = row.get(column.name()).equals("inf") ? Finiteness.INFINITE_BY_TAILS : Finiteness.OVERFLOW;
            if (estimate.finiteness() != reason || estimate.value() != Double.POSITIVE_INFINITY) {
                failures.add(where + "expected " + row.get(column.name()) + " got " + estimate.value() + " " + estimate.finiteness());
            }
            return;
        }
        double error = Math.abs(estimate.value() - expected);
        if (!(error <= Math.max(TOLERANCE * expected, 1e-14))) {
            failures.add(where + "expected " + expected + " got " + estimate.value() + " " + estimate.finiteness()
                    + " reported " + estimate.valueError());
        } else if (error > estimate.valueError()) {
            failures.add(where + "error " + error + " above the reported " + estimate.valueError());
        }
        if (estimate.errorKind() != ErrorKind.ROUNDING && estimate.withinTolerance()
                && estimate.valueError() > Math.max(TOLERANCE * estimate.value(), 1e-14)) {
            failures.add(where + "reported error above the tolerance of a success");
        }
        if (column.gradient() != null) {
            compareGradient(row, column, expected, estimate, failures, where);
        }
    }

    private static void compareGradient(CSVRecord row, Column column, double expected, GradientEstimate estimate,
            List<String> failures, String where) {
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
}
