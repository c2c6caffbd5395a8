package org.ouroboros3d.data.render;

import java.util.concurrent.CancellationException;

/** Ends long work of a thread that was interrupted. */
public final class Cancellation {
    private Cancellation() {}

    /**
     * Goes on unless this thread is interrupted.
     *
     * @throws CancellationException if it is
     */
    public static void check() {
        if (Thread.currentThread().isInterrupted()) {
            throw new CancellationException("interrupted");
        }
    }
}
