package org.ouroboros3d.tensor;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Shows the operators of this thread to an observer, until closed. One that is opened inside another takes its place
 * meanwhile. Threads without an observation, and all threads while none is open, pay for reading one number a call.
 */
public final class Observation implements AutoCloseable {
    private static final AtomicInteger OPEN = new AtomicInteger();
    private static final ThreadLocal<OperatorObserver> ACTIVE = new ThreadLocal<>();

    private final OperatorObserver before = ACTIVE.get();
    private final Thread owner = Thread.currentThread();
    private boolean closed;

    private Observation(OperatorObserver observer) {
        ACTIVE.set(observer);
        OPEN.incrementAndGet();
    }

    /** Starts to tell {@code observer} what this thread calls. */
    public static Observation by(OperatorObserver observer) {
        if (observer == null) {
            throw new IllegalArgumentException("an observation needs an observer");
        }
        return new Observation(observer);
    }

    /** This thread's observer, or null. */
    static OperatorObserver ofThread() {
        return OPEN.get() == 0 ? null : ACTIVE.get();
    }

    /**
     * {@return what {@code work} returns} Native work outside of LibTorch is shown like an operator this way.
     *
     * @param name as the observer is to see it
     * @param inputs what the work reads
     * @param outputs finds the tensors in what it returns
     */
    public static <T> T of(String name, List<Tensor> inputs, Supplier<T> work, Function<T, List<Tensor>> outputs) {
        OperatorObserver observer = ofThread();
        if (observer == null) {
            return work.get();
        }
        observer.begin(name);
        T result = work.get();
        observer.end(name, inputs, outputs.apply(result));
        return result;
    }

    /** Ends the observation. Closing again does nothing. */
    @Override
    public void close() {
        if (!owner.equals(Thread.currentThread())) {
            throw new IllegalStateException("this Observation belongs to thread " + owner.getName());
        }
        if (closed) {
            return;
        }
        closed = true;
        OPEN.decrementAndGet();
        if (before == null) {
            ACTIVE.remove();
        } else {
            ACTIVE.set(before);
        }
    }
}
