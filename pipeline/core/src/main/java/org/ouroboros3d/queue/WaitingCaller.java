package org.ouroboros3d.queue;

import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import org.ouroboros3d.generate.Generation;

/** Runs the listener of a generation on the thread that waits for it, which has nothing else to do. */
public final class WaitingCaller implements Executor {
    /** What is to run; empty when there is a result. */
    private final BlockingQueue<Optional<Runnable>> tasks = new LinkedBlockingQueue<>();

    /** For one generation, on the thread that will wait for it. */
    public WaitingCaller() {}

    @Override
    public void execute(Runnable task) {
        tasks.add(Optional.of(task));
    }

    /**
     * {@return the result, after the listener has seen every event}
     *
     * @throws java.util.concurrent.CancellationException if the calling thread is interrupted, which cancels the generation
     */
    // What follows the result only ends the loop below.
    @SuppressWarnings("FutureReturnValueIgnored")
    public Generation await(CompletableFuture<Generation> result) {
        result.handle((generation, failure) -> tasks.add(Optional.empty()));
        try {
            for (Optional<Runnable> task = tasks.take(); task.isPresent(); task = tasks.take()) {
                task.get().run();
            }
        } catch (InterruptedException e) {
            // The interrupt is answered by the wait below.
            Thread.currentThread().interrupt();
        }
        return ModelThread.await(result);
    }
}
