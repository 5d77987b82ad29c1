package io.divergence.examples;

import io.divergence.distribution.Distribution;
import io.divergence.divergence.Discrepancy;
import io.divergence.divergence.Divergences;
import io.divergence.estimators.evaluate.DivergenceEvaluator;
import io.divergence.estimators.evaluate.DivergenceValue;
import io.divergence.estimators.evaluate.Method;
import java.io.IOException;
import java.io.Reader;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The errors of the divergences between pairs against references of high precision, beside those of the textbook's formulas. */
@Command(name = "AccuracyReport", description = {"Compares divergences with the reference values of the tests, and writes a table in Markdown.",
    "Run it in the root of the sources."})
public final class AccuracyReport extends Example {
    private static final Map<String, Discrepancy> COLUMNS = new LinkedHashMap<>();
    /** Below it the tolerance of a quadrature is absolute. */
    private static final double LEAST = 1e-14;
    private static final MathContext DIGITS = MathContext.DECIMAL64;

    static {
        COLUMNS.put("kl", Divergences.forwardKl());
        COLUMNS.put("chi2", Divergences.forwardChiSquared());
        COLUMNS.put("renyi2", Divergences.logOnePlusChiSquared());
        COLUMNS.put("hell2", Divergences.squaredHellinger());
    }

    @Option(names = "--references", paramLabel = "FOLDER", defaultValue = "divergence-examples/src/test/resources/references",
            description = "The folder of the reference tables.")
    private Path references;

    AccuracyReport() {
    }

    /** Runs the example. */
    public static void main(String[] args) {
        main(new AccuracyReport(), args);
    }

    /** Relative errors of one pair of families. */
    private static final class Errors {
        private int finite;
        private int infinite;
        private double largest;
        private double squares;
        private double largestBound;
        private int textbooks;
        private double textbook;
        private double textbookSquares;
        private int broken;
        private final TreeSet<String> methods = new TreeSet<>();

        void add(double error, double bound, boolean holds, String method) {
            finite++;
            largest = Math.max(largest, error);
            squares += error * error;
            largestBound = Math.max(largestBound, bound);
            broken += holds ? 0 : 1;
            methods.add(method);
        }

        void addTextbook(double error) {
            textbooks++;
            textbook = Math.max(textbook, error);
            textbookSquares += error * error;
        }

        double rms() {
            return finite == 0 ? 0 : Math.sqrt(squares / finite);
        }

        String textbookText() {
            return textbooks == 0 ? " | " : number(textbook) + " | " + number(Math.sqrt(textbookSquares / textbooks));
        }
    }

    @Override
    void show() throws IOException {
        if (!Files.isDirectory(references)) {
            throw new IllegalArgumentException("--references " + references + " is not a folder; run this in the root of the sources");
        }
        StringBuilder text = new StringBuilder("""
                # Accuracy of divergences between pairs

                Made by `mvn -q compile exec:java -Dexec.mainClass=io.divergence.examples.AccuracyReport -Dexec.args="--out docs/ACCURACY.md"`.

                Largest and root mean square relative errors against references of 25 digits, computed from the exact values of the doubles
                (how: `divergence-examples/src/test/resources/references/README.md`). *Bound* is the largest relative error that the library
                itself stated; *broken* counts values farther off than their stated error. The textbook's formulas are those of
                `TextbookKl`, in double precision, with the special functions of this library: what they lose is by cancellation alone.

                """);
        section(text, "b_pairs.csv", "Pairs of all families", "KL, chi^2, log(1 + chi^2) and squared Hellinger distance of the pairs; "
                + "values below 1e-14 are left out, where the tolerance is absolute.");
        section(text, "b_mvn_pairs.csv", "Normal distributions in 2, 5 and 20 dimensions", "By their Cholesky factors, conditions up to 1e8.");
        section(text, "near_equal.csv", "Nearly equal pairs", "Parameters apart by a relative 1e-3 to 1e-12.");
        Path file = target("ACCURACY.md");
        Files.writeString(file, text.toString());
        print("The table is in the file %s", file);
    }

    private void section(StringBuilder text, String file, String title, String about) throws IOException {
        Map<String, Errors> groups = new TreeMap<>();
        DivergenceEvaluator evaluator = DivergenceEvaluator.automatic().withTolerance(1e-12);
        try (Reader reader = Files.newBufferedReader(references.resolve(file));
                CSVParser rows = CSVFormat.DEFAULT.builder().setHeader().setSkipHeaderRecord(true).get().parse(reader)) {
            List<CSVRecord> records = rows.getRecords();
            try (Progress progress = Progress.of(file, records.size())) {
                for (CSVRecord row : records) {
                    add(row, groups, evaluator);
                    progress.step();
                }
            }
        }
        int finite = groups.values().stream().mapToInt(e -> e.finite).sum();
        int infinite = groups.values().stream().mapToInt(e -> e.infinite).sum();
        int broken = groups.values().stream().mapToInt(e -> e.broken).sum();
        double largest = groups.values().stream().mapToDouble(e -> e.largest).max().orElse(0);
        text.append("## ").append(title).append("\n\n").append(about).append(String.format(Locale.ROOT,
                " %d finite values, the largest relative error %s, %d broken bounds; %d infinite values, all found infinite.%n%n", finite,
                number(largest), broken, infinite));
        text.append("| p | q | values | largest | rms | bound | way | textbook's KL: largest | rms |\n|---|---|---|---|---|---|---|---|---|\n");
        groups.forEach((name, e) -> text.append("| ").append(name).append(" | ").append(e.finite)
                .append(e.infinite > 0 ? " + " + e.infinite + " infinite" : "").append(" | ").append(number(e.largest)).append(" | ")
                .append(number(e.rms())).append(" | ").append(number(e.largestBound)).append(" | ").append(String.join(", ", e.methods))
                .append(" | ").append(e.textbookText()).append(" |\n"));
        text.append('\n');
        print("%-20s %5d finite values, largest relative error %s, %d broken bounds", file, finite, number(largest), broken);
    }

    private static void add(CSVRecord row, Map<String, Errors> groups, DivergenceEvaluator evaluator) {
        String name = row.get("family_p") + " | " + row.get("family_q");
        Distribution p = DistributionText.read(row.get("family_p"), row.get("params_p"));
        Distribution q = DistributionText.read(row.get("family_q"), row.get("params_q"));
        Errors errors = groups.computeIfAbsent(name, key -> new Errors());
        COLUMNS.forEach((column, discrepancy) -> {
            if (row.get(column).isEmpty()) {
                return;
            }
            DivergenceValue v = evaluator.evaluate(discrepancy, p, q);
            if (row.get(column).equals("inf")) {
                if (!v.isInfinite()) {
                    throw new IllegalArgumentException(row + ": " + v + " should be infinite");
                }
                errors.infinite++;
                return;
            }
            BigDecimal exact = new BigDecimal(row.get(column));
            if (exact.signum() == 0 || Double.isInfinite(exact.doubleValue())) {
                // Zero has no relative error, and is found exactly; some chi^2 are beyond the range of a double.
                return;
            }
            double off = new BigDecimal(v.value()).subtract(exact).abs().doubleValue();
            double size = exact.abs().doubleValue();
            String way = v.method().name().toLowerCase(Locale.ROOT).replace('_', ' ');
            if (size >= LEAST || v.method() == Method.CLOSED_FORM) {
                errors.add(new BigDecimal(off).divide(exact.abs(), DIGITS).doubleValue(), v.error() / size, off <= v.error(), way);
            }
            if (column.equals("kl")) {
                double textbook = TextbookKl.of(p, q);
                if (!Double.isNaN(textbook)) {
                    errors.addTextbook(new BigDecimal(textbook).subtract(exact).abs().divide(exact.abs(), DIGITS).doubleValue());
                }
            }
        });
    }

    private static String number(double x) {
        return x == 0 ? "0" : String.format(Locale.ROOT, "%.1e", x);
    }
}
