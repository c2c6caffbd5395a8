package org.ouroboros3d.run;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.IntSupplier;
import org.ouroboros3d.jfr.FlightRecorder;
import org.ouroboros3d.model.StageTimes;
import org.ouroboros3d.queue.GenerationBatch;

/**
 * Tells the requests of a batch and the flight recorder of the stages, and stops the run before a stage when no request is
 * left: on the host a stage takes as long as its computation. A device only has it enqueued, and is stopped between steps.
 */
final class StageEvents implements StageTimes.Listener {
    private final GenerationBatch batch;
    private final boolean onHost;
    private final IntSupplier finishedSteps;
    private final Deque<FlightRecorder.Span> spans = new ArrayDeque<>();

    StageEvents(GenerationBatch batch, boolean onHost, IntSupplier finishedSteps) {
        this.batch = batch;
        this.onHost = onHost;
        this.finishedSteps = finishedSteps;
    }

    @Override
    public void begin(String stage) {
        if (onHost) {
            batch.requireWanted(finishedSteps.getAsInt());
        }
        batch.stage(stage);
        spans.push(FlightRecorder.stage(stage));
    }

    @Override
    public void end(String stage) {
        spans.pop().end("ENDED", batch.requests().size());
    }
}
