package org.ouroboros3d.generate;

/** Receives how many steps of some work are done. */
@FunctionalInterface
public interface ProgressListener {
    /** A listener that does nothing. */
    ProgressListener SILENT = (done, total) -> {};

    /**
     * Called before the first step and once for each that is finished, in order.
     *
     * @param done steps that are finished, 0 to {@code total}
     * @param total steps of the work
     */
    void step(int done, int total);
}
