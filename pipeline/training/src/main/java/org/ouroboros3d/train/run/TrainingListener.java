package org.ouroboros3d.train.run;

import java.nio.file.Path;

/** Is told how a run goes, on the thread that trains. */
public interface TrainingListener {
    /**
     * The run begins, or goes on.
     *
     * @param done steps of an earlier part of the run
     * @param total steps of the whole run
     */
    default void started(long done, long total) {}

    /** A step is done. */
    default void stepped(StepReport report) {}

    /** The state was saved. */
    default void saved(Path checkpoint) {}

    /** Something that the user should know, and that does not stop the run. */
    default void noticed(String text) {}
}
