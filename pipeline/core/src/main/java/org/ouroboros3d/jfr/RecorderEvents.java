package org.ouroboros3d.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import org.ouroboros3d.jfr.FlightRecorder.Span;

/** The events themselves, whose fields the recorder reads. */
@SuppressWarnings("UnusedVariable")
final class RecorderEvents {
    private RecorderEvents() {}

    static Span queue(int ahead) {
        QueueEvent event = new QueueEvent();
        event.ahead = ahead;
        event.begin();
        return event;
    }

    static Span generation(int steps) {
        GenerationEvent event = new GenerationEvent();
        event.steps = steps;
        event.begin();
        return event;
    }

    static Span stage(String name) {
        StageEvent event = new StageEvent();
        event.stage = name;
        event.begin();
        return event;
    }

    /** What the events have in common. */
    @Category("Ouroboros3D")
    @StackTrace(false)
    private abstract static class Recorded extends Event implements Span {
        @Label("Outcome")
        String outcome;

        @Label("Batch")
        @Description("Generations that are computed together")
        int batch;

        @Override
        public void end(String how, int size) {
            end();
            outcome = how;
            batch = size;
            commit();
        }
    }

    @Name("org.ouroboros3d.Queue")
    @Label("Generation Queued")
    @Description("A generation waits for the model's thread")
    private static final class QueueEvent extends Recorded {
        @Label("Ahead")
        @Description("Generations that waited before it when it was accepted")
        int ahead;
    }

    @Name("org.ouroboros3d.Generation")
    @Label("Generation")
    @Description("The model's thread computes a generation")
    private static final class GenerationEvent extends Recorded {
        @Label("Steps")
        int steps;
    }

    @Name("org.ouroboros3d.Stage")
    @Label("Generation Stage")
    @Description("A stage of the computation of a batch, such as the denoiser in one step")
    private static final class StageEvent extends Recorded {
        @Label("Stage")
        String stage;
    }
}
