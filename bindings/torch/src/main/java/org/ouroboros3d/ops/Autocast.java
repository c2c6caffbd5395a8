package org.ouroboros3d.ops;

import org.ouroboros3d.tensor.DType;
import org.ouroboros3d.tensor.Device;
import org.ouroboros3d.tensor.Operator;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;

/**
 * Convolutions, fully connected layers and attention of this thread compute in one floating type, until closed, with the
 * policy of PyTorch's {@code torch.autocast}: operands of another type of 16 or 32 bits are converted at each call and
 * results stay in that type; normalisations, and attention on the host, compute in float32; everything else takes the types
 * as they come.
 *
 * <p>Weights stay as they are. Where they are float32 an optimizer goes on with full precision: conversions are recorded by
 * autograd like any operator, and the backward pass needs no scope of its own. Where they are stored in 16 bits, computing
 * in float32 needs half their memory, and one layer's weights more. The mode belongs to the thread that made this object.
 */
public final class Autocast implements AutoCloseable {
    private static final ThreadLocal<DType> ACTIVE = new ThreadLocal<>();

    private static final Operator BFLOAT16_SUPPORTED = Operator.of("mkldnn::_is_mkldnn_bf16_supported", "");
    private static final Operator FLOAT16_SUPPORTED = Operator.of("mkldnn::_is_mkldnn_fp16_supported", "");

    private final DType before = ACTIVE.get();
    private final Thread owner = Thread.currentThread();
    private boolean closed;

    private Autocast(DType type) {
        ACTIVE.set(type);
    }

    /**
     * Starts.
     *
     * @param type what to compute in
     * @throws IllegalArgumentException if it is no floating type of 16 or 32 bits
     */
    public static Autocast to(DType type) {
        return switch (type) {
            case FLOAT32, BFLOAT16, FLOAT16 -> new Autocast(type);
            default ->
                throw new IllegalArgumentException("networks compute in float32, bfloat16 or float16, not in " + type);
        };
    }

    /** What this thread computes in, as {@link #to} takes it. */
    static DType current() {
        return isActive() ? ACTIVE.get() : DType.FLOAT32;
    }

    /** {@return the type that a layer computes in on this thread, given that of its weights} */
    public static DType computing(DType weights) {
        return isActive() ? ACTIVE.get() : weights;
    }

    /**
     * {@return whether a device computes in a floating type as fast as in float32, roughly, or faster}
     *
     * <p>CUDA devices do. On the host LibTorch's kernels come from oneDNN, which needs instructions for the type, such as
     * AVX512-FP16; where the processor lacks them, LibTorch falls back to loops that are about a hundred times slower.
     */
    public static boolean isFast(DType type, Device device) {
        if (!device.isHost() || type == DType.FLOAT32) {
            return true;
        }
        Operator support = switch (type) {
            case BFLOAT16 -> BFLOAT16_SUPPORTED;
            case FLOAT16 -> FLOAT16_SUPPORTED;
            default -> throw new IllegalArgumentException("not a type that networks compute in: " + type);
        };
        try (TensorScope scope = TensorScope.open()) {
            return support.begin().callFlag();
        }
    }

    /** Whether operands have to be converted on this thread. */
    static boolean isActive() {
        return ACTIVE.get() != null;
    }

    /** What this thread computes in, or null. */
    static DType active() {
        return ACTIVE.get();
    }

    /** The operand in the active type. */
    static Tensor converted(Tensor operand) {
        return as(ACTIVE.get(), operand);
    }

    /** The operand in float32. */
    static Tensor exact(Tensor operand) {
        return as(DType.FLOAT32, operand);
    }

    /** Null stays null, and a type that networks do not compute in stays what it is. */
    private static Tensor as(DType type, Tensor operand) {
        if (operand == null || operand.dtype() == type) {
            return operand;
        }
        return switch (operand.dtype()) {
            case FLOAT32, BFLOAT16, FLOAT16 -> operand.to(type);
            default -> operand;
        };
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
