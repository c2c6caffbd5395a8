package org.ouroboros3d.graph;

/**
 * Captures the device work of a step as a graph that is replayed by one launch. For the thread that made it.
 */
public interface GraphCapture extends AutoCloseable {
    /** Runs work as a warm-up, so that captures find the memory, workspaces and compiled kernels that it leaves behind. */
    void run(Runnable work);

    /**
     * Captures work that {@link #run} has run before; nothing is computed now.
     *
     * @throws RuntimeException if something of it cannot be captured; what it made is gone, and all else as before
     */
    Graph capture(Runnable work);

    /** A captured graph, which reads and writes the same tensors at every replay. */
    interface Graph extends AutoCloseable {
        /**
         * Launches the graph.
         *
         * @throws RuntimeException if that is not possible any more; nothing has been launched then
         */
        void replay();

        /** Frees the graph. */
        @Override
        void close();
    }

    /** Frees what the graphs share; they have been closed. */
    @Override
    void close();
}
