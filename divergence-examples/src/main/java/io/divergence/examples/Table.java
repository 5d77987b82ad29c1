package io.divergence.examples;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** A table in aligned columns: text to the left, numbers to the right. */
final class Table {
    private final List<String[]> rows = new ArrayList<>();

    private Table(String... headings) {
        rows.add(headings);
    }

    /** Returns an empty table; a heading names the unit, if there is one. */
    static Table of(String... headings) {
        return new Table(headings);
    }

    Table row(Object... cells) {
        rows.add(Arrays.stream(cells).map(String::valueOf).toArray(String[]::new));
        return this;
    }

    /** A number with six decimals. */
    static String fixed(double x) {
        return number("%.6f", x);
    }

    /** A number with four significant digits. */
    static String brief(double x) {
        return number("%.4g", x);
    }

    private static String number(String format, double x) {
        if (Double.isNaN(x)) {
            return "-";
        }
        if (Math.abs(x) >= 1e7 && Double.isFinite(x)) {
            return String.format(Locale.ROOT, "%.4e", x);
        }
        if (Double.isInfinite(x)) {
            return x > 0 ? "infinite" : "-infinite";
        }
        return String.format(Locale.ROOT, format, x);
    }

    void print(PrintWriter out) {
        int columns = rows.get(0).length;
        int[] widths = new int[columns];
        boolean[] numeric = new boolean[columns];
        for (int c = 0; c < columns; c++) {
            numeric[c] = rows.size() > 1;
            for (int r = 0; r < rows.size(); r++) {
                String cell = rows.get(r)[c];
                widths[c] = Math.max(widths[c], cell.length());
                numeric[c] &= r == 0 || cell.matches("[-+]?([0-9].*|infinite)|-|");
            }
        }
        for (int r = 0; r < rows.size(); r++) {
            StringBuilder line = new StringBuilder(" ");
            for (int c = 0; c < columns; c++) {
                String cell = rows.get(r)[c];
                String padding = " ".repeat(widths[c] - cell.length());
                line.append(' ').append(numeric[c] ? padding + cell : cell + padding).append(' ');
            }
            out.println(line.toString().stripTrailing());
            if (r == 0) {
                out.println("  " + "-".repeat(Arrays.stream(widths).sum() + 2 * columns - 2));
            }
        }
        out.println();
    }
}
