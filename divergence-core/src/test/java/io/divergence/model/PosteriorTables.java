package io.divergence.model;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** Data of a posterior and its log density at points, from a folder with data.json and logdensity.csv. */
record PosteriorTables(Path folder) {

    /** One point with the log density and the gradient there. */
    record Point(double[] z, double value, double[] gradient) {
    }

    private String text(String file) {
        try {
            return Files.readString(folder.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The numbers of an array of the JSON object, row by row if it is an array of arrays. */
    double[] numbers(String field) {
        String json = text("data.json");
        int start = json.indexOf('[', json.indexOf('"' + field + '"'));
        int end = start + 1;
        for (int depth = 1; depth > 0; end++) {
            depth += json.charAt(end) == '[' ? 1 : json.charAt(end) == ']' ? -1 : 0;
        }
        return numbers(json.substring(start, end).split("[\\s,\\[\\]]+"), 0);
    }

    private static double[] numbers(String[] fields, int from) {
        return Arrays.stream(fields).skip(from).filter(s -> !s.isEmpty()).mapToDouble(Double::parseDouble).toArray();
    }

    List<Point> points() {
        return text("logdensity.csv").lines().skip(1).map(line -> {
            double[] row = numbers(line.split(","), 1);
            int d = (row.length - 1) / 2;
            return new Point(Arrays.copyOf(row, d), row[d], Arrays.copyOfRange(row, d + 1, row.length));
        }).toList();
    }

    /** The logarithm of the evidence, where it is exact to all digits. */
    double logEvidence() {
        String line = text("exact_summary.csv").lines().filter(s -> s.startsWith("log_evidence")).findFirst().orElseThrow();
        return Double.parseDouble(line.split(",")[1]);
    }
}
