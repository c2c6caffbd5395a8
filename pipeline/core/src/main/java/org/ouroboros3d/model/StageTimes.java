package org.ouroboros3d.model;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.ouroboros3d.raster.ProfilerRange;

/**
 * Seconds spent in each stage of a run, in the order in which the stages first ran. Each stage is a range in a profiler's
 * timeline.
 */
public final class StageTimes {
    /** Is told of every stage, on the run's thread. */
    public interface Listener {
        /** A stage begins; its time does not run yet. */
        void begin(String stage);

        /** A stage ends, also by failing; its time still runs, so waiting for a device here counts as the stage's. */
        void end(String stage);
    }

    private final Map<String, Double> seconds = new LinkedHashMap<>();
    private final List<Listener> listeners;

    /** @param listeners told in this order when a stage begins and in reverse when it ends */
    public StageTimes(Listener... listeners) {
        this.listeners = List.of(listeners);
    }

    /** Runs a stage and adds its time to what the stage took before. */
    public <T> T time(String stage, Supplier<T> work) {
        listeners.forEach(listener -> listener.begin(stage));
        long start = System.nanoTime();
        try (ProfilerRange range = ProfilerRange.open(stage)) {
            return work.get();
        } finally {
            listeners.reversed().forEach(listener -> listener.end(stage));
            seconds.merge(stage, (System.nanoTime() - start) * 1e-9, Double::sum);
        }
    }

    /** {@return what each stage has taken so far} */
    public Map<String, Double> seconds() {
        return new LinkedHashMap<>(seconds);
    }
}
