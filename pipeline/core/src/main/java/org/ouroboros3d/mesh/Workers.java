package org.ouroboros3d.mesh;

import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntConsumer;

/** Loops over independent items on a bounded number of threads, the calling one included. */
final class Workers {
    private final int threads;

    Workers(int threads) {
        this.threads = threads;
    }

    /**
     * Calls {@code work} once for each number below {@code count}.
     *
     * @throws CancellationException if the calling thread is interrupted; it stays so
     */
    void forEach(int count, IntConsumer work) {
        AtomicInteger next = new AtomicInteger();
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Thread caller = Thread.currentThread();
        Runnable loop = () -> {
            try {
                for (int i = next.getAndIncrement(); i < count; i = next.getAndIncrement()) {
                    if (caller.isInterrupted()) {
                        throw new CancellationException("interrupted");
                    }
                    work.accept(i);
                }
            } catch (RuntimeException | Error e) {
                failure.compareAndSet(null, e);
                next.set(count);
            }
        };
        Thread[] others = new Thread[Math.max(0, Math.min(threads, count) - 1)];
        for (int i = 0; i < others.length; i++) {
            others[i] = Thread.ofPlatform().daemon().name("mesh-" + i).start(loop);
        }
        loop.run();
        boolean interrupted = false;
        for (Thread other : others) {
            while (true) {
                try {
                    other.join();
                    break;
                } catch (InterruptedException e) {
                    next.set(count);
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            caller.interrupt();
            failure.compareAndSet(null, new CancellationException("interrupted"));
        }
        switch (failure.get()) {
            case null -> {}
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            default -> throw new IllegalStateException(failure.get());
        }
    }
}
