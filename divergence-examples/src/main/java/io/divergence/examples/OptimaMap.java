package io.divergence.examples;

import io.divergence.distribution.Mixture;
import io.divergence.divergence.Discrepancy;
import io.divergence.divergence.Divergences;
import io.divergence.estimators.optima.Optimum;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.knowm.xchart.style.markers.SeriesMarkers;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** All optima of a divergence between a mixture of normals and a normal q, as a table, a CSV file and a picture. */
@Command(description = "Finds all optima of a divergence between a mixture of normals p and a normal q.")
public final class OptimaMap extends Example {
    private static final Map<String, Discrepancy> DIVERGENCES = new LinkedHashMap<>();

    static {
        DIVERGENCES.put("forward-kl", Divergences.forwardKl());
        DIVERGENCES.put("reverse-kl", Divergences.reverseKl());
        DIVERGENCES.put("forward-chi2", Divergences.forwardChiSquared());
        DIVERGENCES.put("reverse-chi2", Divergences.reverseChiSquared());
    }

    @Option(names = "--target", paramLabel = "W:M:S,...", defaultValue = "0.5:-3:0.9,0.5:2:0.7",
            description = "p: weight, mean and standard deviation of each component")
    private String target;

    @Option(names = "--divergence", paramLabel = "NAME", defaultValue = "reverse-kl",
            description = "forward-kl, reverse-kl, forward-chi2 or reverse-chi2")
    private String divergence;

    @Option(names = "--csv", paramLabel = "FILE", description = "writes kind,mu,sigma,value to a file")
    private Path csv;

    /** Runs the example. */
    public static void main(String[] args) {
        main(new OptimaMap(), args);
    }

    @Override
    void run() throws IOException {
        Discrepancy d = DIVERGENCES.get(divergence);
        if (d == null) {
            throw new IllegalArgumentException("divergence = " + divergence + ": must be one of " + DIVERGENCES.keySet());
        }
        Mixture p = Targets.parse(target);
        List<Optimum> optima = io.divergence.estimators.optima.OptimaMap.of(p, d).optima();
        Table table = new Table("kind", "mu", "sigma", d.name());
        for (Optimum o : optima) {
            table.row(o.kind().label(), o.mean(), o.sd(), o.value());
        }
        print("Optima of " + d.name() + " between " + p + " and N(mu, sigma^2)");
        print(table);
        if (csv != null) {
            write(optima);
        }
        draw(p, optima);
        sayWhere();
    }

    private void write(List<Optimum> optima) throws IOException {
        Path parent = csv.toAbsolutePath().getParent();
        Files.createDirectories(parent);
        try (Writer writer = Files.newBufferedWriter(csv, StandardCharsets.UTF_8);
                CSVPrinter printer = new CSVPrinter(writer, CSVFormat.DEFAULT.builder().setRecordSeparator('\n')
                        .setHeader("kind", "mu", "sigma", "value").get())) {
            for (Optimum o : optima) {
                printer.printRecord(o.kind().label(), o.mean(), o.sd(), o.value());
            }
        }
        print("CSV: " + csv.toAbsolutePath());
    }

    private void draw(Mixture p, List<Optimum> optima) throws IOException {
        double sd = Math.sqrt(p.variance());
        double from = p.mean() - 4 * sd;
        double to = p.mean() + 4 * sd;
        Chart chart = new Chart("Optima of " + divergence, "z", "density").function("target p", from, to, p::density, Chart.BLACK, false);
        int colour = 0;
        for (Optimum o : optima) {
            io.divergence.distribution.Normal q = io.divergence.distribution.Normal.of(o.mean(), o.sd());
            chart.function(o.kind().label() + " " + String.format("%.3f", o.value()), from, to, q::density,
                    Chart.COLOURS[colour++ % Chart.COLOURS.length], o.kind() != Optimum.Kind.GLOBAL_MIN);
        }
        chart.points("means", optima.stream().mapToDouble(Optimum::mean).toArray(), new double[optima.size()], Chart.ORANGE,
                SeriesMarkers.DIAMOND);
        chart.write(folder(), "optima");
    }
}
