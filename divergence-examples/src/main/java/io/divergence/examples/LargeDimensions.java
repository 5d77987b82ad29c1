package io.divergence.examples;

import io.divergence.estimators.automatic.AutomaticFit;
import io.divergence.estimators.automatic.AutomaticResult;
import io.divergence.model.Models;
import io.divergence.target.DifferentiableLogDensity;
import io.divergence.target.LogDensities;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What the automatic fit costs from one dimension to a thousand. */
@Command(name = "LargeDimensions", description = {"Fits normal targets with correlated coordinates, and funnels, of more and more dimensions: CPU time,",
    "gradients, verdict, memory."})
public final class LargeDimensions extends Example {
    private static final double CORRELATION = 0.5;
    private static final int[] DIMENSIONS = {1, 10, 100, 200, 201, 1000};

    @Option(names = "--full-rank", defaultValue = "400", split = ",", paramLabel = "D",
            description = "Dimensions above 200 in which the full rank is fitted too.")
    private int[] fullRank;

    @Option(names = "--report", paramLabel = "FILE", description = "Writes the table to a section of this file of Markdown.")
    private Path report;

    private final StringBuilder table = new StringBuilder("""
            | target | D | family | gradients | CPU [s] | memory [MB] | verdict |
            |---|---|---|---|---|---|---|
            """);

    LargeDimensions() {
    }

    /** Runs the example. */
    public static void main(String[] args) {
        main(new LargeDimensions(), args);
    }

    @Override
    void show() throws IOException {
        // Once, so that the first row is not that of a machine which compiles.
        AutomaticFit.of(autoregression(10)).run(seed());
        for (int d : DIMENSIONS) {
            row("AR(1), 0.5", autoregression(d), d <= 200 ? AutomaticFit.Family.FULL_RANK : AutomaticFit.Family.MEAN_FIELD);
        }
        for (int d : fullRank) {
            row("AR(1), 0.5", autoregression(d), AutomaticFit.Family.FULL_RANK);
        }
        for (int d : DIMENSIONS) {
            if (d > 1) {
                row("funnel", Models.funnel(d), d <= 200 ? AutomaticFit.Family.FULL_RANK : AutomaticFit.Family.MEAN_FIELD);
            }
        }
        if (report != null) {
            String by = Arrays.toString(fullRank).replaceAll("[\\[\\] ]", "");
            MarkdownReport.write(report, "One dimension to a thousand", String.format(Locale.ROOT, """
                    `mvn -q compile exec:java -Dexec.mainClass=io.divergence.examples.LargeDimensions -Dexec.args="--full-rank %s --report %s"`

                    A stationary autoregression (normal, neighbours correlated by 0.5) and the funnel, by the family that the fit chooses itself (full rank
                    up to D = 200) and by full rank in more dimensions; all else as it comes, seed %d. CPU time of the thread, judgement and linear response
                    included; the peak of the heap of a machine with no limit of its own, garbage included; Java %s.

                    %s""", by, report, seed(), Runtime.version().feature(), table));
        }
    }

    /** The conditional variances are 1 - rho^2 but that of the first coordinate. */
    static DifferentiableLogDensity autoregression(int d) {
        double variance = 1 - CORRELATION * CORRELATION;
        return LogDensities.of(d, z -> {
            double sum = -0.5 * z[0] * z[0];
            for (int i = 1; i < d; i++) {
                double rest = z[i] - CORRELATION * z[i - 1];
                sum -= 0.5 * rest * rest / variance;
            }
            return sum;
        }, (z, g) -> {
            Arrays.fill(g, 0);
            g[0] = -z[0];
            for (int i = 1; i < d; i++) {
                double rest = (z[i] - CORRELATION * z[i - 1]) / variance;
                g[i] -= rest;
                g[i - 1] += CORRELATION * rest;
            }
        });
    }

    private void row(String name, DifferentiableLogDensity target, AutomaticFit.Family family) {
        System.gc();
        for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
            pool.resetPeakUsage();
        }
        long begin = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        AutomaticResult fit = AutomaticFit.of(target).with(family).run(seed());
        double seconds = (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - begin) / 1e9;
        long bytes = 0;
        for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
            bytes += pool.getType() == MemoryType.HEAP ? pool.getPeakUsage().getUsed() : 0;
        }
        String line = String.format(Locale.ROOT, "| %s | %d | %s | %,d | %.2g | %.0f | %s |", name, target.dimension(),
                family == AutomaticFit.Family.FULL_RANK ? "full rank" : "mean field", fit.gradients(), seconds, bytes / 1e6, fit.verdict().kind().words());
        print("%s", line);
        table.append(line).append('\n');
    }
}
