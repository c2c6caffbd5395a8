package org.ouroboros3d.internal;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.List;
import org.ouroboros3d.error.NativeLibraryException;

/**
 * {@code at::Tensor::grad()}, the one thing that the stable C ABI lacks: the C++ function {@code c10::TensorImpl::grad()
 * const} of libc10, looked up by its mangled name at the first use, which only training makes.
 */
public final class TensorImplGrad {
    private static final String SYMBOL = "_ZNK3c1010TensorImpl4gradEv";

    private TensorImplGrad() {}

    private static final class Function {
        static final MethodHandle GRAD = Linker.nativeLinker()
                .downcallHandle(
                        SymbolLookup.loaderLookup()
                                .find(SYMBOL)
                                .orElseThrow(() -> new NativeLibraryException(
                                        "this LibTorch does not export c10::TensorImpl::grad(), which training needs;"
                                                + " use LibTorch 2.10 to 2.13",
                                        List.of())),
                        FunctionDescriptor.of(ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG));
    }

    /** A new reference to the gradient of {@code tensor}, owned by the caller; 0 when it has none. */
    public static long of(long tensor) {
        // A handle points to an at::Tensor, whose only field points to the TensorImpl.
        long implementation =
                MemorySegment.ofAddress(tensor).reinterpret(Long.BYTES).get(ValueLayout.JAVA_LONG, 0);
        long borrowed;
        try {
            borrowed = (long) Function.GRAD.invokeExact(implementation);
        } catch (Error | RuntimeException e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError("a downcall throws nothing checked", e);
        }
        return borrowed == 0 || !TorchAbi.isDefined(borrowed) ? 0 : TorchAbi.newReference(borrowed);
    }
}
