package org.ouroboros3d.tensor;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A registered {@link OperatorHook}: it is called for the operators of this thread until this handle is closed. One that is
 * registered inside another replaces it meanwhile. Threads without a hook pay for reading one number a call.
 */
public final class HookHandle implements AutoCloseable {
    private static final AtomicInteger OPEN = new AtomicInteger();
    private static final ThreadLocal<OperatorHook> ACTIVE = new ThreadLocal<>();

    private final OperatorHook before = ACTIVE.get();
    private final Thread owner = Thread.currentThread();
    private boolean closed;

    /** Refuses operators that the hook itself calls, which would call it again without end. */
    private static final class Guarded implements OperatorHook {
        private final OperatorHook hook;
        private boolean isCalled;

        Guarded(OperatorHook hook) {
            this.hook = hook;
        }

        @Override
        public void begin(String operator) {
            enter(operator);
            try {
                hook.begin(operator);
            } finally {
                isCalled = false;
            }
        }

        @Override
        public void end(String operator, List<Tensor> inputs, List<Tensor> outputs) {
            enter(operator);
            try {
                hook.end(operator, inputs, outputs);
            } finally {
                isCalled = false;
            }
        }

        private void enter(String operator) {
            if (isCalled) {
                throw new IllegalStateException(operator + " began inside of a hook, which must not call operators");
            }
            isCalled = true;
        }
    }

    private HookHandle(OperatorHook hook) {
        ACTIVE.set(new Guarded(hook));
        OPEN.incrementAndGet();
    }

    /** Registers {@code hook} for what this thread calls. */
    public static HookHandle register(OperatorHook hook) {
        if (hook == null) {
            throw new IllegalArgumentException("there is no hook to register");
        }
        return new HookHandle(hook);
    }

    /** This thread's hook, or null. */
    static OperatorHook current() {
        return OPEN.get() == 0 ? null : ACTIVE.get();
    }

    /**
     * {@return what {@code work} returns} Native work outside of LibTorch is shown like an operator this way.
     *
     * @param name as the hook is to see it
     * @param inputs what the work reads
     * @param outputs finds the tensors in what it returns
     */
    public static <T> T around(String name, List<Tensor> inputs, Supplier<T> work, Function<T, List<Tensor>> outputs) {
        OperatorHook hook = current();
        if (hook == null) {
            return work.get();
        }
        hook.begin(name);
        T result = work.get();
        hook.end(name, inputs, outputs.apply(result));
        return result;
    }

    /** Removes the hook. Closing again does nothing. */
    @Override
    public void close() {
        if (!owner.equals(Thread.currentThread())) {
            throw new IllegalStateException("this hook handle belongs to thread " + owner.getName());
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
