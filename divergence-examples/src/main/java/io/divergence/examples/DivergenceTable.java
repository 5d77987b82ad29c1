package io.divergence.examples;

import io.divergence.distribution.Distribution;
import io.divergence.divergence.Discrepancy;
import io.divergence.divergence.Divergences;
import io.divergence.estimate.Finiteness;
import io.divergence.estimators.evaluate.DivergenceEvaluator;
import io.divergence.estimators.evaluate.DivergenceValue;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVPrinter;
import org.apache.commons.csv.CSVRecord;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Evaluates six divergences for each pair of distributions in a CSV file, with their errors and how they were obtained. */
@Command(name = "DivergenceTable", description = {"Divergences of p from q for each row of a CSV file.",
    "Input columns: id,family_p,params_p,family_q,params_q, such as n1,Normal,loc=0;scale=1,Gamma,shape=2;rate=3.",
    "Output columns: id, then value, error and method of kl, chi2, renyi2, hell2, js, tv (in nats where that applies; inf for "
        + "infinity), then error, a text for a row that cannot be read."})
public final class DivergenceTable extends Example {
    private static final Map<String, Discrepancy> DISCREPANCIES = new LinkedHashMap<>();
    private static final String[] INPUT = {"id", "family_p", "params_p", "family_q", "params_q"};
    /** Rows between two steps of the progress bar, and two writes. */
    private static final int CHUNK = 500;

    static {
        DISCREPANCIES.put("kl", Divergences.forwardKl());
        DISCREPANCIES.put("chi2", Divergences.forwardChiSquared());
        DISCREPANCIES.put("renyi2", Divergences.logOnePlusChiSquared());
        DISCREPANCIES.put("hell2", Divergences.squaredHellinger());
        DISCREPANCIES.put("js", Divergences.jensenShannon());
        DISCREPANCIES.put("tv", Divergences.totalVariation());
    }

    @Option(names = "--in", paramLabel = "FILE", required = true, description = "The pairs, a CSV file with a header.")
    private Path in;

    @Option(names = "--tolerance", paramLabel = "X", defaultValue = "1e-12", description = "Relative error to aim at.")
    private double tolerance;

    @Option(names = "--budget", paramLabel = "N", defaultValue = "100000",
            description = "Evaluations of a density at most: it decides how good values by samples are.")
    private long budget;

    DivergenceTable() {
    }

    /** Runs the example. */
    public static void main(String[] args) {
        main(new DivergenceTable(), args);
    }

    @Override
    void show() throws IOException {
        DivergenceEvaluator evaluator = DivergenceEvaluator.automatic().withTolerance(tolerance).withBudget(budget).withSeed(seed());
        List<CSVRecord> rows = read();
        Path file = file();
        long start = System.nanoTime();
        int failed = 0;
        try (BufferedWriter writer = Files.newBufferedWriter(file); CSVPrinter printer = new CSVPrinter(writer, format());
                Progress progress = Progress.of("pairs", rows.size())) {
            for (int from = 0; from < rows.size(); from += CHUNK) {
                List<CSVRecord> chunk = rows.subList(from, Math.min(rows.size(), from + CHUNK));
                List<List<Object>> lines = IntStream.range(0, chunk.size()).parallel()
                        .mapToObj(i -> line(evaluator, chunk.get(i))).toList();
                for (List<Object> line : lines) {
                    printer.printRecord(line);
                    failed += line.get(line.size() - 1).toString().isEmpty() ? 0 : 1;
                    progress.step();
                }
            }
        }
        print("%d pairs in %.2f s, %d of them could not be read; the values are in the file %s", rows.size(),
                (System.nanoTime() - start) / 1e9, failed, file);
    }

    private Path file() throws IOException {
        Path file = target("values.csv");
        if (file.toAbsolutePath().getParent() != null) {
            Files.createDirectories(file.toAbsolutePath().getParent());
        }
        return file;
    }

    private List<CSVRecord> read() throws IOException {
        CSVFormat format = CSVFormat.DEFAULT.builder().setHeader().setSkipHeaderRecord(true).setIgnoreSurroundingSpaces(true)
                .setIgnoreEmptyLines(true).get();
        try (Reader reader = Files.newBufferedReader(in); CSVParser parser = format.parse(reader)) {
            for (String column : INPUT) {
                if (!parser.getHeaderNames().contains(column)) {
                    throw new IllegalArgumentException(in + " has no column " + column + "; its header is " + parser.getHeaderNames());
                }
            }
            return parser.getRecords();
        }
    }

    private static CSVFormat format() {
        List<String> header = new ArrayList<>(List.of("id"));
        for (String name : DISCREPANCIES.keySet()) {
            header.addAll(List.of(name, name + "_error", name + "_method"));
        }
        header.add("error");
        return CSVFormat.DEFAULT.builder().setHeader(header.toArray(String[]::new)).setRecordSeparator('\n').get();
    }

    private static List<Object> line(DivergenceEvaluator evaluator, CSVRecord row) {
        List<Object> line = new ArrayList<>();
        line.add(row.isSet("id") ? row.get("id") : "");
        String error = "";
        try {
            Distribution p = DistributionText.read(cell(row, "family_p"), cell(row, "params_p"));
            Distribution q = DistributionText.read(cell(row, "family_q"), cell(row, "params_q"));
            for (Discrepancy discrepancy : DISCREPANCIES.values()) {
                add(line, evaluator.evaluate(discrepancy, p, q));
            }
        } catch (IllegalArgumentException e) {
            error = e.getMessage();
        }
        while (line.size() < 1 + 3 * DISCREPANCIES.size()) {
            line.add("");
        }
        line.add(error);
        return line;
    }

    private static String cell(CSVRecord row, String column) {
        if (!row.isSet(column)) {
            throw new IllegalArgumentException("the column " + column + " is missing in this row");
        }
        return row.get(column);
    }

    private static void add(List<Object> line, DivergenceValue value) {
        line.add(number(value.value()));
        line.add(value.finiteness() == Finiteness.OVERFLOW ? "inf" : number(value.error()));
        line.add(value.method());
    }

    private static String number(double x) {
        return Double.isInfinite(x) ? "inf" : Double.isNaN(x) ? "nan" : Double.toString(x);
    }
}
