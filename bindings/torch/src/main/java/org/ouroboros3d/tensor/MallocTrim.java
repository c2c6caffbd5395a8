package org.ouroboros3d.tensor;

import java.lang.invoke.MethodHandle;
import java.util.Optional;
import org.ouroboros3d.internal.LinkedFunction;

/** glibc's {@code malloc_trim}: LibTorch allocates host tensors by libc's malloc, and freed ones may stay resident. */
public final class MallocTrim {
    private MallocTrim() {}

    /** Empty where libc is not glibc. */
    private static final class Trim {
        static final Optional<MethodHandle> HANDLE = LinkedFunction.MALLOC_TRIM.findInC();
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
