package org.ouroboros3d.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What came of several pictures: what was made, what was there already, and what failed and why. */
record BatchOutcome(List<Outcome> results, List<Path> skipped, List<Failure> failed) implements Outcome {
    BatchOutcome() {
        this(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    }

    /** A picture that could not be used. */
    record Failure(Path image, String error) {}

    /** {@inheritDoc} It fails if one picture did. */
    @Override
    public int exitCode() {
        return failed.isEmpty() ? ExitCode.OK : ExitCode.INPUT;
    }

    @Override
    public String text() {
        StringBuilder text = new StringBuilder();
        results.forEach(one -> text.append(one.text()).append(System.lineSeparator()));
        failed.forEach(one -> text.append("Failed: ").append(one.error()).append(System.lineSeparator()));
        return text.append(results.size())
                .append(" made, ")
                .append(skipped.size())
                .append(" there already, ")
                .append(failed.size())
                .append(" failed.")
                .toString();
    }
}
