package org.ouroboros3d.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.ouroboros3d.bench.Timing;

/** Rows of text under a header, aligned: the first columns to the left, those of numbers to the right. */
final class Table {
    private static final String GAP = "  ";

    private final boolean[] right;
    private final List<List<String>> rows = new ArrayList<>();

    /** A column whose name starts with {@code >} is aligned to the right. */
    Table(String... header) {
        right = new boolean[header.length];
        List<String> names = new ArrayList<>();
        for (int i = 0; i < header.length; i++) {
            right[i] = header[i].startsWith(">");
            names.add(right[i] ? header[i].substring(1) : header[i]);
        }
        rows.add(names);
    }

    void row(String... cells) {
        if (cells.length != right.length) {
            throw new IllegalArgumentException(cells.length + " cells for " + right.length + " columns");
        }
        rows.add(List.of(cells));
    }

    /** Adds the median, the least and the most of some runs, in milliseconds. */
    void row(String name, Timing millis) {
        row(name, fixed(1, millis.median()), fixed(1, millis.min()), fixed(1, millis.max()));
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < row.size(); i++) {
                String pad = " ".repeat(width(i) - row.get(i).length());
                line.append(i == 0 ? "" : GAP).append(right[i] ? pad + row.get(i) : row.get(i) + pad);
            }
            text.append(text.isEmpty() ? "" : System.lineSeparator())
                    .append(line.toString().stripTrailing());
        }
        return text.toString();
    }

    /** {@return a number with so many digits behind its point} */
    static String fixed(int digits, double value) {
        return String.format(Locale.ROOT, "%." + digits + "f", value);
    }

    private int width(int column) {
        return rows.stream().mapToInt(row -> row.get(column).length()).max().orElseThrow();
    }
}
