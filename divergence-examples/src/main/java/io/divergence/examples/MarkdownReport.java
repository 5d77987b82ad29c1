package io.divergence.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file of Markdown of which several programs write a section each. */
final class MarkdownReport {
    private static final String TITLE = """
            # The automatic fit, measured

            `AutomaticFit` takes a log density with its gradient and returns the normal distribution of the smallest KL(q||p), with a verdict.
            `with(Family)` takes Student-t distributions or mixtures of normal distributions instead.
            Each section below is what the command that stands in it writes. A gradient is one evaluation of the log density with its
            gradient at one point; all that a method uses are counted, the search for modes included.

            """;

    private MarkdownReport() {
    }

    /** Replaces the section with this heading, or appends it. */
    static void write(Path file, String heading, String text) throws IOException {
        String all = Files.exists(file) ? Files.readString(file) : TITLE;
        String mark = "## " + heading + "\n";
        String section = mark + "\n" + text.strip() + "\n";
        int from = all.indexOf(mark);
        if (from < 0) {
            all = all.stripTrailing() + "\n\n" + section;
        } else {
            int to = all.indexOf("\n## ", from);
            all = all.substring(0, from) + section + (to < 0 ? "" : all.substring(to));
        }
        Files.writeString(file, all);
    }
}
