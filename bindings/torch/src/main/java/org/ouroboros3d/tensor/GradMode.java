package org.ouroboros3d.tensor;

import org.ouroboros3d.internal.LibTorchLoader;
import org.ouroboros3d.internal.TorchAbi;

/**
 * Whether operators of this thread record the autograd graph, until closed:
 *
 * <pre>{@code try (var noGrad = GradMode.disabled()) { … } }</pre>
 *
 * <p>LibTorch starts every thread with recording on. The mode belongs to the platform thread that made this object.
 */
public final class GradMode implements AutoCloseable {
    private final boolean before;
    private final Thread owner = Thread.currentThread();
    private boolean closed;

    private GradMode(boolean enabled) {
        LibTorchLoader.load();
        before = TorchAbi.isGradEnabled();
        TorchAbi.setGradEnabled(enabled);
    }

    /** {@return a mode in which nothing is recorded: inference} */
    public static GradMode disabled() {
        return new GradMode(false);
    }

    /** {@return a mode in which operators on tensors that require a gradient are recorded} */
    public static GradMode enabled() {
        return new GradMode(true);
    }

    /** {@return whether this thread records now} */
    public static boolean isEnabled() {
        LibTorchLoader.load();
        return TorchAbi.isGradEnabled();
    }

    /** Restores the mode from before. Closing again does nothing. */
    @Override
    public void close() {
        if (!owner.equals(Thread.currentThread())) {
            throw new IllegalStateException("this GradMode belongs to thread " + owner.getName());
        }
        if (!closed) {
            closed = true;
            TorchAbi.setGradEnabled(before);
        }
    }
}
