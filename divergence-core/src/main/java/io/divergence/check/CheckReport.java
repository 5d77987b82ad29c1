package io.divergence.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What a check found: nothing, if the subject is good. Immutable.
 *
 * <p>The text of a report is a table with a line for each kind of check, the findings in words, and what was measured.
 */
public final class CheckReport {

    /**
     * A kind of check.
     *
     * @param check its name, such as "score"
     * @param comparisons how many numbers were compared
     * @param undecided how many of them could not be told: the function is too noisy there, or has an edge
     * @param worst the largest difference divided by what is allowed; above one, infinite or NaN is a finding
     * @param findings what is wrong, in words: the first few, and how many more there are
     */
    public record Row(String check, int comparisons, int undecided, double worst, List<String> findings) {

        /** Copies the list. */
        public Row {
            findings = List.copyOf(findings);
        }
    }

    /**
     * A measured number, which is no verdict.
     *
     * @param name what was measured
     * @param value how much
     * @param unit its unit, empty for a pure number
     */
    public record Measurement(String name, double value, String unit) {
    }

    private final String subject;
    private final List<Row> rows;
    private final List<Measurement> measurements;

    private CheckReport(String subject, List<Row> rows, List<Measurement> measurements) {
        this.subject = subject;
        this.rows = rows;
        this.measurements = measurements;
    }

    static CheckReport of(String subject, List<Section> sections, List<Measurement> measurements) {
        return new CheckReport(subject, sections.stream().map(Section::row).toList(), List.copyOf(measurements));
    }

    /** {@return what was checked} */
    public String subject() {
        return subject;
    }

    /** {@return whether nothing was found} */
    public boolean isGood() {
        return findings().isEmpty();
    }

    /** {@return all findings in words, each beginning with the name of its check; empty if all is good} */
    public List<String> findings() {
        List<String> all = new ArrayList<>();
        for (Row row : rows) {
            for (String finding : row.findings()) {
                all.add(row.check() + ": " + finding);
            }
        }
        return List.copyOf(all);
    }

    /** {@return the kinds of check in the order in which they ran} */
    public List<Row> rows() {
        return rows;
    }

    /** {@return what was measured on the way} */
    public List<Measurement> measurements() {
        return measurements;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(subject).append(isGood() ? ": good\n" : ": " + findings().size() + " findings\n");
        text.append(String.format(Locale.ROOT, "  %-28s %11s %10s %14s  %s%n", "check", "comparisons", "undecided",
                "worst/allowed", "verdict"));
        for (Row row : rows) {
            text.append(String.format(Locale.ROOT, "  %-28s %11d %10d %14.2g  %s%n", row.check(), row.comparisons(),
                    row.undecided(), row.worst(), !row.findings().isEmpty() ? "BAD" : row.comparisons() == 0 ? "-" : "good"));
        }
        for (String finding : findings()) {
            text.append("  ").append(finding).append('\n');
        }
        for (Measurement m : measurements) {
            text.append(String.format(Locale.ROOT, "  %s: %.3g %s%n", m.name(), m.value(), m.unit()));
        }
        return text.toString();
    }
}
