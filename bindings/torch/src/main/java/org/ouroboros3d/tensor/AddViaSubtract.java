package org.ouroboros3d.tensor;

import java.util.List;
import org.ouroboros3d.error.NativeException;
import org.ouroboros3d.internal.TorchAbi;

/**
 * Addition by way of {@code aten::subtract}. ATen's additive operators carry a Scalar {@code alpha}, which the dispatcher
 * cannot convert, so they go through the one exported shim, {@code subtract} with a double; it dispatches and differentiates
 * like any operator.
 */
public final class AddViaSubtract {
    /** What LibTorch is asked for. */
    private static final String SUBTRACT = "aten::subtract.Tensor";

    private AddViaSubtract() {}

    /** {@return {@code a + alpha · b}, shapes broadcast} */
    public static Tensor add(Tensor a, Tensor b, double alpha) {
        TensorScope.current().checkUsable();
        if (!a.dtype().isFloatingPoint() && !b.dtype().isFloatingPoint()) {
            return addIntegers(a, b, alpha);
        }
        OperatorHook hook = HookHandle.current();
        if (hook != null) {
            hook.begin(SUBTRACT);
        }
        Tensor sum = subtract(a, b, -alpha);
        if (hook != null) {
            hook.end(SUBTRACT, List.of(a, b), List.of(sum));
        }
        return sum;
    }

    private static Tensor subtract(Tensor a, Tensor b, double alpha) {
        // Owned references, not borrowed handles: another thread may close a shared tensor during the call.
        long self = a.newReference();
        try {
            long other = b.newReference();
            try {
                return Tensor.own(TorchAbi.subtract(self, other, alpha), null);
            } catch (NativeException e) {
                String arguments = "(" + a.describe() + ", " + b.describe() + ", alpha " + -alpha + ")";
                throw new NativeException("aten::add.Tensor", e.status(), arguments + " failed: " + e.getMessage());
            } finally {
                TorchAbi.delete(other);
            }
        } finally {
            TorchAbi.delete(self);
        }
    }

    /** The shim's {@code alpha} is a double, which ATen refuses for integers: they are stacked and summed instead. */
    private static Tensor addIntegers(Tensor a, Tensor b, double alpha) {
        long factor = (long) alpha;
        if (factor != alpha) {
            throw new IllegalArgumentException(
                    "integers " + a.describe() + " and " + b.describe() + " cannot be added with the factor " + alpha);
        }
        try (Tensor scalar = Tensor.of(new long[] {factor});
                Tensor typed = scalar.to(b.dtype());
                Tensor scaled = Operators.MUL.begin().tensor(b).tensor(typed).call()) {
            List<Tensor> operands =
                    Operators.BROADCAST.begin().tensors(List.of(a, scaled)).callList();
            try (Tensor first = operands.get(0);
                    Tensor second = operands.get(1);
                    Tensor stacked = Operators.STACK
                            .begin()
                            .tensors(List.of(first, second))
                            .integer(0)
                            .call()) {
                return Operators.SUM_DIMS
                        .begin()
                        .tensor(stacked)
                        .optionalIntegers(0)
                        .flag(false)
                        .optional(stacked.dtype().code())
                        .call();
            }
        }
    }
}
