package org.ouroboros3d.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;

/** What came of several pictures: what was made, what was there already, and what failed and why. */
final class BatchOutcome {
    private final ObjectNode json = Json.object();
    private final ArrayNode results = json.putArray("results");
    private final ArrayNode skipped = json.putArray("skipped");
    private final ArrayNode failed = json.putArray("failed");
    private final StringBuilder text = new StringBuilder();
    private final StringBuilder failures = new StringBuilder();

    void made(Outcome one) {
        results.add(one.json());
        text.append(one.text()).append(System.lineSeparator());
    }

    void skipped(Path folder) {
        skipped.add(folder.toString());
    }

    void failed(Path picture, String reason) {
        failed.addObject().put("image", picture.toString()).put("error", reason);
        failures.append("Failed: ").append(reason).append(System.lineSeparator());
    }

    /** {@return all of it; it fails if one picture did} */
    Outcome outcome() {
        text.append(failures)
                .append(results.size())
                .append(" made, ")
                .append(skipped.size())
                .append(" there already, ")
                .append(failed.size())
                .append(" failed.");
        return new Outcome(failed.isEmpty() ? ExitCode.OK : ExitCode.INPUT, text.toString(), json);
    }
}
