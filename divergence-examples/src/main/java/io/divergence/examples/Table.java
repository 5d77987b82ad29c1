package io.divergence.examples;

import java.util.ArrayList;
import java.util.List;

/** A text table with a heading, units in the heading, and aligned columns: numbers to the right, words to the left. */
final class Table {
    private final List<String[]> rows = new ArrayList<>();

    Table(String... heading) {
        rows.add(heading);
    }

    Table row(Object... cells) {
        String[] texts = new String[cells.length];
        for (int i = 0; i < cells.length; i++) {
            texts[i] = cells[i] instanceof Double number ? number(number) : String.valueOf(cells[i]);
        }
        rows.add(texts);
        return this;
    }

    /** Six decimals; words for what is not finite; an exponent where six decimals say nothing. */
    static String number(double value) {
        if (Double.isNaN(value)) {
            return "-";
        }
        if (Double.isInfinite(value)) {
            return value > 0 ? "infinite" : "-infinite";
        }
        double size = Math.abs(value);
        return size != 0 && (size < 1e-4 || size >= 1e7) ? String.format("%.2e", value) : String.format("%.6f", value);
    }

    @Override
    public String toString() {
        int columns = rows.get(0).length;
        int[] widths = new int[columns];
        for (String[] row : rows) {
            for (int i = 0; i < row.length; i++) {
                widths[i] = Math.max(widths[i], row[i].length());
            }
        }
        StringBuilder text = new StringBuilder();
        for (int r = 0; r < rows.size(); r++) {
            for (int i = 0; i < columns; i++) {
                String cell = i < rows.get(r).length ? rows.get(r)[i] : "";
                String blanks = " ".repeat(widths[i] - cell.length());
                text.append(i == 0 ? "  " : "   ").append(isRight(i) ? blanks + cell : cell + blanks);
            }
            text.append(System.lineSeparator());
            if (r == 0) {
                for (int i = 0; i < columns; i++) {
                    text.append(i == 0 ? "  " : "   ").append("-".repeat(widths[i]));
                }
                text.append(System.lineSeparator());
            }
        }
        return text.toString();
    }

    private boolean isRight(int column) {
        return rows.size() > 1 && rows.get(1).length > column && rows.get(1)[column].matches("-?[0-9][0-9.e+-]*|-|infinite");
    }
}
