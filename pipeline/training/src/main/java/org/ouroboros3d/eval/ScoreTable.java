package org.ouroboros3d.eval;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A table of scores as text.
 *
 * @param title what it shows
 * @param header the names of the columns, the first being that of names, the others those of numbers
 * @param rows the cells, as many in each row as there are columns
 */
public record ScoreTable(String title, List<String> header, List<List<String>> rows) {
    /** Copies the lists and checks the number of cells. */
    public ScoreTable {
        header = List.copyOf(header);
        rows = rows.stream().map(List::copyOf).toList();
        for (List<String> row : rows) {
            if (row.size() != header.size()) {
                throw new IllegalArgumentException(row.size() + " cells for " + header.size() + " columns");
            }
        }
    }

    /** {@return a Markdown table under its title} */
    public String markdown() {
        String rule = header.stream().map(name -> "---").collect(Collectors.joining(" | ", "| ", " |"));
        return "**" + title + "**\n\n" + line(header) + rule + "\n"
                + rows.stream().map(ScoreTable::line).collect(Collectors.joining());
    }

    private static String line(List<String> cells) {
        return "| " + String.join(" | ", cells) + " |\n";
    }
}
