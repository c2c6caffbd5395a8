package org.ouroboros3d.spark;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;

/**
 * What came of a job.
 *
 * @param rows one for each picture or mesh, in their order
 */
public record JobSummary(List<JobRow> rows) {
    private static final int SHOWN = 10;

    /** Copies the list. */
    public JobSummary {
        rows = List.copyOf(rows);
    }

    /** {@return how many ended so} */
    public long count(JobRow.Outcome outcome) {
        return rows.stream().filter(row -> row.outcome() == outcome).count();
    }

    /** {@return the counts and the first reasons of failures, as lines} */
    public String text() {
        String failures = rows.stream()
                .filter(row -> row.outcome() == JobRow.Outcome.FAILED)
                .limit(SHOWN)
                .map(row -> "Failed: " + row.input() + ": " + row.reason() + System.lineSeparator())
                .collect(Collectors.joining());
        return failures + count(JobRow.Outcome.MADE) + " made, " + count(JobRow.Outcome.PRESENT) + " there already, "
                + count(JobRow.Outcome.FAILED) + " failed.";
    }

    /** Appends the rows to a table. */
    void append(SparkSession session, Path table) {
        String run = session.sparkContext().applicationId();
        session.createDataFrame(rows.stream().map(row -> row.row(run)).toList(), JobRow.COLUMNS)
                .coalesce(1)
                .write()
                .mode(SaveMode.Append)
                .parquet(table.toUri().toString());
    }
}
