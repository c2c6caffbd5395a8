package org.ouroboros3d.train.run;

import java.time.Duration;
import org.ouroboros3d.train.parallel.Zero;

/**
 * How ranks train together; of no account for one.
 *
 * @param zero what they share out
 * @param wire what gradients are rounded to on their way: float32, as they are, or bfloat16, half the bytes with three
 *     significant digits, whose sums are taken in float32 and rounded once
 * @param timeoutSeconds how long ranks wait for one that does not come: longer than rank 0 takes to write checkpoints, models and
 *     pictures
 */
public record ParallelConfig(Zero zero, FloatType wire, int timeoutSeconds) {
    /** The time is that of PyTorch's process groups. */
    static final ParallelConfig DEFAULT = new ParallelConfig(Zero.NONE, FloatType.FP32, 600);

    /** Checks type and time. */
    public ParallelConfig {
        wire.require("parallel: \"wire\"", FloatType.FP32, FloatType.BF16);
        if (timeoutSeconds < 1) {
            throw new IllegalArgumentException("parallel: timeout_seconds must be at least 1, not " + timeoutSeconds);
        }
    }

    /** {@return how long ranks wait} */
    public Duration timeout() {
        return Duration.ofSeconds(timeoutSeconds);
    }
}
