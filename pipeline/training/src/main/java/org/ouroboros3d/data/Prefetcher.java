package org.ouroboros3d.data;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongFunction;

/**
 * Computes the values of consecutive positions on threads of its own and gives them out in order, whatever the number of
 * threads. A failure comes out at the position that it happened at.
 *
 * @param <T> what a position has
 */
final class Prefetcher<T> implements AutoCloseable {
    private static final AtomicInteger THREADS = new AtomicInteger();

    private final LongFunction<T> values;
    private final ExecutorService workers;
    private final Deque<Future<T>> ahead = new ArrayDeque<>();
    private final int depth;
    private long position;

    /**
     * Starts.
     *
     * @param values what a position has; called by several threads at a time
     * @param start the first position
     * @param threads that compute
     * @param depth how many values may be ahead
     */
    Prefetcher(LongFunction<T> values, long start, int threads, int depth) {
        if (start < 0 || threads < 1 || depth < 1) {
            throw new IllegalArgumentException("Working ahead needs a position of at least 0, a thread and room for a"
                    + " sample, got " + start + ", " + threads + " and " + depth);
        }
        this.values = values;
        this.position = start;
        this.depth = depth;
        this.workers = Executors.newFixedThreadPool(
                threads,
                task -> Thread.ofPlatform()
                        .daemon()
                        .name("ouroboros3d-data-" + THREADS.incrementAndGet())
                        .unstarted(task));
    }

    T next() {
        if (workers.isShutdown()) {
            throw new IllegalStateException("This source of samples is closed");
        }
        while (ahead.size() < depth) {
            long index = position + ahead.size();
            ahead.add(workers.submit(() -> values.apply(index)));
        }
        try {
            T value = ahead.getFirst().get();
            advance();
            return value;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (CancellationException)
                    new CancellationException("interrupted while waiting for a sample").initCause(e);
        } catch (ExecutionException e) {
            advance();
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            // The tasks throw unchecked exceptions only.
            throw (RuntimeException) e.getCause();
        }
    }

    private void advance() {
        ahead.removeFirst();
        position++;
    }

    long position() {
        return position;
    }

    @Override
    public void close() {
        workers.shutdownNow();
        boolean interrupted = false;
        boolean ended = false;
        while (!ended) {
            try {
                ended = workers.awaitTermination(1, TimeUnit.MINUTES);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        ahead.clear();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
