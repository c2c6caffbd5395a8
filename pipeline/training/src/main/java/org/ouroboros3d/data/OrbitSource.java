package org.ouroboros3d.data;

/** An endless sequence of samples for one consumer thread. */
public interface OrbitSource extends AutoCloseable {
    /**
     * {@return the next sample, waiting for it}
     *
     * @throws java.util.concurrent.CancellationException when the thread is interrupted
     * @throws IllegalStateException when the source is closed
     */
    OrbitSample next();

    /** {@return where a source of the same kind has to start to give what {@link #next()} would give now} */
    long position();

    /** Stops the threads that work ahead, and waits for them. */
    @Override
    void close();
}
