package org.ouroboros3d.ops;

import java.util.Arrays;
import java.util.List;
import org.ouroboros3d.tensor.DryRun;
import org.ouroboros3d.tensor.GradMode;
import org.ouroboros3d.tensor.Operator;
import org.ouroboros3d.tensor.Tensor;

/**
 * Operators whose result takes the place of an operand that is <em>spent</em>: nobody reads it again, nor a tensor that
 * shares its elements. The caller vouches for that: a block of a network hands over what it has just computed itself, never
 * its input. The result is the operand itself then, in the operand's scope.
 *
 * <p>Memory is neither allocated nor, by the system, cleared for the result then. Where autograd records, which may need the
 * operand, and where the result has another type, shape or order of elements than the operand, the result is a new tensor;
 * its numbers are the same, bit for bit.
 */
public final class InPlace {
    private static final Operator SILU = Operator.of("aten::silu_", "");
    private static final Operator RELU = Operator.of("aten::relu_", "");
    private static final Operator MUL = Operator.of("aten::mul_", "Tensor");
    private static final Operator LERP = Operator.of("aten::lerp", "Tensor_out");
    private static final Operator ADDCMUL = Operator.of("aten::_foreach_addcmul_", "Tensor");

    private InPlace() {}

    /** {@return {@link Activations#silu}} */
    public static Tensor silu(Tensor spent) {
        return isAllowed(spent) ? overwrite(SILU.begin().tensor(spent).call(), spent) : Activations.silu(spent);
    }

    /** {@return {@link Activations#relu}} */
    public static Tensor relu(Tensor spent) {
        if (DryRun.isActive() && isAllowed(spent)) {
            return spent;
        }
        return isAllowed(spent) ? overwrite(RELU.begin().tensor(spent).call(), spent) : Activations.relu(spent);
    }

    /** {@return {@code spent · factor}} */
    public static Tensor mul(Tensor spent, double factor) {
        if (!isAllowed(spent) || !spent.dtype().isFloatingPoint()) {
            return Arithmetic.mul(spent, factor);
        }
        try (Tensor scalar = Tensor.scalar(factor)) {
            return overwrite(MUL.begin().tensor(spent).tensor(scalar).call(), spent);
        }
    }

    /** {@return {@code spent · other}} */
    public static Tensor mul(Tensor spent, Tensor other) {
        return isAllowed(spent) && fits(spent, other)
                ? overwrite(MUL.begin().tensor(spent).tensor(other).call(), spent)
                : Arithmetic.mul(spent, other);
    }

    /**
     * {@return {@code spent + other}}
     *
     * <p>ATen's own {@code add_} takes a Scalar, which LibTorch's stable ABI cannot pass on. What it can is
     * {@code spent + 1 · other · 1}, which rounds once, like the sum. On a device those two ones would have to be made first,
     * which takes launches and saves none, so that only the host adds in place.
     */
    public static Tensor add(Tensor spent, Tensor other) {
        if (!isAllowed(spent) || !spent.device().isHost() || !fits(spent, other)) {
            return Arithmetic.add(spent, other);
        }
        if (DryRun.isActive()) {
            return spent;
        }
        try (Tensor factor = Creation.scalar(1, spent.dtype(), spent.device());
                Tensor factors = Tensor.of(new double[] {1}, 1)) {
            ADDCMUL.begin()
                    .tensors(List.of(spent))
                    .tensors(List.of(other))
                    .tensors(List.of(factor))
                    .tensor(factors)
                    .callVoid();
        }
        return spent;
    }

    /**
     * {@return {@code a + weight · (b - a)}, as {@link Arithmetic#lerp}}
     *
     * @param spent {@code a} or {@code b}
     * @throws IllegalArgumentException if it is neither
     */
    public static Tensor lerp(Tensor a, Tensor b, Tensor weight, Tensor spent) {
        if (spent != a && spent != b) {
            throw new IllegalArgumentException("InPlace.lerp: spent must be a or b, not " + spent);
        }
        if (!isAllowed(spent) || !fits(a, b) || !broadcasts(weight, spent)) {
            return Arithmetic.lerp(a, b, weight);
        }
        return overwrite(
                LERP.begin().tensor(a).tensor(b).tensor(weight).tensor(spent).call(), spent);
    }

    private static boolean isAllowed(Tensor spent) {
        return !GradMode.isEnabled() && !isAmbiguous(spent);
    }

    /**
     * Whether strides of dimensions of size 1, which have no meaning, are not those of a new tensor: convolutions and
     * normalisations guess the order of elements from them, and would go on to round differently.
     */
    private static boolean isAmbiguous(Tensor spent) {
        return spent.isContiguous()
                ? !Arrays.equals(spent.strides(), rowMajor(spent.shape()))
                : ChannelsLast.isAmbiguous(spent);
    }

    private static long[] rowMajor(long... shape) {
        long[] strides = new long[shape.length];
        long step = 1;
        for (int i = shape.length - 1; i >= 0; i--) {
            strides[i] = step;
            step *= Math.max(1, shape[i]);
        }
        return strides;
    }

    /** Whether a result of both has the type and the shape of {@code spent}. */
    private static boolean fits(Tensor spent, Tensor other) {
        return spent.dtype() == other.dtype() && Arrays.equals(spent.shape(), other.shape());
    }

    /** Whether a result of both has the shape of {@code spent}, though {@code other} has fewer or smaller dimensions. */
    private static boolean broadcasts(Tensor other, Tensor spent) {
        for (int dim = 1; dim <= other.rank(); dim++) {
            if (other.size(-dim) != 1 && (dim > spent.rank() || other.size(-dim) != spent.size(-dim))) {
                return false;
            }
        }
        return other.rank() <= spent.rank();
    }

    /** The operator's result is one more reference to the operand. */
    private static Tensor overwrite(Tensor result, Tensor spent) {
        result.close();
        return spent;
    }
}
