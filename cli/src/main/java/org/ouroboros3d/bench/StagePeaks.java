package org.ouroboros3d.bench;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import org.ouroboros3d.io.ProcessMemory;
import org.ouroboros3d.model.StageTimes;

/**
 * The most memory that the process has resident while each stage of a run computes, weights and everything else
 * included. It sees the host's memory alone, and where the system cannot forget a peak, nothing.
 */
public final class StagePeaks implements StageTimes.Listener {
    private final Map<String, Long> bytes = new LinkedHashMap<>();
    private OptionalLong before = OptionalLong.empty();

    /** For one run. */
    StagePeaks() {}

    @Override
    public void begin(String stage) {
        OptionalLong peak = ProcessMemory.resident();
        if (peak.isPresent() && ProcessMemory.forget()) {
            before = OptionalLong.of(Math.max(before.orElse(0), peak.getAsLong()));
        }
    }

    @Override
    public void end(String stage) {
        OptionalLong peak = ProcessMemory.resident();
        if (before.isPresent() && peak.isPresent()) {
            bytes.merge(stage, peak.getAsLong(), Math::max);
        }
    }

    /** {@return bytes by stage, in the order in which the stages first ran; empty where the system does not tell} */
    public Map<String, Long> bytes() {
        return new LinkedHashMap<>(bytes);
    }

    /** {@return the peak since the process began, which {@link ProcessMemory#resident} has forgotten} */
    public OptionalLong whole() {
        OptionalLong now = ProcessMemory.resident();
        return before.isPresent() && now.isPresent()
                ? OptionalLong.of(Math.max(before.getAsLong(), now.getAsLong()))
                : now;
    }
}
