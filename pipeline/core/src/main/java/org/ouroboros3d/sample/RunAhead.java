package org.ouroboros3d.sample;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.IntConsumer;
import java.util.function.Supplier;

/**
 * Lets a loop enqueue steps ahead of the device that computes them, and tells which are finished.
 *
 * <p>No more than one step is unfinished when the loop goes on, so that the device has work while the host enqueues the
 * next step, and whoever stops the loop stops the device soon. The step in flight is never waited for, only the one
 * before it.
 */
public final class RunAhead implements AutoCloseable {
    private static final int MOST_UNFINISHED = 1;

    private final Supplier<StepMarker> markers;
    private final IntConsumer onFinished;
    private final Deque<StepMarker> unfinished = new ArrayDeque<>();
    private int finished;

    /**
     * For one loop, before its first step.
     *
     * @param markers makes one behind what this thread has enqueued so far
     * @param onFinished told of every step when it is found finished, in order: how many are, from 1
     */
    public RunAhead(Supplier<StepMarker> markers, IntConsumer onFinished) {
        this.markers = markers;
        this.onFinished = onFinished;
    }

    /**
     * To be called when a step has been enqueued: waits until the one before it is finished, and tells of all that are.
     *
     * @throws RuntimeException what a marker or {@code onFinished} throws
     */
    public void enqueued() {
        unfinished.addLast(markers.get());
        while (unfinished.size() > MOST_UNFINISHED) {
            awaitFirst();
        }
        while (!unfinished.isEmpty() && unfinished.getFirst().isReached()) {
            finishFirst();
        }
    }

    /**
     * To be called after the last step: waits for all that are not finished, and tells of them.
     *
     * @throws RuntimeException what a marker or {@code onFinished} throws
     */
    public void drain() {
        while (!unfinished.isEmpty()) {
            awaitFirst();
        }
    }

    private void awaitFirst() {
        unfinished.getFirst().await();
        finishFirst();
    }

    private void finishFirst() {
        unfinished.removeFirst().close();
        finished++;
        onFinished.accept(finished);
    }

    /** {@return how many steps are finished, as far as has been told} */
    public int finished() {
        return finished;
    }

    /** Frees the markers of steps that are not finished, and does not wait for them. Closing again does nothing. */
    @Override
    public void close() {
        while (!unfinished.isEmpty()) {
            unfinished.removeFirst().close();
        }
    }
}
