package org.ouroboros3d.generate;

/** Told how a generation advances, on the thread that computes it. Throwing from it stops the generation. */
public interface ProgressListener {
    /** A listener that does nothing. */
    ProgressListener SILENT = (done, total) -> {};

    /**
     * Called before the first denoising step and once for each that is finished, in order; the last call comes before the
     * result.
     *
     * <p>Finished means computed, on a CUDA device too. That a step is finished there is found out when the next one has
     * been enqueued, which may be somewhat later.
     *
     * @param done steps that are finished, 0 to {@code total}
     * @param total steps of the generation
     */
    void step(int done, int total);
}
