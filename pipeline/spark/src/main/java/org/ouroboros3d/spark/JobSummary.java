package org.ouroboros3d.spark;

import java.util.List;
import java.util.stream.Collectors;

/**
 * What came of a job.
 *
 * @param rows one for each picture, in their order
 */
public record JobSummary(List<PictureRow> rows) {
    private static final int SHOWN = 10;

    /** Copies the list. */
    public JobSummary {
        rows = List.copyOf(rows);
    }

    /** {@return how many pictures ended so} */
    public long count(PictureRow.Outcome outcome) {
        return rows.stream().filter(row -> row.outcome() == outcome).count();
    }

    /** {@return the counts and the first reasons of failures, as lines} */
    public String text() {
        String failures = rows.stream()
                .filter(row -> row.outcome() == PictureRow.Outcome.FAILED)
                .limit(SHOWN)
                .map(row -> "Failed: " + row.picture() + ": " + row.reason() + System.lineSeparator())
                .collect(Collectors.joining());
        return failures + count(PictureRow.Outcome.MADE) + " made, " + count(PictureRow.Outcome.PRESENT)
                + " there already, " + count(PictureRow.Outcome.FAILED) + " failed.";
    }
}
