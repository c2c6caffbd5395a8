package org.ouroboros3d.queue;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import org.ouroboros3d.generate.Generation;

/** Runs the listener of a generation on the thread that waits for it, which has nothing else to do. */
public final class WaitingCaller implements Executor {
    private static final Runnable END = () -> {};

    private final BlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();

    /** For one generation, on the thread that will wait for it. */
    public WaitingCaller() {}

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
    }

    /**
     * {@return the result, after the listener has seen every event}
     *
     * @throws java.util.concurrent.CancellationException if the calling thread is interrupted, which cancels the generation
     */
    public Generation await(CompletableFuture<Generation> result) {
        result.whenComplete((generation, failure) -> tasks.add(END));
        try {
            for (Runnable task = tasks.take(); task != END; task = tasks.take()) {
                task.run();
            }
        } catch (InterruptedException e) {
            // The interrupt is answered by the wait below.
            Thread.currentThread().interrupt();
        }
        return ModelThread.await(result);
    }
}
