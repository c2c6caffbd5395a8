package org.ouroboros3d.internal;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * What the stable C ABI lacks of autograd: the C++ functions {@code c10::TensorImpl::grad() const} and {@code
 * requires_grad() const} of libc10, looked up by their mangled names at the first use, which only training makes.
 */
public final class TensorImplGrad {
    private TensorImplGrad() {}

    private static final class Functions {
        static final MethodHandle GRAD = link(LinkedFunction.GRAD, "grad");
        static final MethodHandle REQUIRES_GRAD = link(LinkedFunction.REQUIRES_GRAD, "requires_grad");

        private static MethodHandle link(LinkedFunction function, String name) {
            return function.link(
                    SymbolLookup.loaderLookup(),
                    "this LibTorch does not export c10::TensorImpl::" + name
                            + "(), which training needs; use LibTorch 2.10 to 2.13");
        }
    }

    /** A new reference to the gradient of {@code tensor}, owned by the caller; 0 when it has none. */
    public static long of(long tensor) {
        long borrowed = slot(tensor);
        return borrowed == 0 || !TorchAbi.isDefined(borrowed) ? 0 : TorchAbi.newReference(borrowed);
    }

    /**
     * The gradient of {@code tensor}, which has none then, owned by the caller; 0 when it has none. A handle points to an
     * at::Tensor, whose only field counts as a reference: the gradient's moves into a handle of the caller.
     *
     * @param undefined a tensor without a gradient
     */
    public static long take(long tensor, long undefined) {
        long slot = slot(tensor);
        if (slot == 0 || !TorchAbi.isDefined(slot)) {
            return 0;
        }
        long nothing = word(slot(undefined)).get(ValueLayout.JAVA_LONG, 0);
        MemorySegment field = word(slot);
        long handle = TorchAbi.newHandle(field.get(ValueLayout.JAVA_LONG, 0));
        field.set(ValueLayout.JAVA_LONG, 0, nothing);
        return handle;
    }

    /** The address of the at::Tensor that holds the gradient. */
    private static long slot(long tensor) {
        try {
            return (long) Functions.GRAD.invokeExact(implementation(tensor));
        } catch (Error | RuntimeException e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError("a downcall throws nothing checked", e);
        }
    }

    private static MemorySegment word(long address) {
        return MemorySegment.ofAddress(address).reinterpret(Long.BYTES);
    }

    /** Whether {@code tensor} is a leaf that collects a gradient, or was computed from one. */
    public static boolean isRequired(long tensor) {
        try {
            return (boolean) Functions.REQUIRES_GRAD.invokeExact(implementation(tensor));
        } catch (Error | RuntimeException e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError("a downcall throws nothing checked", e);
        }
    }

    /** A handle points to an at::Tensor, whose only field points to the TensorImpl. */
    private static long implementation(long tensor) {
        return word(tensor).get(ValueLayout.JAVA_LONG, 0);
    }
}
