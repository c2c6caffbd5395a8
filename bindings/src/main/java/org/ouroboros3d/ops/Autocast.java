package org.ouroboros3d.ops;

import org.ouroboros3d.tensor.DType;
import org.ouroboros3d.tensor.Tensor;

/**
 * Convolutions, fully connected layers and attention of this thread compute in a shorter floating type, until closed, with
 * the policy of PyTorch's {@code torch.autocast}: their float32 operands are converted at each call and their results stay
 * short; normalisations, and attention on the host, compute in float32; everything else takes the types as they come.
 *
 * <p>Weights stay float32, so an optimizer goes on with full precision: conversions are recorded by autograd like any
 * operator, and the backward pass needs no scope of its own. The mode belongs to the thread that made this object.
 */
public final class Autocast implements AutoCloseable {
    private static final ThreadLocal<DType> ACTIVE = new ThreadLocal<>();

    private final DType before = ACTIVE.get();
    private final Thread owner = Thread.currentThread();
    private boolean closed;

    private Autocast(DType type) {
        ACTIVE.set(type);
    }

    /**
     * Starts.
     *
     * @param type what to compute in; {@link DType#FLOAT32} takes all operands as they are
     * @throws IllegalArgumentException if it is no floating type of 16 or 32 bits
     */
    public static Autocast to(DType type) {
        return switch (type) {
            case FLOAT32 -> new Autocast(null);
            case BFLOAT16, FLOAT16 -> new Autocast(type);
            default ->
                throw new IllegalArgumentException("networks compute in float32, bfloat16 or float16, not in " + type);
        };
    }

    /** What this thread computes in, as {@link #to} takes it. */
    static DType current() {
        return isActive() ? ACTIVE.get() : DType.FLOAT32;
    }

    /** Whether operands have to be converted on this thread. */
    static boolean isActive() {
        return ACTIVE.get() != null;
    }

    /** The operand in the active type, or itself if it is not float32; null stays null. */
    static Tensor shortened(Tensor operand) {
        return operand == null || operand.dtype() != DType.FLOAT32 ? operand : operand.to(ACTIVE.get());
    }

    /** Goes back to what was before. Closing again does nothing. */
    @Override
    public void close() {
        if (!owner.equals(Thread.currentThread())) {
            throw new IllegalStateException("this Autocast belongs to thread " + owner.getName());
        }
        if (closed) {
            return;
        }
        closed = true;
        if (before == null) {
            ACTIVE.remove();
        } else {
            ACTIVE.set(before);
        }
    }
}
