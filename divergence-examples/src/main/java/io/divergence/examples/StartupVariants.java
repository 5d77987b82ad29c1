package io.divergence.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** The first answer of fresh virtual machines with several options, started in turn. */
final class StartupVariants {
    private static final String C1 = "-XX:TieredStopAtLevel=1";

    private final Map<String, FreshMachine> machines = new LinkedHashMap<>();

    private StartupVariants() {
    }

    /** Runs so many machines of each kind and returns the lines of a table. */
    static String table(int count) throws IOException {
        Path folder = Files.createTempDirectory("startup");
        try {
            StartupVariants variants = new StartupVariants();
            variants.prepare(folder);
            return variants.measure(count);
        } finally {
            try (Stream<Path> files = Files.list(folder)) {
                for (Path file : files.toList()) {
                    Files.delete(file);
                }
            }
            Files.delete(folder);
        }
    }

    private void prepare(Path folder) throws IOException {
        String path = ClassPath.text(ClassPath.archives(folder));
        Path archive = folder.resolve("app.jsa");
        String share = "-XX:SharedArchiveFile=" + archive;
        new FreshMachine(List.of("-XX:ArchiveClassesAtExit=" + archive), path, List.of()).run();
        machines.put("a program that prints one word", new FreshMachine(List.of(), path, List.of("word")));
        machines.put("the fit, `java -cp ...`", new FreshMachine(List.of(), path, List.of()));
        machines.put("with `" + C1 + "`", new FreshMachine(List.of(C1), path, List.of()));
        machines.put("with `-XX:SharedArchiveFile=app.jsa`", new FreshMachine(List.of(share), path, List.of()));
        machines.put("with both", new FreshMachine(List.of(C1, share), path, List.of()));
    }

    private String measure(int count) throws IOException {
        Map<String, double[][]> times = new LinkedHashMap<>();
        for (int i = 0; i < count; i++) {
            for (Map.Entry<String, FreshMachine> each : machines.entrySet()) {
                FreshMachine.Times one = each.getValue().run();
                double[][] all = times.computeIfAbsent(each.getKey(), name -> new double[2][count]);
                all[0][i] = one.mainThread();
                all[1][i] = one.clock();
            }
        }
        StringBuilder table = new StringBuilder("| | main thread [ms] | least | clock [ms] | least |\n|---|---|---|---|---|\n");
        times.forEach((name, all) -> {
            Arrays.sort(all[0]);
            Arrays.sort(all[1]);
            table.append(String.format(Locale.ROOT, "| %s | %.0f | %.0f | %.0f | %.0f |%n", name, all[0][count / 2], all[0][0], all[1][count / 2],
                    all[1][0]));
        });
        return table.toString();
    }
}
