package io.divergence.examples;

import io.divergence.estimators.automatic.AutomaticFit;
import io.divergence.estimators.automatic.AutomaticResult;
import io.divergence.model.EightSchools;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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

    @Option(names = "--report", paramLabel = "FILE", description = "Writes the times to a section of this file of Markdown.")
    private Path report;

    StartupTime() {
    }

    /** Runs the example. */
    public static void main(String[] args) {
        main(new StartupTime(), args);
    }

    /** What a fresh virtual machine runs: one fit. */
    static final class Once {
        private Once() {
        }

        /** Runs one fit. */
        public static void main(String[] args) {
            System.out.println(AutomaticFit.of(EightSchools.nonCentered()).run(1));
        }
    }

    @Override
    void show() throws IOException {
        double[] fresh = new double[machines];
        for (int i = 0; i < machines; i++) {
            fresh[i] = fresh();
        }
        double[] warm = new double[runs];
        double[] within = new double[runs];
        for (int i = 0; i < runs; i++) {
            long begin = System.nanoTime();
            AutomaticResult result = AutomaticFit.of(EightSchools.nonCentered()).run(1);
            warm[i] = (System.nanoTime() - begin) / 1e6;
            within[i] = result.elapsed().toNanos() / 1e6;
        }
        String text = String.format(Locale.ROOT, "fresh virtual machine, start to printed summary: median %.0f ms of %d (least %.0f); warm: median %.1f ms of %d "
                + "(least %.1f)", median(fresh), machines, Arrays.stream(fresh).min().orElseThrow(),
                median(Arrays.copyOfRange(warm, runs * 2 / 3, runs)), runs - runs * 2 / 3, Arrays.stream(warm).min().orElseThrow());
        print("%s", text);
        if (report != null) {
            MarkdownReport.write(report, "Time to the first answer", String.format(Locale.ROOT, """
                    `mvn -q compile exec:java -Dexec.mainClass=io.divergence.examples.StartupTime -Dexec.args="--machines %d --runs %d --report %s"`

                    Eight schools, non-centred, the search, the judgement by thousands of draws and the summary included; Java %s, %d processors shared
                    with other work: %s.""", machines, runs, report, Runtime.version().feature(), Runtime.getRuntime().availableProcessors(), text));
        }
    }

    private static double median(double[] x) {
        double[] sorted = x.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    private static double fresh() throws IOException {
        try {
            String path = Stream.of(StartupTime.class, AutomaticFit.class, EightSchools.class, Class.forName("org.ejml.data.DMatrixRMaj"),
                    Class.forName("org.ejml.dense.row.CommonOps_DDRM"), Class.forName("org.apache.commons.math3.util.FastMath"),
                    Class.forName("org.apache.commons.rng.UniformRandomProvider"),
                    Class.forName("org.apache.commons.rng.sampling.distribution.SharedStateContinuousSampler"))
                    .map(c -> new File(c.getProtectionDomain().getCodeSource().getLocation().getPath()).getPath()).distinct()
                    .collect(Collectors.joining(File.pathSeparator));
            ProcessBuilder machine = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp", path, Once.class.getName());
            long begin = System.nanoTime();
            Process process = machine.redirectErrorStream(true).start();
            String out = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IOException(out);
            }
            return (System.nanoTime() - begin) / 1e6;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        } catch (ClassNotFoundException e) {
            throw new IOException(e);
        }
    }
}
