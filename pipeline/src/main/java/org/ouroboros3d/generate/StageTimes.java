package org.ouroboros3d.generate;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.ouroboros3d.raster.ProfilerRange;

/**
 * Seconds spent in each stage of a run, in the order in which the stages first ran. Each stage is a range in a profiler's
 * timeline.
 */
final class StageTimes {
    private final Map<String, Double> seconds = new LinkedHashMap<>();

    /** Runs a stage and adds its time to what the stage took before. */
    <T> T time(String stage, Supplier<T> work) {
        long start = System.nanoTime();
        try (ProfilerRange range = ProfilerRange.open(stage)) {
            return work.get();
        } finally {
            seconds.merge(stage, (System.nanoTime() - start) * 1e-9, Double::sum);
        }
    }

    Map<String, Double> seconds() {
        return new LinkedHashMap<>(seconds);
    }
}
