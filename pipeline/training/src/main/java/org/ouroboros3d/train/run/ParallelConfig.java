package org.ouroboros3d.train.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import org.ouroboros3d.format.json.JsonConfig;
import org.ouroboros3d.tensor.DType;
import org.ouroboros3d.train.parallel.Zero;

/**
 * How ranks train together; of no account for one.
 *
 * @param zero what they share out
 * @param wire what gradients are rounded to on their way: float32, as they are, or bfloat16, half the bytes with three
 *     significant digits, whose sums are taken in float32 and rounded once
 * @param timeout how long ranks wait for one that does not come: longer than rank 0 takes to write checkpoints, models and
 *     pictures
 */
public record ParallelConfig(Zero zero, DType wire, Duration timeout) {
    /** That of PyTorch's process groups. */
    private static final int TIMEOUT_SECONDS = 600;

    static final ParallelConfig DEFAULT =
            new ParallelConfig(Zero.NONE, DType.FLOAT32, Duration.ofSeconds(TIMEOUT_SECONDS));

    /** Checks the time. */
    public ParallelConfig {
        if (timeout.toSeconds() < 1) {
            throw new IllegalArgumentException(
                    "parallel: timeout_seconds must be at least 1, not " + timeout.toSeconds());
        }
    }

    static ParallelConfig fromJson(JsonNode node) {
        JsonConfig json = JsonConfig.of("parallel", node).only("zero", "wire", "timeout_seconds");
        return new ParallelConfig(
                Zero.of(json.integer("zero", DEFAULT.zero.stage())),
                ConfigWords.type(json, "wire", DType.FLOAT32, DType.BFLOAT16),
                Duration.ofSeconds(json.integer("timeout_seconds", TIMEOUT_SECONDS)));
    }

    void writeTo(ObjectNode node) {
        node.put("zero", zero.stage());
        node.put("wire", ConfigWords.of(wire));
        node.put("timeout_seconds", timeout.toSeconds());
    }
}
