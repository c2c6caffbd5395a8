package org.ouroboros3d.export;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/** Seconds by stage, in the order of the stages, and in all since it was made. */
public final class Stopwatch {
    private static final double NANOS = 1e-9;

    private final long began = System.nanoTime();
    private final Map<String, Double> stages = new LinkedHashMap<>();

    /** Begins to count. */
    public Stopwatch() {}

    /** {@return what the stage returns} */
    public <T> T time(String stage, Supplier<T> work) {
        long start = System.nanoTime();
        T result = work.get();
        stages.merge(stage, (System.nanoTime() - start) * NANOS, Double::sum);
        return result;
    }

    /** Times a stage that returns nothing. */
    public void time(String stage, Runnable work) {
        time(stage, () -> {
            work.run();
            return stage;
        });
    }

    /** Adds stages that somebody else has measured. */
    public void addAll(Map<String, Double> seconds) {
        seconds.forEach((stage, value) -> stages.merge(stage, value, Double::sum));
    }

    /** {@return seconds by stage} */
    public Map<String, Double> stages() {
        return new LinkedHashMap<>(stages);
    }

    /** {@return seconds since it was made} */
    public double total() {
        return (System.nanoTime() - began) * NANOS;
    }
}
