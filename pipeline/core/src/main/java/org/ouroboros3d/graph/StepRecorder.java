package org.ouroboros3d.graph;

/**
 * Records what a step asks a device for, so that it can be asked for again at once. For the thread that made it.
 */
public interface StepRecorder extends AutoCloseable {
    /** Runs work where recordings find again what it leaves behind: memory, workspaces, compiled kernels. */
    void run(Runnable work);

    /**
     * Records work that {@link #run} has run before; nothing is computed now.
     *
     * @throws RuntimeException if something of it cannot be recorded; what it made is gone, and all else as before
     */
    Recording record(Runnable work);

    /** Work that reads and writes the same tensors at every repetition. */
    interface Recording extends AutoCloseable {
        /**
         * Asks the device for the work once more.
         *
         * @throws RuntimeException if that is not possible any more; nothing has been asked for then
         */
        void repeat();

        /** Forgets the work. */
        @Override
        void close();
    }

    /** Frees what recordings share; they have been closed. */
    @Override
    void close();
}
