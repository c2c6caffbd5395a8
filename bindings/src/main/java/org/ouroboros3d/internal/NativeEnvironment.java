package org.ouroboros3d.internal;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * Environment variables that native libraries read when they are loaded. Java cannot set these; libc's {@code setenv}
 * can, without overwriting what the user has set.
 */
final class NativeEnvironment {
    private NativeEnvironment() {}

    /**
     * Keeps OpenBLAS to the calling thread. LibTorch calls it from inside its own parallel loops, and OpenBLAS's second
     * pool of spinning threads then fights with LibTorch's for the processors: on two cores that were busy with other
     * work, a reconstruction took 20 seconds instead of 0.5.
     */
    static void prepareForLibTorch() {
        setDefault("OPENBLAS_NUM_THREADS", "1");
    }

    private static void setDefault(String name, String value) {
        MethodHandle setenv = Linker.nativeLinker()
                .downcallHandle(
                        Linker.nativeLinker().defaultLookup().find("setenv").orElseThrow(),
                        FunctionDescriptor.of(
                                ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.ADDRESS, ValueLayout.JAVA_INT));
        int status;
        try (Arena arena = Arena.ofConfined()) {
            status = (int) setenv.invokeExact(arena.allocateFrom(name), arena.allocateFrom(value), 0);
        } catch (Error | RuntimeException e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError("a downcall throws nothing checked", e);
        }
        if (status != 0) {
            throw new IllegalStateException("setenv(" + name + ") failed");
        }
    }
}
