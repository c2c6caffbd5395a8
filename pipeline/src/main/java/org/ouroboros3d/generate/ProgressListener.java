package org.ouroboros3d.generate;

/** Told how a generation advances, on the thread that computes it. Throwing from it stops the generation. */
public interface ProgressListener {
    /** A listener that does nothing. */
    ProgressListener SILENT = (done, total) -> {};

    /**
     * Called before the first denoising step and after each.
     *
     * @param done steps that are finished, 0 to {@code total}
     * @param total steps of the generation
     */
    void step(int done, int total);
}
