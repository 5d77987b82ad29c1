package io.divergence.examples;

import io.divergence.distribution.Mixture;
import io.divergence.distribution.Normal;
import io.divergence.estimators.optima.Optimum;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Lists all local minima of a divergence between a mixture of normals and a normal, as a table, a picture and a CSV file. */
@Command(name = "OptimaMap", description = "All local minima of a divergence between a mixture of normals p and a normal q.")
public final class OptimaMap extends Example {
    @Option(names = "--target", paramLabel = "WEIGHT:MEAN:SD,...", converter = MixtureText.class,
            defaultValue = MixtureText.TWO_MODES, description = "The mixture p; its weights add up to one.")
    private Mixture target;

    @Option(names = "--divergence", paramLabel = "NAME", defaultValue = "reverse-kl", converter = Sense.Names.class,
            description = "One of " + Sense.CHOICES + ".")
    private Sense sense;

    @Option(names = "--csv", paramLabel = "FILE",
            description = "Also writes kind,mu,sigma,value to a file, in full precision.")
    private Path csv;

    OptimaMap() {
    }

    /** Runs the example. */
    public static void main(String[] args) {
        main(new OptimaMap(), args);
    }

    @Override
    void show() throws IOException {
        List<Optimum> optima =
                io.divergence.estimators.optima.OptimaMap.of(target, sense.divergence()).optima();
        print("%s, p = %s%n", sense.formula(), target);
        Table table = Table.of("kind", "mu", "sigma", sense.valueHeading());
        optima.forEach(o -> table.row(o.kind().label(), Table.fixed(o.mean()), Table.fixed(o.sd()), Table.fixed(o.value())));
        table.print(console());
        if (optima.isEmpty()) {
            print("No minimum was found: the divergence is infinite everywhere, or flat.");
        }
        if (csv != null) {
            write(optima);
        }
        draw(optima);
    }

    private void write(List<Optimum> optima) throws IOException {
        if (csv.toAbsolutePath().getParent() != null) {
            Files.createDirectories(csv.toAbsolutePath().getParent());
        }
        CSVFormat format = CSVFormat.DEFAULT.builder().setHeader("kind", "mu", "sigma", "value").setRecordSeparator('\n').get();
        try (BufferedWriter writer = Files.newBufferedWriter(csv); CSVPrinter rows = new CSVPrinter(writer, format)) {
            for (Optimum o : optima) {
                rows.printRecord(o.kind().label(), o.mean(), o.sd(), o.value());
            }
        }
        print("The optima are in the file %s", csv);
    }

    private void draw(List<Optimum> optima) throws IOException {
        double reach = 4 * Math.sqrt(target.variance());
        double low = target.mean() - reach;
        double high = target.mean() + reach;
        Plot plot = Plot.of("Optima of " + sense.formula(), "z", "density");
        plot.curve("p", low, high, target::density, Plot.BLACK, Plot.SOLID);
        int number = 0;
        for (Optimum o : optima) {
            Normal q = Normal.of(o.mean(), o.sd());
            boolean local = o.kind() == Optimum.Kind.LOCAL_MIN;
            plot.curve("q " + ++number + ", " + o.kind().label(), low, high, q::density,
                    local ? Plot.VERMILION : Plot.BLUE, local ? Plot.DOTTED : Plot.DASHED);
        }
        plot.save(folder(), "optima-" + sense);
    }
}
