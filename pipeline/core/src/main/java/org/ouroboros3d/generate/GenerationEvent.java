package org.ouroboros3d.generate;

import java.time.Duration;
import java.util.Optional;
import org.ouroboros3d.image.Image;

/** What happens to a generation, in this order: it is queued, starts, goes through stages and steps, and ends in one way. */
public sealed interface GenerationEvent {
    /**
     * It waits. Comes once when it is accepted and whenever a batch before it has started.
     *
     * @param ahead generations that will start before it, those that run left out
     */
    record Queued(int ahead) implements GenerationEvent {}

    /**
     * The model's thread begins to compute it.
     *
     * @param waited since it was accepted
     * @param batch how many generations are computed together, this one included
     */
    record Started(Duration waited, int batch) implements GenerationEvent {}

    /**
     * A stage of the computation begins, such as {@code denoiser} or {@code decoder}; most come in every step.
     *
     * @param name as in {@link Generation#stageSeconds}
     */
    record Stage(String name) implements GenerationEvent {}

    /**
     * Denoising steps are finished. Comes with 0 before the first step and then once for each, in order.
     *
     * <p>Finished means computed, on a CUDA device too. That a step is finished there is found out when the next one has
     * been enqueued, which may be somewhat later.
     *
     * @param done steps that are finished, 0 to {@code total}
     * @param total steps of the generation
     * @param preview the 3D model's first view after this step, if {@link GenerationRequest#previews} asks for it and the
     *     step ended with a reconstruction
     */
    record Step(int done, int total, Optional<Image> preview) implements GenerationEvent {}

    /** It is finished. */
    record Finished(Generation result) implements GenerationEvent {}

    /**
     * It failed.
     *
     * @param cause such as a {@link DeadlineExceededException}
     */
    record Failed(Throwable cause) implements GenerationEvent {}

    /** It was cancelled. */
    record Cancelled() implements GenerationEvent {}
}
