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
import java.util.function.LongPredicate;

/**
 * Computes the values of consecutive positions on threads of its own and gives them out in order, whatever the number of
 * threads. A failure comes out at the position that it happened at.
 *
 * @param <T> what a position has
 */
final class Prefetcher<T> implements AutoCloseable {
    private static final AtomicInteger THREADS = new AtomicInteger();

    private final LongFunction<T> values;
    private final LongPredicate wanted;
    private final ExecutorService workers;
    private final Deque<Ahead<T>> ahead = new ArrayDeque<>();
    private final int depth;
    /** The first position that no thread was given yet. */
    private long following;

    /** A value that is being computed. */
    private record Ahead<T>(long position, Future<T> value) {}

    /**
     * Starts.
     *
     * @param values what a position has; called by several threads at a time
     * @param start the first position
     * @param threads that compute
     * @param depth how many values may be ahead
     */
    Prefetcher(LongFunction<T> values, long start, int threads, int depth) {
        this(values, start, threads, depth, position -> true);
    }

    /**
     * Starts.
     *
     * @param wanted which positions will be asked for, without end; the others are passed over
     */
    Prefetcher(LongFunction<T> values, long start, int threads, int depth, LongPredicate wanted) {
        if (start < 0 || threads < 1 || depth < 1) {
            throw new IllegalArgumentException("Working ahead needs a position of at least 0, a thread and room for a"
                    + " sample, got " + start + ", " + threads + " and " + depth);
        }
        this.values = values;
        this.wanted = wanted;
        this.following = wantedFrom(start);
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
            long index = following;
            ahead.add(new Ahead<>(index, workers.submit(() -> values.apply(index))));
            following = wantedFrom(index + 1);
        }
        try {
            T value = ahead.getFirst().value().get();
            ahead.removeFirst();
            return value;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (CancellationException)
                    new CancellationException("interrupted while waiting for a sample").initCause(e);
        } catch (ExecutionException e) {
            ahead.removeFirst();
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            // The tasks throw unchecked exceptions only.
            throw (RuntimeException) e.getCause();
        }
    }

    private long wantedFrom(long position) {
        long found = position;
        while (!wanted.test(found)) {
            found++;
        }
        return found;
    }

    /** {@return the position whose value is next} */
    long position() {
        return ahead.isEmpty() ? following : ahead.getFirst().position();
    }

    /** Passes over what is before a position. */
    void moveTo(long position) {
        while (!ahead.isEmpty() && ahead.getFirst().position() < position) {
            ahead.removeFirst();
        }
        if (ahead.isEmpty()) {
            following = wantedFrom(Math.max(following, position));
        }
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
