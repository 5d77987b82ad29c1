package io.divergence.examples;

import io.divergence.distribution.Mixture;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;

/** The targets of the examples, and how to read one from text. */
final class Targets {

    private Targets() {
    }

    /** Two modes of different widths. */
    static Mixture twoModes() {
        return Mixture.ofNormals(new double[] {0.5, 0.5}, new double[] {-3, 2}, new double[] {0.9, 0.7});
    }

    /** Reads weight:mean:sd of each component, separated by commas. */
    static Mixture parse(String text) {
        String[] parts = text.split(",");
        double[][] numbers = new double[3][parts.length];
        for (int i = 0; i < parts.length; i++) {
            String[] fields = parts[i].trim().split(":");
            if (fields.length != 3) {
                throw new IllegalArgumentException("target component \"" + parts[i] + "\": must be weight:mean:sd");
            }
            for (int k = 0; k < 3; k++) {
                try {
                    numbers[k][i] = Double.parseDouble(fields[k]);
                } catch (NumberFormatException e) {
                    throw new IllegalArgumentException("target component \"" + parts[i] + "\": " + fields[k] + " is not a number", e);
                }
            }
        }
        return Mixture.ofNormals(numbers[0], numbers[1], numbers[2]);
    }

    /** The waiting times between eruptions of Old Faithful, in minutes. */
    static double[] waitingTimes() throws IOException {
        try (Reader reader = new InputStreamReader(Targets.class.getResourceAsStream("old-faithful.csv"), StandardCharsets.UTF_8);
                CSVParser parser = CSVFormat.DEFAULT.builder().setHeader().setSkipHeaderRecord(true).get().parse(reader)) {
            return parser.stream().mapToDouble(row -> Double.parseDouble(row.get("waiting"))).toArray();
        }
    }
}
