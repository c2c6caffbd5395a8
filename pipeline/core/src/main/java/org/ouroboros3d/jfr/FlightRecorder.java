package org.ouroboros3d.jfr;

import java.util.function.Supplier;

/**
 * Records what a model does beside what the JVM does: {@code org.ouroboros3d.Queue}, {@code .Generation} and {@code .Stage}.
 * Without the module {@code jdk.jfr}, and where nothing records, calls do nothing.
 */
public final class FlightRecorder {
    private static final boolean PRESENT =
            ModuleLayer.boot().findModule("jdk.jfr").isPresent();

    private static final Span NOTHING = (outcome, batch) -> {};

    private FlightRecorder() {}

    /** An event that has begun. */
    @FunctionalInterface
    public interface Span {
        /**
         * Ends the event.
         *
         * @param outcome how it ended
         * @param batch how many generations it was for
         */
        void end(String outcome, int batch);
    }

    /** {@return the wait of a generation behind {@code ahead} others, which begins} */
    public static Span queue(int ahead) {
        return begin(() -> RecorderEvents.queue(ahead));
    }

    /** {@return the computation of a generation of {@code steps} steps, which begins} */
    public static Span generation(int steps) {
        return begin(() -> RecorderEvents.generation(steps));
    }

    /** {@return a stage of a computation, which begins} */
    public static Span stage(String name) {
        return begin(() -> RecorderEvents.stage(name));
    }

    /** The classes of the events are loaded where their superclass is there. */
    private static Span begin(Supplier<Span> event) {
        return PRESENT ? event.get() : NOTHING;
    }
}
