package org.ouroboros3d.sample;

import java.util.List;
import java.util.function.Supplier;
import org.ouroboros3d.diffusion.LinearGuidance;
import org.ouroboros3d.generate.Feedback;
import org.ouroboros3d.generate.LatentFeedback;
import org.ouroboros3d.model.StageTimes;
import org.ouroboros3d.model.ViewRenderer;

/** Executes the steps of a loop: computes each, or replays what it captured of an earlier run's. */
public interface StepExecutor {
    /** Computes every step. */
    StepExecutor EAGER = new StepExecutor() {
        @Override
        public Steps begin(Supplier<LoopKey> loop, ViewRenderer renderer) {
            return (step, work, state, times) -> work.compute(state, times);
        }

        @Override
        public boolean overwritesResults() {
            return false;
        }

        @Override
        public void forget() {}
    };

    /**
     * What is the same in all steps of a loop, and part of their recordings.
     *
     * @param steps of the schedule
     * @param feedback which rendered maps the next step sees
     * @param latentFeedback which steps blend renderings into the latents
     * @param guidance which steps have two branches
     * @param cameras every number of those that the rasterizer is given
     * @param imageSize width and height of a view in pixels
     * @param latents shape
     */
    record LoopKey(
            int steps,
            Feedback feedback,
            LatentFeedback latentFeedback,
            LinearGuidance guidance,
            List<Float> cameras,
            int imageSize,
            List<Long> latents) {}

    /**
     * A step of a loop.
     *
     * @param index from 0
     * @param reconstructs whether it ends with a reconstruction
     */
    record StepKey(int index, boolean reconstructs) {}

    /** The computation of a step. */
    @FunctionalInterface
    interface Work {
        /** {@return the results, in the innermost scope} */
        StepResult compute(StepState state, StageTimes times);
    }

    /** The steps of one run of a loop. */
    @FunctionalInterface
    interface Steps {
        /**
         * Executes a step.
         *
         * @param work computes it
         * @param state what it starts from
         * @param times is given the seconds of each stage
         * @return results in the innermost scope
         */
        StepResult run(StepKey step, Work work, StepState state, StageTimes times);
    }

    /**
     * Begins a run.
     *
     * @param loop what tells this loop from others; computing it copies the cameras to the host
     * @param renderer of the model
     */
    Steps begin(Supplier<LoopKey> loop, ViewRenderer renderer);

    /** {@return whether a later run writes its results where those of this one are} */
    boolean overwritesResults();

    /** Drops captured steps, whose renderings had too little room. */
    void forget();
}
