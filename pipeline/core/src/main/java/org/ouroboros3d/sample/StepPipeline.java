package org.ouroboros3d.sample;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.IntConsumer;
import java.util.function.Supplier;

/**
 * Pipelines the steps of a loop: keeps at most one step in flight, so that the device stays busy while the host enqueues
 * the next one, and cancellation takes effect within one step.
 *
 * <p>The step in flight is never waited for, only the one before it.
 */
public final class StepPipeline implements AutoCloseable {
    private static final int MAX_IN_FLIGHT = 1;

    private final Supplier<Fence> fences;
    private final IntConsumer onFinished;
    private final Deque<Fence> unfinished = new ArrayDeque<>();
    private int finished;

    /**
     * For one loop, before its first step.
     *
     * @param fences makes one behind what this thread has enqueued so far
     * @param onFinished told of every step when it is found finished, in order: how many are, from 1
     */
    public StepPipeline(Supplier<Fence> fences, IntConsumer onFinished) {
        this.fences = fences;
        this.onFinished = onFinished;
    }

    /**
     * To be called when a step has been enqueued: waits until the one before it is finished, and tells of all that are.
     *
     * @throws RuntimeException what a fence or {@code onFinished} throws
     */
    public void enqueued() {
        unfinished.addLast(fences.get());
        while (unfinished.size() > MAX_IN_FLIGHT) {
            awaitFirst();
        }
        while (!unfinished.isEmpty() && unfinished.getFirst().isReached()) {
            finishFirst();
        }
    }

    /**
     * To be called after the last step: waits for all that are not finished, and tells of them.
     *
     * @throws RuntimeException what a fence or {@code onFinished} throws
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

    /** Frees the fences of steps that are not finished, and does not wait for them. Closing again does nothing. */
    @Override
    public void close() {
        while (!unfinished.isEmpty()) {
            unfinished.removeFirst().close();
        }
    }
}
