package org.ouroboros3d.internal;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Prints what native libraries would read; {@link NativeEnvironmentTest} starts it in a process of its own. */
final class EnvironmentProbe {
    private EnvironmentProbe() {}

    public static void main(String... arguments) throws Throwable {
        NativeEnvironment.prepareForLibTorch();
        // Whoever loads a second library on OpenBLAS prepares for it again.
        NativeEnvironment.prepareForLibTorch();
        System.out.println("maxphysicalbytes=" + System.getProperty("org.bytedeco.javacpp.maxphysicalbytes"));
        Linker linker = Linker.nativeLinker();
        var getenv = linker.downcallHandle(
                linker.defaultLookup().find("getenv").orElseThrow(),
                FunctionDescriptor.of(ValueLayout.ADDRESS, ValueLayout.ADDRESS));
        try (Arena arena = Arena.ofConfined()) {
            for (String name : new String[] {
                "OPENBLAS_NUM_THREADS",
                "THP_MEM_ALLOC_ENABLE",
                "TORCH_CPP_LOG_LEVEL",
                "OMP_WAIT_POLICY",
                "GOMP_SPINCOUNT"
            }) {
                MemorySegment value = (MemorySegment) getenv.invokeExact(arena.allocateFrom(name));
                boolean unset = value.equals(MemorySegment.NULL);
                System.out.println(name + "="
                        + (unset ? "" : value.reinterpret(Long.MAX_VALUE).getString(0)));
            }
        }
    }
}
