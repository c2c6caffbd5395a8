package org.ouroboros3d.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/** Seconds by stage, in the order of the stages, and in all since it was made. */
final class Stopwatch {
    private static final double NANOS = 1e-9;

    private final long began = System.nanoTime();
    private final Map<String, Double> stages = new LinkedHashMap<>();

    /** {@return what the stage returns} */
    <T> T time(String stage, Supplier<T> work) {
        long start = System.nanoTime();
        T result = work.get();
        stages.merge(stage, (System.nanoTime() - start) * NANOS, Double::sum);
        return result;
    }

    void time(String stage, Runnable work) {
        time(stage, () -> {
            work.run();
            return stage;
        });
    }

    /** Adds stages that somebody else has measured. */
    void addAll(Map<String, Double> seconds) {
        seconds.forEach((stage, value) -> stages.merge(stage, value, Double::sum));
    }

    Map<String, Double> stages() {
        return new LinkedHashMap<>(stages);
    }

    double total() {
        return (System.nanoTime() - began) * NANOS;
    }
}
