package org.ouroboros3d.queue;

import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.function.Predicate;
import org.ouroboros3d.generate.GenerationEvent;
import org.ouroboros3d.generate.GenerationListener;

/** Hands events to a listener on its executor, one at a time and in their order, whichever threads they come from. */
final class EventDelivery {
    private static final System.Logger LOG = System.getLogger(EventDelivery.class.getName());

    private final GenerationListener listener;
    private final Executor executor;
    private final Predicate<Throwable> onFailure;
    private final Queue<GenerationEvent> pending = new ArrayDeque<>();
    private boolean delivering;
    private boolean failed;

    /**
     * @param onFailure takes what the listener or the executor throws, after which nothing is delivered, and answers whether
     *     that ended the generation
     */
    EventDelivery(GenerationListener listener, Executor executor, Predicate<Throwable> onFailure) {
        this.listener = listener;
        this.executor = executor;
        this.onFailure = onFailure;
    }

    void deliver(GenerationEvent event) {
        add(event);
        flush();
    }

    /** Gives an event its place in the order; {@link #flush} delivers it, which may run code of the caller's. */
    synchronized void add(GenerationEvent event) {
        if (!listener.equals(GenerationListener.SILENT) && !failed) {
            pending.add(event);
        }
    }

    void flush() {
        synchronized (this) {
            if (delivering || pending.isEmpty()) {
                return;
            }
            delivering = true;
        }
        try {
            executor.execute(this::deliverPending);
        } catch (RuntimeException | Error e) {
            fail(e);
        }
    }

    private void deliverPending() {
        for (GenerationEvent event = next(); event != null; event = next()) {
            try {
                listener.on(event);
            } catch (Throwable e) {
                // Of any kind: languages without checked exceptions throw them from anywhere.
                if (e instanceof InterruptedException) {
                    Thread.currentThread().interrupt();
                }
                fail(e);
            }
        }
    }

    private synchronized GenerationEvent next() {
        GenerationEvent event = pending.poll();
        delivering = event != null;
        return event;
    }

    private void fail(Throwable cause) {
        synchronized (this) {
            failed = true;
            pending.clear();
            delivering = false;
        }
        if (!onFailure.test(cause)) {
            LOG.log(Level.WARNING, "the listener of a generation that had ended failed", cause);
        }
    }
}
