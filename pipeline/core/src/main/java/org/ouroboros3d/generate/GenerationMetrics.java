package org.ouroboros3d.generate;

import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Measures what a model serves. Methods are called where things happen, mostly on the model's thread, so they must return at
 * once; what they throw is logged and otherwise ignored.
 */
public interface GenerationMetrics {
    /** Measures nothing. */
    GenerationMetrics NONE = new GenerationMetrics() {};

    /** How a generation ended. */
    enum Outcome {
        SUCCEEDED,
        FAILED,
        CANCELLED,
        /** Its deadline passed. */
        EXPIRED
    }

    /**
     * What the process holds after a batch.
     *
     * @param liveTensors open tensors of all models
     * @param residentBytes resident memory of the process, where the system tells it
     * @param freeDeviceBytes what the model's device can still allocate, if it is a CUDA device that tells it
     */
    record Memory(long liveTensors, OptionalLong residentBytes, OptionalLong freeDeviceBytes) {}

    /**
     * A generation was accepted.
     *
     * @param waiting generations that wait now, this one included
     */
    default void submitted(int waiting) {}

    /** A generation was refused, because too many wait. */
    default void rejected() {}

    /** A generation begins to be computed, {@code waited} after it was accepted. */
    default void started(Duration waited) {}

    /**
     * A batch was computed.
     *
     * @param size generations of it
     * @param stageSeconds seconds by stage
     */
    default void computed(int size, Map<String, Double> stageSeconds, Memory memory) {}

    /** A generation ended, {@code total} after it was accepted. */
    default void finished(Outcome outcome, Duration total) {}
}
