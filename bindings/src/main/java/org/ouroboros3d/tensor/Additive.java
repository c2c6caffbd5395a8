package org.ouroboros3d.tensor;

import org.ouroboros3d.error.NativeException;
import org.ouroboros3d.internal.TorchAbi;

/**
 * Sums. ATen's additive operators carry a Scalar {@code alpha}, which the dispatcher cannot convert, so they go through
 * the one exported shim, {@code subtract} with a double; it dispatches and differentiates like any operator.
 */
public final class Additive {
    private Additive() {}

    /** {@return {@code a + alpha · b}, shapes broadcast} */
    public static Tensor add(Tensor a, Tensor b, double alpha) {
        TensorScope.current().checkUsable();
        // Owned references, not borrowed handles: another thread may close a shared tensor during the call.
        long self = a.newReference();
        try {
            long other = b.newReference();
            try {
                return Tensor.own(TorchAbi.subtract(self, other, -alpha), null);
            } catch (NativeException e) {
                String arguments = "(" + a.describe() + ", " + b.describe() + ", alpha " + alpha + ")";
                throw new NativeException("aten::add.Tensor", e.status(), arguments + " failed: " + e.getMessage());
            } finally {
                TorchAbi.delete(other);
            }
        } finally {
            TorchAbi.delete(self);
        }
    }
}
