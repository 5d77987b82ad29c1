package io.divergence.examples;

import io.divergence.estimators.sample.BinnedSamples;
import io.divergence.estimators.sample.KernelTwoSample;
import io.divergence.estimators.sample.NearestNeighbors;
import io.divergence.estimators.sample.Resampling;
import io.divergence.estimators.sample.SampleEstimate;
import io.divergence.estimators.sample.SampleTransport;
import io.divergence.estimators.sample.Samples;
import io.divergence.estimators.sample.ZeroPolicy;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.knowm.xchart.style.markers.SeriesMarkers;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** How far the columns of one table have moved from those of another: divergences with intervals, tests, pictures. */
@Command(name = "DriftReport", description = {"Compares each column of two CSV files: has its distribution changed?",
    "Without files: the first and the second half of the eruptions of Old Faithful.",
    "KL by nearest neighbours, and divergences of shares in bins of equal parts of the reference, each with a 95%% interval; p-values "
        + "of permutation tests of the energy distance and of maximum mean discrepancy. Columns that are not numbers are compared by "
        + "their categories. Empty cells, NA and NaN are left out and counted."})
public final class DriftReport extends Example {
    private static final int NEIGHBORS = 5;
    /** Pairs of points take quadratic time. */
    private static final int MOST_PAIRED = 2000;
    /** What is commonly called a small and a large population stability index. */
    private static final double SMALL = 0.1;
    private static final double LARGE = 0.25;
    private static final int GRID = 200;

    @Option(names = "--reference", paramLabel = "FILE", description = "The table to compare with, a CSV file with a header.")
    private Path reference;

    @Option(names = "--current", paramLabel = "FILE", description = "The table that may have moved.")
    private Path current;

    @Option(names = "--bins", paramLabel = "N", defaultValue = "10", description = "Bins of equal parts of the reference.")
    private int bins;

    @Option(names = "--draws", paramLabel = "N", defaultValue = "400", description = "Bootstrap draws, and permutations.")
    private int draws;

    @Option(names = "--bits", description = "Divergences of bins in bits instead of nats.")
    private boolean bits;

    DriftReport() {
    }

    /** Runs the example. */
    public static void main(String[] args) {
        main(new DriftReport(), args);
    }

    @Override
    void show() throws IOException {
        if ((reference == null) != (current == null)) {
            throw new IllegalArgumentException("--reference and --current belong together: give both, or none");
        }
        Map<String, List<String>> before;
        Map<String, List<String>> after;
        if (reference == null) {
            Map<String, List<String>> all = geyser();
            before = half(all, true);
            after = half(all, false);
            print("The eruptions of Old Faithful, first half against second half.%n");
        } else {
            before = read(reference);
            after = read(current);
        }
        List<String> shared = new ArrayList<>(before.keySet());
        shared.retainAll(after.keySet());
        if (shared.isEmpty()) {
            throw new IllegalArgumentException("the two tables have no column in common: " + before.keySet() + " and " + after.keySet());
        }
        Table table = Table.of("column", "measure", "value", "from", "to", "p", "note");
        List<String> verdicts = new ArrayList<>();
        try (Progress progress = Progress.of("columns", shared.size())) {
            for (String column : shared) {
                verdicts.add(compare(column, before.get(column), after.get(column), table));
                progress.step();
            }
        }
        table.print(console());
        verdicts.forEach(v -> print("%s", v));
        print("%nfrom, to: the ends of a 95%% interval, which allows for the upward bias of distances between samples and may lie below");
        print("a value that is mostly chance; p: the probability of so large a value if nothing has changed.");
        print("Divergences in %s. PSI below %s is usually called stable, above %s a shift.", bits ? "bits (KL by neighbours in nats)" : "nats",
                SMALL, LARGE);
    }

    private static Map<String, List<String>> geyser() throws IOException {
        try (InputStream stream = Geyser.class.getResourceAsStream("old-faithful.csv");
                Reader reader = new InputStreamReader(stream, StandardCharsets.UTF_8)) {
            return read(reader);
        }
    }

    private static Map<String, List<String>> read(Path file) throws IOException {
        try (Reader reader = Files.newBufferedReader(file)) {
            Map<String, List<String>> columns = read(reader);
            if (columns.isEmpty() || columns.values().iterator().next().isEmpty()) {
                throw new IllegalArgumentException(file + " has no rows");
            }
            return columns;
        }
    }

    private static Map<String, List<String>> read(Reader reader) throws IOException {
        CSVFormat format = CSVFormat.DEFAULT.builder().setHeader().setSkipHeaderRecord(true).setCommentMarker('#')
                .setIgnoreSurroundingSpaces(true).get();
        Map<String, List<String>> columns = new LinkedHashMap<>();
        try (CSVParser rows = CSVParser.builder().setReader(reader).setFormat(format).get()) {
            rows.getHeaderNames().forEach(name -> columns.put(name, new ArrayList<>()));
            rows.forEach(row -> columns.forEach((name, values) -> values.add(row.isSet(name) ? row.get(name) : "")));
        }
        return columns;
    }

    private static Map<String, List<String>> half(Map<String, List<String>> all, boolean first) {
        Map<String, List<String>> half = new LinkedHashMap<>();
        all.forEach((name, values) -> half.put(name,
                first ? values.subList(0, values.size() / 2) : values.subList(values.size() / 2, values.size())));
        return half;
    }

    private String compare(String column, List<String> before, List<String> after, Table table) throws IOException {
        double[] x = numbers(before);
        double[] y = numbers(after);
        if (x == null || y == null) {
            return compareCategories(column, before, after, table);
        }
        Samples p = Samples.omittingNaN(y);
        Samples q = Samples.omittingNaN(x);
        String note = p.omitted() + q.omitted() == 0 ? "" : p.omitted() + q.omitted() + " missing values left out";
        // The current table first: KL(current || reference).
        if (Math.min(p.size(), q.size()) > 2 * NEIGHBORS) {
            SampleEstimate kl = Resampling.of(draws, seed()).halves(new NearestNeighbors(NEIGHBORS)::kl, p, q);
            row(table, column, "KL, " + NEIGHBORS + " neighbours", kl, kl.ties() > 0 ? kl.ties() + " points coincide with others" : "");
        }
        BinnedSamples counts = BinnedSamples.byQuantiles(q, p, bins);
        SampleEstimate psi = shares(column, counts.swapped(), table);
        row(table, column, "W1 [units of the column]", Resampling.of(draws, seed()).nonNegative().bootstrap(SampleTransport::w1, p, q), note);
        Samples few = thinned(p);
        Samples others = thinned(q);
        String thinned = few.size() < p.size() || others.size() < q.size() ? "of " + MOST_PAIRED + " rows at most" : "";
        SampleEstimate energy = KernelTwoSample.energy().test(few, others, Resampling.of(draws, seed()));
        row(table, column, "energy distance", energy, thinned);
        row(table, column, "MMD^2", KernelTwoSample.mmd().test(few, others, Resampling.of(draws, seed())), thinned);
        draw(column, q.values(), p.values());
        return verdict(column, psi, "energy", energy.pValue());
    }

    private String compareCategories(String column, List<String> before, List<String> after, Table table) {
        SampleEstimate psi = shares(column, BinnedSamples.byCategory(after, before), table);
        return verdict(column, psi, "PSI", psi.pValue());
    }

    private SampleEstimate shares(String column, BinnedSamples raw, Table table) {
        BinnedSamples counts = bits ? raw.with(ZeroPolicy.JEFFREYS).inBits() : raw.with(ZeroPolicy.JEFFREYS);
        long empty = Arrays.stream(raw.countsX()).filter(c -> c == 0).count();
        SampleEstimate psi = counts.bootstrap("PSI", BinnedSamples::psi, draws, seed());
        row(table, column, "PSI", psi, empty == 0 ? "" : empty + " empty bins, 1/2 added to each count");
        row(table, column, "KL of shares", counts.bootstrap("KL", BinnedSamples::kl, draws, seed()), "");
        row(table, column, "Jensen-Shannon", counts.bootstrap("JS", BinnedSamples::jensenShannon, draws, seed()), "");
        row(table, column, "chi^2", counts.bootstrap("chi^2", BinnedSamples::chiSquared, draws, seed()), "");
        row(table, column, "squared Hellinger", counts.bootstrap("H^2", BinnedSamples::squaredHellinger, draws, seed()), "");
        row(table, column, "total variation", counts.bootstrap("TV", BinnedSamples::totalVariation, draws, seed()), "");
        return psi;
    }

    private static void row(Table table, String column, String measure, SampleEstimate e, String note) {
        table.row(column, measure, Table.brief(e.value()), Table.brief(e.lower()), Table.brief(e.upper()), Table.brief(e.pValue()), note);
    }

    private static String verdict(String column, SampleEstimate psi, String name, double p) {
        String size = psi.value() < SMALL ? "stable" : psi.value() < LARGE ? "moved a little" : "moved";
        String test = String.format(Locale.ROOT, "; the permutation test of %s %s (p = %.3g)", name,
                p < 0.05 ? "sees a difference" : "sees no difference", p);
        return String.format(Locale.ROOT, "%s: %s by PSI (%.3g, between %.3g and %.3g)%s", column, size, psi.value(), psi.lower(), psi.upper(),
                test);
    }

    /** The numbers of a column, NaN for missing ones; null if one cell is something else. */
    private static double[] numbers(List<String> cells) {
        double[] numbers = new double[cells.size()];
        boolean any = false;
        for (int i = 0; i < numbers.length; i++) {
            String cell = cells.get(i);
            if (cell.isEmpty() || cell.equalsIgnoreCase("NA") || cell.equalsIgnoreCase("NaN")) {
                numbers[i] = Double.NaN;
                continue;
            }
            try {
                numbers[i] = Double.parseDouble(cell);
                any = true;
            } catch (NumberFormatException e) {
                return null;
            }
        }
        return any ? numbers : null;
    }

    /** At most so many points, evenly chosen: pairs of points take quadratic time. */
    private static Samples thinned(Samples s) {
        if (s.size() <= MOST_PAIRED) {
            return s;
        }
        double[] kept = new double[MOST_PAIRED];
        for (int i = 0; i < MOST_PAIRED; i++) {
            kept[i] = s.value((int) ((long) i * s.size() / MOST_PAIRED), 0);
        }
        return Samples.of(kept);
    }

    /** Both densities by kernels of Silverman's width, the samples themselves beneath. */
    private void draw(String column, double[] before, double[] after) throws IOException {
        double low = Math.min(Arrays.stream(before).min().orElseThrow(), Arrays.stream(after).min().orElseThrow());
        double high = Math.max(Arrays.stream(before).max().orElseThrow(), Arrays.stream(after).max().orElseThrow());
        double margin = high > low ? 0.12 * (high - low) : 1;
        double[] grid = Plot.grid(low - margin, high + margin, GRID);
        double[] first = density(before, grid);
        double[] second = density(after, grid);
        double top = Math.max(Arrays.stream(first).max().orElseThrow(), Arrays.stream(second).max().orElseThrow());
        Plot.of("Distribution of " + column, column, "density")
                .line("reference", grid, first, Plot.BLUE, Plot.SOLID)
                .line("current", grid, second, Plot.VERMILION, Plot.DASHED)
                .points("reference, rows", before, level(before.length, -0.03 * top), Plot.BLUE, SeriesMarkers.TRIANGLE_UP)
                .points("current, rows", after, level(after.length, -0.07 * top), Plot.VERMILION, SeriesMarkers.TRIANGLE_DOWN)
                .save(folder(), "drift-" + column.replaceAll("[^A-Za-z0-9_-]", "_"));
    }

    private static double[] level(int n, double height) {
        double[] y = new double[n];
        Arrays.fill(y, height);
        return y;
    }

    private static double[] density(double[] values, double[] grid) {
        double mean = Arrays.stream(values).average().orElseThrow();
        double sd = Math.sqrt(Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum() / Math.max(1, values.length - 1));
        double width = Math.max(0.9 * sd * Math.pow(values.length, -0.2), 0.5 * (grid[1] - grid[0]));
        return Arrays.stream(grid).map(g -> Arrays.stream(values).map(v -> Math.exp(-0.5 * (g - v) * (g - v) / width / width)).sum()
                / (values.length * width * Math.sqrt(2 * Math.PI))).toArray();
    }
}
