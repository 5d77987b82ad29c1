package io.divergence.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.divergence.distribution.Distribution;
import io.divergence.divergence.Discrepancy;
import io.divergence.divergence.Divergences;
import io.divergence.estimators.evaluate.DivergenceEvaluator;
import io.divergence.estimators.evaluate.DivergenceValue;
import io.divergence.estimators.evaluate.Method;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.Test;

/** Divergences between pairs of distributions against values of high precision: right, with errors that hold, infinite where infinite. */
class PairReferenceTest {
    private static final Map<String, Discrepancy> COLUMNS = Map.of("kl", Divergences.forwardKl(), "chi2", Divergences.forwardChiSquared(),
            "renyi2", Divergences.logOnePlusChiSquared(), "hell2", Divergences.squaredHellinger());
    private static final DivergenceEvaluator EVALUATOR = DivergenceEvaluator.automatic().withTolerance(1e-12);

    private static List<CSVRecord> rows(String file) throws IOException {
        try (Reader reader = new InputStreamReader(PairReferenceTest.class.getResourceAsStream("/references/" + file),
                StandardCharsets.UTF_8); CSVParser parser = CSVFormat.DEFAULT.builder().setHeader().setSkipHeaderRecord(true).get().parse(reader)) {
            return parser.getRecords();
        }
    }

    private static int check(String file, double relative, double floor, boolean withinTolerance) throws IOException {
        List<String> failures = new ArrayList<>();
        int checked = 0;
        for (CSVRecord row : rows(file)) {
            Distribution p = DistributionText.read(row.get("family_p"), row.get("params_p"));
            Distribution q = DistributionText.read(row.get("family_q"), row.get("params_q"));
            for (Map.Entry<String, Discrepancy> column : COLUMNS.entrySet()) {
                if (!row.get(column.getKey()).isEmpty()) {
                    String failure = compare(EVALUATOR.evaluate(column.getValue(), p, q), row.get(column.getKey()), relative, floor,
                            withinTolerance);
                    if (failure != null) {
                        failures.add(row.get("id") + " " + p + " | " + q + ": " + failure);
                    }
                    checked++;
                }
            }
        }
        assertEquals("", String.join("\n", failures));
        return checked;
    }

    private static String compare(DivergenceValue value, String expected, double relative, double floor, boolean withinTolerance) {
        if (expected.equals("inf")) {
            return value.isInfinite() && Double.isInfinite(value.value()) ? null : value + ", expected infinity";
        }
        BigDecimal exact = new BigDecimal(expected);
        if (Double.isInfinite(exact.doubleValue())) {
            return Double.isInfinite(value.value()) && !value.isInfinite() ? null : value + ", expected " + expected;
        }
        if (!(value.value() >= 0 && value.value() <= Double.MAX_VALUE)) {
            return value + ", expected " + expected;
        }
        double error = new BigDecimal(value.value()).subtract(exact).abs().doubleValue();
        if (error > value.error()) {
            return value + ", expected " + expected + ": off by " + error;
        }
        double least = value.method() == Method.QUADRATURE ? 1e-14 : floor;
        if (error > Math.max(relative * Math.abs(exact.doubleValue()), least)) {
            return value + ", expected " + expected + ": relative error " + error / exact.doubleValue();
        }
        return withinTolerance && !value.withinTolerance() && value.error() > 1e-11 * value.value()
                ? value + ": the tolerance was not met" : null;
    }

    @Test
    void everyPairIsRightWithinAnErrorThatHolds() throws IOException {
        assertTrue(check("b_pairs.csv", 1e-12, 1e-15, true) >= 590);
    }

    @Test
    void normalDistributionsInManyDimensionsAreRight() throws IOException {
        assertEquals(72, check("b_mvn_pairs.csv", 1e-12, 0, false));
    }

    @Test
    void nearlyEqualDistributionsKeepTheirDigits() throws IOException {
        assertTrue(check("near_equal.csv", 1e-10, 0, true) >= 1900);
    }

    @Test
    void nearlyEqualDistributionsGoByFormula() throws IOException {
        for (CSVRecord row : rows("near_equal.csv")) {
            if (row.get("family_p").equals("Weibull") != row.get("family_q").equals("Weibull") && row.toString().contains("Gamma")) {
                // A Weibull and a gamma distribution near the exponential: their formula cancels, and quadrature takes over.
                continue;
            }
            DivergenceValue kl = DivergenceEvaluator.kl(DistributionText.read(row.get("family_p"), row.get("params_p")),
                    DistributionText.read(row.get("family_q"), row.get("params_q")));
            assertEquals(Method.CLOSED_FORM, kl.method(), row.toString());
        }
    }
}
