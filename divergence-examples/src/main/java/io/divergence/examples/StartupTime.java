package io.divergence.examples;

import io.divergence.estimators.automatic.AutomaticFit;
import io.divergence.model.EightSchools;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** How long a first answer takes. */
@Command(name = "StartupTime", description = {"Times the automatic fit of eight schools (non-centred) in fresh virtual machines, from their start to the",
    "printed summary, and in one that is warm."})
public final class StartupTime extends Example {

    @Option(names = "--machines", defaultValue = "7", description = "Fresh virtual machines.")
    private int machines;

    @Option(names = "--runs", defaultValue = "300", description = "Fits in this virtual machine, of which the last third counts.")
    private int runs;

    @Option(names = "--variants", description = "Compares options of the virtual machine instead, each in so many machines.")
    private boolean variants;

    @Option(names = "--report", paramLabel = "FILE", description = "Writes the times to a section of this file of Markdown.")
    private Path report;

    StartupTime() {
    }

    /** Runs the example. */
    public static void main(String[] args) {
        main(new StartupTime(), args);
    }

    @Override
    void show() throws IOException {
        if (variants) {
            showVariants();
        } else {
            showTimes();
        }
    }

    private void showVariants() throws IOException {
        String load = load();
        String table = StartupVariants.table(machines);
        print("%s", table);
        if (report != null) {
            MarkdownReport.write(report, "A program that lives for one answer", String.format(Locale.ROOT, """
                    `mvn -q compile exec:java -Dexec.mainClass=io.divergence.examples.StartupTime -Dexec.args="--variants --machines %d --report %s"`

                    The same fit from the start of the virtual machine to the printed summary, from jars: processor time of the main thread, and the clock;
                    medians of %d machines and the least, the variants started in turn; Java %s, %d processors%s.
                    Other work makes the clock worthless, and leaves the time of a thread nearly alone.

                    %s
                    `-XX:TieredStopAtLevel=1` leaves the optimizing compiler out: right for programs of less than a second, wrong for long ones. The archive
                    holds the loaded classes; it is written once by `java -XX:ArchiveClassesAtExit=app.jsa -cp ...` (from Java 19 on by
                    `-XX:+AutoCreateSharedArchive -XX:SharedArchiveFile=app.jsa`) and needs a class path of jars, not of directories.
                    """, machines, report, machines, Runtime.version().feature(), Runtime.getRuntime().availableProcessors(), load, table));
        }
    }

    private void showTimes() throws IOException {
        String load = load();
        FreshMachine machine = new FreshMachine(List.of(), ClassPath.text(ClassPath.entries()), List.of());
        double[] fresh = new double[machines];
        for (int i = 0; i < machines; i++) {
            fresh[i] = machine.run().clock();
        }
        double[] warm = new double[runs];
        for (int i = 0; i < runs; i++) {
            long begin = System.nanoTime();
            AutomaticFit.of(EightSchools.nonCentered()).run(1);
            warm[i] = (System.nanoTime() - begin) / 1e6;
        }
        String text = String.format(Locale.ROOT, "fresh virtual machine, start to printed summary: median %.0f ms of %d (least %.0f); warm: median %.1f ms of %d "
                + "(least %.1f)", median(fresh), machines, Arrays.stream(fresh).min().orElseThrow(),
                median(Arrays.copyOfRange(warm, runs * 2 / 3, runs)), runs - runs * 2 / 3, Arrays.stream(warm).min().orElseThrow());
        print("%s", text);
        if (report != null) {
            MarkdownReport.write(report, "Time to the first answer", String.format(Locale.ROOT, """
                    `mvn -q compile exec:java -Dexec.mainClass=io.divergence.examples.StartupTime -Dexec.args="--machines %d --runs %d --report %s"`

                    Eight schools, non-centred, the search, the judgement by thousands of draws and the summary included; Java %s, %d processors%s:
                    %s.""", machines, runs, report, Runtime.version().feature(), Runtime.getRuntime().availableProcessors(), load, text));
        }
    }

    /** How many programs wanted a processor as the measurement began, where the system tells. */
    private static String load() {
        double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
        return load < 0 ? "" : String.format(Locale.ROOT, ", a load of %.1f before it began", load);
    }

    private static double median(double[] x) {
        double[] sorted = x.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
