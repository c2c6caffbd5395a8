package org.ouroboros3d.queue;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.function.Consumer;
import org.ouroboros3d.generate.Generation;
import org.ouroboros3d.generate.GenerationMetrics;
import org.ouroboros3d.generate.GenerationRequest;
import org.ouroboros3d.generate.QueueFullException;

/**
 * The platform thread that a model lives on, with the requests that wait for it. It takes the first of them, and those behind
 * it that fit into its batch, computes them, and takes the next; nothing that they throw ends it.
 *
 * <p>When the JVM ends, on SIGTERM for example, the C library destroys LibTorch's static objects while daemon threads
 * still run, and one that computes with them can take the process down with a segmentation fault. So a shutdown hook lets
 * requests finish for as long as it is told, stops the others, and waits, for at most {@value #PATIENCE_SECONDS} seconds more,
 * until this thread has left native code.
 */
public final class ModelThread {
    /** Longer than a step takes on any machine that is fit for the model. */
    private static final int PATIENCE_SECONDS = 10;

    private static final System.Logger LOG = System.getLogger(ModelThread.class.getName());

    private final Thread thread =
            Thread.ofPlatform().name("ouroboros3d").daemon().unstarted(this::work);
    private final int maxWaiting;
    private final int maxBatch;
    private final GenerationMetrics metrics;
    private final Optional<Thread> hook;

    /** What waits, in the order in which it is computed. Guarded by this, like what follows. */
    private final JobQueue queue = new JobQueue();

    private List<QueuedGeneration> running = List.of();
    /** Whether the JVM ends. */
    private volatile boolean isEnding;

    /** Frees the model; set when this was closed. */
    private FutureTask<?> release;

    private ModelThread(int maxWaiting, int maxBatch, GenerationMetrics metrics, Optional<Duration> shutdownDrain) {
        this.maxWaiting = maxWaiting;
        this.maxBatch = maxBatch;
        this.metrics = metrics;
        this.hook = shutdownDrain.map(
                drain -> Thread.ofPlatform().name("ouroboros3d-shutdown").unstarted(() -> endWithJvm(drain)));
    }

    /**
     * Starts.
     *
     * @param maxWaiting requests that may wait
     * @param maxBatch requests that may be computed together
     * @param metrics measures the requests
     * @param shutdownDrain how long requests may go on when the JVM ends; empty for no shutdown hook
     * @throws IllegalStateException if the JVM is ending
     */
    public static ModelThread start(
            int maxWaiting, int maxBatch, GenerationMetrics metrics, Optional<Duration> shutdownDrain) {
        ModelThread started = unstarted(maxWaiting, maxBatch, metrics, shutdownDrain);
        started.hook.ifPresent(Runtime.getRuntime()::addShutdownHook);
        started.thread.start();
        return started;
    }

    static ModelThread unstarted(
            int maxWaiting, int maxBatch, GenerationMetrics metrics, Optional<Duration> shutdownDrain) {
        return new ModelThread(maxWaiting, maxBatch, metrics, shutdownDrain);
    }

    /**
     * {@return the result of {@code work}, which runs behind what waits}
     *
     * @throws CancellationException if the calling thread is interrupted
     * @throws IllegalStateException if this was closed, or is the calling thread
     */
    public <T> T call(Callable<T> work) {
        requireAnotherThread();
        FutureTask<T> task = new FutureTask<>(work);
        synchronized (this) {
            requireOpen();
            queue.addCall(task);
            notifyAll();
        }
        return await(task);
    }

    /**
     * Lets a generation wait for its turn.
     *
     * @param runner computes it, with others that wait and fit, see {@link GenerationBatch#fit}
     * @throws QueueFullException if too many wait already
     * @throws IllegalStateException if this was closed
     */
    public QueuedGeneration submit(GenerationRequest request, BatchRunner runner) {
        QueuedGeneration accepted;
        int waiting;
        if (waiting() >= maxWaiting) {
            // Their timers may be a moment late.
            queuedGenerations().forEach(QueuedGeneration::expireIfLate);
        }
        try {
            synchronized (this) {
                requireOpen();
                if (waiting() >= maxWaiting) {
                    throw new QueueFullException(maxWaiting);
                }
                int ahead = queue.countBefore(request);
                accepted = new QueuedGeneration(request, runner, this, ahead);
                queue.add(accepted);
                notifyAll();
                accepted.place(ahead);
                waiting = waiting();
            }
        } catch (QueueFullException e) {
            measure(GenerationMetrics::rejected);
            throw e;
        }
        measure(to -> to.submitted(waiting));
        accepted.watchDeadline();
        accepted.flushEvents();
        return accepted;
    }

    /** {@return how many generations wait, those that run left out} */
    public synchronized int waiting() {
        return (int)
                queuedGenerations().stream().filter(QueuedGeneration::isWaiting).count();
    }

    private synchronized List<QueuedGeneration> queuedGenerations() {
        return queue.generations();
    }

    synchronized void forget(QueuedGeneration ended) {
        queue.remove(ended);
    }

    private void requireOpen() {
        if (release != null) {
            throw new IllegalStateException("this model was closed");
        }
    }

    /**
     * Checks that the caller may wait for this thread.
     *
     * @throws IllegalStateException if it is this thread
     */
    void requireAnotherThread() {
        if (Thread.currentThread().equals(thread)) {
            throw new IllegalStateException(
                    "this would wait for the model's thread on that thread itself, for ever; it was called by a"
                            + " listener whose executor runs tasks where they are handed over: use another executor");
        }
    }

    /** Gives a measurement to the metrics, whose faults are no one else's. */
    void measure(Consumer<GenerationMetrics> measurement) {
        try {
            measurement.accept(metrics);
        } catch (RuntimeException | Error e) {
            LOG.log(Level.WARNING, "the metrics of a model failed", e);
        }
    }

    private void work() {
        for (Job job = next(); job != null; job = next()) {
            switch (job) {
                case Job.Call call -> call.task().run();
                case QueuedGeneration first -> compute(first);
            }
        }
    }

    /** {@return what is first, or null when this was closed and nothing is left} */
    private synchronized Job next() {
        while (queue.isEmpty()) {
            if (release != null && release.isDone()) {
                return null;
            }
            try {
                wait();
            } catch (InterruptedException e) {
                LOG.log(Level.WARNING, "somebody interrupted a model's thread, which goes on", e);
            }
        }
        return queue.removeFirst();
    }

    private void compute(QueuedGeneration first) {
        List<QueuedGeneration> batch = List.of();
        try {
            batch = startBatch(first);
            if (!batch.isEmpty()) {
                GenerationBatch started = new GenerationBatch(batch);
                List<Generation> results = first.runner().run(started);
                // Whoever has a result finds it measured.
                measureBatch(first.runner(), results);
                started.succeed(results);
            }
        } catch (Throwable e) {
            // Of any kind: what is lost here would leave callers waiting for ever.
            first.fail(e);
            batch.forEach(request -> request.fail(e));
        } finally {
            synchronized (this) {
                running = List.of();
            }
        }
    }

    private void measureBatch(BatchRunner runner, List<Generation> results) {
        if (!metrics.equals(GenerationMetrics.NONE)) {
            measure(to -> to.computed(results.size(), results.getFirst().stageSeconds(), runner.memory()));
        }
    }

    /** The first and those behind it that fit, none if the first has ended; the others keep their places. */
    private List<QueuedGeneration> startBatch(QueuedGeneration first) {
        boolean alone;
        synchronized (this) {
            alone = queue.isEmpty();
        }
        // Asking what is free takes a look at the system: not where nobody waits.
        int most = alone ? 1 : first.runner().limit(first.request().options(), maxBatch);
        List<QueuedGeneration> batch = new ArrayList<>();
        List<QueuedGeneration> behind = queuedGenerations();
        first.expireIfLate();
        behind.forEach(QueuedGeneration::expireIfLate);
        if (!first.start()) {
            return batch;
        }
        batch.add(first);
        synchronized (this) {
            for (QueuedGeneration next : queuedGenerations()) {
                if (batch.size() < most && GenerationBatch.fit(first, next) && next.start()) {
                    batch.add(next);
                    queue.remove(next);
                }
            }
            running = List.copyOf(batch);
            behind = queuedGenerations();
            for (int i = 0; i < behind.size(); i++) {
                behind.get(i).place(i);
            }
        }
        behind.forEach(QueuedGeneration::flushEvents);
        batch.forEach(request -> request.started(batch.size()));
        return batch;
    }

    /** {@return whether more may be asked for} */
    public synchronized boolean isOpen() {
        return release == null;
    }

    /**
     * Refuses more from now on, and runs {@code last} after all that was asked for. Does not wait; the second time nothing
     * happens.
     */
    public synchronized void shutdown(Runnable last) {
        if (release == null) {
            release = new FutureTask<>(last, null);
            queue.addCall(release);
            notifyAll();
        }
    }

    /**
     * Stops what runs after its step, and what waits.
     *
     * @return how many that were
     */
    public int cancelAll() {
        List<QueuedGeneration> all;
        synchronized (this) {
            // In this order, so that none of those that wait starts when what runs has stopped.
            all = queuedGenerations();
            all.addAll(running);
        }
        return (int) all.stream().filter(QueuedGeneration::cancel).count();
    }

    /**
     * Waits until everything that was asked for has been computed and {@link #shutdown}'s last work has run, even if the
     * calling thread is interrupted: the model's memory must not be left behind.
     *
     * @param limit after which the others are cancelled; empty for as long as it takes. Nor does a caller wait on for others
     *     that is interrupted
     * @return whether nothing had to be cancelled
     * @throws IllegalStateException if it is called on this thread itself
     */
    public boolean awaitEnd(Optional<Duration> limit) {
        requireAnotherThread();
        if (isEnding) {
            // The shutdown hook waits for this thread, and the JVM does not wait for the caller to go on.
            return false;
        }
        boolean complete = true;
        boolean interrupted = false;
        try {
            if (limit.isPresent() && !thread.join(limit.get())) {
                complete = cancelAll() == 0;
            }
        } catch (InterruptedException e) {
            interrupted = true;
            complete = cancelAll() == 0;
        }
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        hook.ifPresent(ModelThread::remove);
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        requireReleased();
        return complete;
    }

    private static void remove(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            LOG.log(Level.DEBUG, "the JVM began to end while a model was closed", e);
        }
    }

    private void requireReleased() {
        FutureTask<?> last;
        synchronized (this) {
            last = release;
        }
        if (last.state() == Future.State.FAILED) {
            throw unwrapped(last.exceptionNow());
        }
    }

    private void endWithJvm(Duration drain) {
        isEnding = true;
        // The system takes the memory back: freeing it would only take time.
        shutdown(() -> {});
        try {
            if (!thread.join(drain)) {
                cancelAll();
                boolean idle = thread.join(Duration.ofSeconds(PATIENCE_SECONDS));
                LOG.log(Level.DEBUG, idle ? "stopped in time" : "the JVM ends in the middle of a step");
            }
        } catch (InterruptedException e) {
            // Nobody interrupts a shutdown hook, and the JVM is ending: the flag is all that can be kept.
            Thread.currentThread().interrupt();
        }
    }

    /**
     * {@return the result of work on this thread}
     *
     * @throws CancellationException if the calling thread is interrupted, which cancels the work
     */
    public static <T> T await(Future<T> future) {
        try {
            return future.get();
        } catch (InterruptedException e) {
            future.cancel(true);
            Thread.currentThread().interrupt();
            CancellationException cancelled = new CancellationException("interrupted while waiting for the model");
            cancelled.initCause(e);
            throw cancelled;
        } catch (ExecutionException e) {
            throw unwrapped(e.getCause());
        }
    }

    /** The failure as it was thrown; its own stack trace says where. */
    private static RuntimeException unwrapped(Throwable cause) {
        if (cause instanceof Error error) {
            throw error;
        }
        if (cause instanceof RuntimeException exception) {
            exception.addSuppressed(new IllegalStateException("called from here"));
            return exception;
        }
        return new IllegalStateException("the generation failed: " + cause, cause);
    }
}
