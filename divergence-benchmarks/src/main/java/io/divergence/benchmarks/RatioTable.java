package io.divergence.benchmarks;

import io.divergence.benchmarks.Measurements.Key;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Makes the table of ratios from the lines of all rounds and puts it between the markers of a document. Arguments: the folder of the
 * rounds (round-1.csv and so on, environment.txt) and the document.
 */
public final class RatioTable {
    private static final String BEGIN = "<!-- comparison: begin -->";
    private static final String END = "<!-- comparison: end -->";
    private static final String STEPS = "steps_per_s";

    private RatioTable() {
    }

    /** Writes the table, and prints it. */
    public static void main(String[] args) throws IOException {
        Path folder = Path.of(args[0]);
        Measurements all = new Measurements();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(f -> f.getFileName().toString().startsWith("round-")).sorted().toList()) {
                all.add(Files.readAllLines(file));
            }
        }
        String text = text(all, Files.readAllLines(folder.resolve("environment.txt")));
        Path document = Path.of(args[1]);
        Files.writeString(document, replaced(Files.readString(document), text));
        System.out.print(text);
    }

    /** {@return the document with another text between its markers} */
    static String replaced(String document, String text) {
        int begin = document.indexOf(BEGIN);
        int end = document.indexOf(END);
        if (begin < 0 || end < begin) {
            throw new IllegalArgumentException("the document has no markers " + BEGIN + " and " + END);
        }
        return document.substring(0, begin + BEGIN.length()) + "\n" + text + document.substring(end);
    }

    static String text(Measurements all, List<String> environment) {
        StringBuilder text = new StringBuilder();
        for (String line : environment) {
            text.append("- ").append(line).append('\n');
        }
        text.append("- JDK: ").append(System.getProperty("java.vm.vendor")).append(' ').append(System.getProperty("java.runtime.version")).append("\n");
        for (String task : List.of("t1", "t2", "t3")) {
            if (all.peers(task).size() > 1 || all.keys().stream().anyMatch(key -> key.task().equals(task))) {
                throughput(all, task, text);
            }
        }
        for (String task : List.of("t4", "t4real")) {
            if (all.keys().stream().anyMatch(key -> key.task().equals(task))) {
                regression(all, task, text);
            }
        }
        text.append("\n### Goals\n\n");
        Goals.append(all, text);
        return text.toString();
    }

    private static void throughput(Measurements all, String task, StringBuilder text) {
        Set<String> peers = all.peers(task);
        text.append("\n### ").append(task).append(", steps by second\n\n| problem |");
        peers.forEach(peer -> text.append(' ').append(peer).append(" |"));
        text.append("\n|---|").append("---|".repeat(peers.size())).append('\n');
        Set<String> variants = new LinkedHashSet<>();
        all.keys().stream().filter(key -> key.task().equals(task)).forEach(key -> variants.add(key.variant()));
        for (String variant : variants) {
            double ours = all.median(new Key(task, variant, Measurements.OURS, STEPS));
            text.append("| ").append(variant).append(" |");
            for (String peer : peers) {
                text.append(' ').append(cell(all, new Key(task, variant, peer, STEPS), ours)).append(" |");
            }
            text.append('\n');
        }
    }

    private static String cell(Measurements all, Key key, double ours) {
        double rate = all.median(key);
        if (Double.isNaN(rate)) {
            return "";
        }
        String text = Numbers.shortText(rate) + String.format(Locale.ROOT, " (%.0f %%)", 100 * all.spread(key));
        return key.peer().equals(Measurements.OURS) || Double.isNaN(ours) ? text : text + ", **" + Numbers.shortText(ours / rate) + " x**";
    }

    private static void regression(Measurements all, String task, StringBuilder text) {
        text.append("\n### ").append(task).append(", seconds to a gap of 0.1 nat\n\n"
                + "| family and method | program | seconds (spread) | gap in nats | seconds over ours |\n|---|---|---|---|---|\n");
        for (String family : List.of("mf", "fr")) {
            double ours = Double.NaN;
            for (Key key : all.keys()) {
                boolean withModel = key.metric().equals("seconds_with_model");
                if (key.task().equals(task) && key.family().equals(family)
                        && (withModel || key.metric().equals("seconds_to_gap_0.1_nat") || key.metric().equals("seconds_of_process"))) {
                    double seconds = all.median(key);
                    boolean own = key.peer().equals(Measurements.OURS);
                    ours = own && Double.isNaN(ours) ? seconds : ours;
                    double gap = all.median(new Key(task, key.variant(), key.peer(), "gap_nats"));
                    text.append("| ").append(key.variant()).append(withModel ? ", with the model" : "").append(" | ").append(key.peer())
                            .append(" | ").append(Numbers.shortText(seconds))
                            .append(Double.isInfinite(seconds) ? "" : String.format(Locale.ROOT, " (%.0f %%)", 100 * all.spread(key)))
                            .append(" | ").append(Numbers.shortText(gap)).append(" | ")
                            .append(own || Double.isInfinite(seconds) ? "" : "**" + Numbers.shortText(seconds / ours) + " x**").append(" |\n");
                }
            }
        }
    }
}
