package org.ouroboros3d.tensor;

import java.util.ArrayList;
import java.util.List;

/**
 * Owns tensors and frees them together. {@link #open()} makes the scope that new tensors of this thread join until it
 * is closed; scopes nest like the try statements that hold them:
 *
 * <pre>{@code
 * try (var scope = TensorScope.open()) {
 *     Tensor hidden = Activations.silu(Linear.linear(x, weight, bias));
 *     return scope.moveToOuter(hidden);
 * }
 * }</pre>
 *
 * <p>An open scope and its tensors belong to the platform thread that opened it: LibTorch keeps the grad mode, the
 * device and the stream per native thread, and a virtual thread can change its carrier between two calls. A
 * {@linkplain #detached() detached} scope, for weights, is on no thread's stack: its tensors may be used by every
 * thread, and any thread may close it.
 *
 * <p>Nothing is freed by the garbage collector; a scope that it finds unclosed is reported by the {@link LeakDetector}.
 */
public final class TensorScope implements AutoCloseable {
    private static final ThreadLocal<TensorScope> INNERMOST = new ThreadLocal<>();

    private final Thread owner;
    private final TensorScope outer;
    private final LeakDetector.Watch watch = LeakDetector.watch(this, "a TensorScope");
    private List<Tensor> tensors = new ArrayList<>();
    private boolean closed;

    private TensorScope(Thread owner, TensorScope outer) {
        this.owner = owner;
        this.outer = outer;
    }

    /**
     * {@return a new innermost scope of this thread}
     *
     * @throws IllegalStateException on a virtual thread
     */
    public static TensorScope open() {
        Thread thread = Thread.currentThread();
        if (thread.isVirtual()) {
            throw new IllegalStateException("tensors need a platform thread: LibTorch's grad mode and stream are native"
                    + " thread-locals, and a virtual thread can change its carrier; run this on a platform thread");
        }
        TensorScope scope = new TensorScope(thread, INNERMOST.get());
        INNERMOST.set(scope);
        return scope;
    }

    /** {@return a scope on no thread's stack, for tensors that outlive a call, such as weights} */
    public static TensorScope detached() {
        return new TensorScope(null, null);
    }

    /**
     * {@return the innermost open scope of this thread}
     *
     * @throws IllegalStateException if none is open
     */
    public static TensorScope current() {
        TensorScope scope = INNERMOST.get();
        if (scope == null) {
            throw new IllegalStateException("no TensorScope is open on thread "
                    + Thread.currentThread().getName()
                    + "; wrap the code in try (var scope = TensorScope.open()) { … }");
        }
        return scope;
    }

    /**
     * Hands a tensor to the scope that encloses this one. A tensor that lives longer than this scope already is left
     * where it is.
     *
     * @return {@code tensor}
     * @throws IllegalStateException if there is no outer scope, or this scope or the tensor is closed
     */
    public Tensor moveToOuter(Tensor tensor) {
        checkUsable();
        TensorScope holder = tensor.scope();
        if (holder != this) {
            return tensor;
        }
        if (outer == null) {
            throw new IllegalStateException("this TensorScope is the outermost one of its thread;"
                    + " open another around it, or adopt the tensor into a detached scope");
        }
        return outer.adopt(tensor);
    }

    /**
     * Takes a tensor over from the scope that holds it.
     *
     * @return {@code tensor}
     * @throws IllegalStateException if this scope or the tensor is closed, or either belongs to another thread
     */
    public Tensor adopt(Tensor tensor) {
        checkUsable();
        if (tensor.scope() != this) {
            tensor.moveTo(this);
        }
        return tensor;
    }

    /**
     * Frees every tensor of this scope, and of the scopes opened inside it. Closing again frees what could not be freed
     * before, and otherwise does nothing.
     *
     * @throws IllegalStateException if a native call of another thread, such as a read from a channel, uses the segment of a
     *     tensor; all other tensors are freed, and that one once this is closed again
     */
    @Override
    public void close() {
        List<Tensor> doomed = release();
        List<Tensor> inUse = new ArrayList<>(0);
        IllegalStateException refusal = null;
        for (int i = doomed.size() - 1; i >= 0; i--) {
            try {
                doomed.get(i).free(this);
            } catch (IllegalStateException e) {
                inUse.add(doomed.get(i));
                refusal = e;
            }
        }
        if (refusal == null) {
            LeakDetector.closed(watch);
        } else {
            takeBack(inUse);
            throw new IllegalStateException(
                    inUse.size() + " of " + doomed.size() + " tensors are not freed yet: " + refusal.getMessage(),
                    refusal);
        }
    }

    private void takeBack(List<Tensor> inUse) {
        if (owner == null) {
            synchronized (this) {
                hold(inUse);
            }
        } else {
            hold(inUse);
        }
    }

    private void hold(List<Tensor> held) {
        tensors = held;
        for (int i = 0; i < held.size(); i++) {
            held.get(i).slot(i);
        }
    }

    private List<Tensor> release() {
        if (owner == null) {
            synchronized (this) {
                return takeAll();
            }
        }
        if (tensors == null) {
            return List.of();
        }
        checkThread();
        if (!closed) {
            while (INNERMOST.get() != this) {
                closeInner(INNERMOST.get());
            }
            if (outer == null) {
                INNERMOST.remove();
            } else {
                INNERMOST.set(outer);
            }
        }
        return takeAll();
    }

    /** Takes over what an inner scope cannot free, so that this one answers for it. */
    private void closeInner(TensorScope inner) {
        try {
            inner.close();
        } catch (IllegalStateException e) {
            for (Tensor tensor : inner.takeAll()) {
                tensor.heldBy(this);
                addLast(tensor);
            }
        }
    }

    private List<Tensor> takeAll() {
        closed = true;
        List<Tensor> held = tensors;
        tensors = null;
        return held == null ? List.of() : held;
    }

    /** Adds a tensor, which remembers its slot. */
    void add(Tensor tensor) {
        if (owner == null) {
            synchronized (this) {
                checkUsable();
                addLast(tensor);
            }
        } else {
            checkUsable();
            addLast(tensor);
        }
    }

    private void addLast(Tensor tensor) {
        tensor.slot(tensors.size());
        tensors.add(tensor);
    }

    /** Removes a tensor by moving the last one to its slot. */
    void remove(Tensor tensor) {
        if (owner == null) {
            synchronized (this) {
                removeAt(tensor.slot());
            }
        } else {
            removeAt(tensor.slot());
        }
    }

    private void removeAt(int slot) {
        if (tensors == null) {
            return;
        }
        Tensor last = tensors.remove(tensors.size() - 1);
        if (slot < tensors.size()) {
            tensors.set(slot, last);
            last.slot(slot);
        }
    }

    /** Whether this scope and its tensors belong to the calling thread alone. */
    boolean isOwn() {
        return Thread.currentThread().equals(owner);
    }

    /** Whether every thread may use the tensors of this scope. */
    boolean isShared() {
        return owner == null;
    }

    void checkUsable() {
        if (closed) {
            throw new IllegalStateException("this TensorScope was closed; its tensors are gone");
        }
        checkThread();
    }

    /** Tensors of an open scope are used by its own thread alone; those of a detached scope by every thread. */
    void checkThread() {
        if (owner != null && !owner.equals(Thread.currentThread())) {
            throw new IllegalStateException(
                    "this TensorScope belongs to thread " + owner.getName() + " and was used by "
                            + Thread.currentThread().getName()
                            + "; open a scope on each thread, and share tensors through TensorScope.detached()");
        }
    }
}
