package org.ouroboros3d.queue;

import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.ouroboros3d.generate.Deadline;
import org.ouroboros3d.generate.QueueFullException;

/**
 * The platform thread that a model lives on, with the requests that wait for it.
 *
 * <p>When the JVM ends, on SIGTERM for example, the C library destroys LibTorch's static objects while daemon threads
 * still run, and one that computes with them can take the process down with a segmentation fault. So a shutdown hook stops
 * all requests and waits, for at most {@value #PATIENCE_SECONDS} seconds, until this thread has left native code.
 */
public final class ModelThread {
    /** Longer than a step takes on any machine that is fit for the model. */
    private static final int PATIENCE_SECONDS = 10;

    private static final System.Logger LOG = System.getLogger(ModelThread.class.getName());

    private final ThreadPoolExecutor executor = new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            Thread.ofPlatform().name("ouroboros3d").daemon().factory());
    private final Thread hook = Thread.ofPlatform().name("ouroboros3d-shutdown").unstarted(this::endWithJvm);
    private final Set<GenerationRequest> requests = ConcurrentHashMap.newKeySet();
    private final int maxWaiting;
    private final int maxBatch;
    private boolean closed;

    private ModelThread(int maxWaiting, int maxBatch) {
        this.maxWaiting = maxWaiting;
        this.maxBatch = maxBatch;
    }

    /**
     * Starts.
     *
     * @param maxWaiting requests that may wait
     * @param maxBatch requests that may be computed together
     * @throws IllegalStateException if the JVM is ending
     */
    public static ModelThread start(int maxWaiting, int maxBatch) {
        ModelThread thread = new ModelThread(maxWaiting, maxBatch);
        Runtime.getRuntime().addShutdownHook(thread.hook);
        return thread;
    }

    /**
     * {@return the result of {@code work}, which runs before any request}
     *
     * @throws CancellationException if the calling thread is interrupted
     */
    public <T> T call(Callable<T> work) {
        Future<T> future;
        synchronized (this) {
            requireOpen();
            future = executor.submit(work);
        }
        return await(future);
    }

    /**
     * Lets a generation wait for its turn.
     *
     * @param runner computes it, with others that wait and fit, see {@link GenerationBatch#fit}
     * @throws QueueFullException if too many wait already
     */
    public synchronized GenerationRequest submit(GenerationRequest.Task task, Deadline deadline, BatchRunner runner) {
        requireOpen();
        if (waiting() >= maxWaiting) {
            List.copyOf(requests).forEach(GenerationRequest::expireIfLate);
            if (waiting() >= maxWaiting) {
                throw new QueueFullException(maxWaiting);
            }
        }
        GenerationRequest request =
                new GenerationRequest(task, deadline, first -> compute(first, runner), this::forget);
        requests.add(request);
        executor.execute(request);
        return request;
    }

    private void compute(GenerationRequest first, BatchRunner runner) {
        GenerationBatch batch = new GenerationBatch(List.of(first));
        try {
            // Asking what is free takes a look at the system: not where nobody waits.
            boolean alone = executor.getQueue().isEmpty();
            batch = batchOf(first, alone ? 1 : runner.limit(first.task().options(), maxBatch));
            batch.succeed(runner.run(batch));
        } catch (RuntimeException | Error e) {
            batch.fail(e);
        }
    }

    /** The first and those behind it that fit, which have then ended their waiting; the others keep their places. */
    private GenerationBatch batchOf(GenerationRequest first, int most) {
        List<GenerationRequest> batch = new ArrayList<>(List.of(first));
        Iterator<Runnable> queue = executor.getQueue().iterator();
        while (batch.size() < most && queue.hasNext()) {
            if (queue.next() instanceof GenerationRequest next && GenerationBatch.fit(first, next) && next.start()) {
                batch.add(next);
            }
        }
        return new GenerationBatch(batch);
    }

    private long waiting() {
        return requests.stream().filter(GenerationRequest::isWaiting).count();
    }

    private void forget(GenerationRequest request) {
        requests.remove(request);
        executor.remove(request);
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("this model was closed");
        }
    }

    /** Runs {@code last} after all requests, and ends. Nothing happens the second time, or when the JVM is ending. */
    public void close(Runnable last) {
        Future<?> finished;
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            finished = executor.submit(last);
            executor.shutdown();
        }
        awaitUninterruptibly(finished);
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            LOG.log(Level.DEBUG, "the JVM began to end while a model was closed", e);
        }
    }

    private void endWithJvm() {
        synchronized (this) {
            closed = true;
            executor.shutdown();
        }
        List.copyOf(requests).forEach(request -> request.cancel(false));
        try {
            boolean idle = executor.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS);
            LOG.log(Level.DEBUG, idle ? "stopped in time" : "the JVM ends in the middle of a step");
        } catch (InterruptedException e) {
            // Nobody interrupts a shutdown hook, and the JVM is ending: the flag is all that can be kept.
            Thread.currentThread().interrupt();
        }
    }

    /** An interrupted caller, whose run has just been cancelled, must not leave the model's memory behind. */
    private static void awaitUninterruptibly(Future<?> future) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    future.get();
                    return;
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (ExecutionException e) {
                    throw unwrapped(e);
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
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
            throw unwrapped(e);
        }
    }

    /** The failure as the model's thread threw it; its own stack trace says where. */
    private static RuntimeException unwrapped(ExecutionException e) {
        if (e.getCause() instanceof Error error) {
            throw error;
        }
        if (e.getCause() instanceof RuntimeException exception) {
            exception.addSuppressed(new IllegalStateException("called from here"));
            return exception;
        }
        return new IllegalStateException("the model's thread failed", e.getCause());
    }
}
