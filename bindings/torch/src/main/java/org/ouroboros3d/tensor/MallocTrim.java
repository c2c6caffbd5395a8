package org.ouroboros3d.tensor;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/** glibc's {@code malloc_trim}: LibTorch allocates host tensors by libc's malloc, and freed ones may stay resident. */
public final class MallocTrim {
    private MallocTrim() {}

    /** Empty where libc is not glibc. */
    private static final class Trim {
        static final Optional<MethodHandle> HANDLE =
                Linker.nativeLinker().defaultLookup().find("malloc_trim").map(Trim::link);

        private static MethodHandle link(MemorySegment function) {
            return Linker.nativeLinker()
                    .downcallHandle(function, FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG));
        }
    }

    /**
     * Gives the system what has been freed. glibc does so by itself only where nothing above is in use, so that of a network
     * that was loaded between other tensors most would stay resident.
     *
     * @return whether anything was given back; never where libc is another one
     */
    public static boolean trim() {
        if (Trim.HANDLE.isEmpty()) {
            return false;
        }
        try {
            return (int) Trim.HANDLE.get().invokeExact(0L) != 0;
        } catch (Error | RuntimeException e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError("malloc_trim throws nothing", e);
        }
    }
}
