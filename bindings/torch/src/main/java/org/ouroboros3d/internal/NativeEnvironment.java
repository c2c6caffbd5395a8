package org.ouroboros3d.internal;

import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/**
 * Environment variables that native libraries read when they are loaded. Java cannot set these; libc's {@code setenv}
 * can, without overwriting what the user has set.
 */
public final class NativeEnvironment {
    /** About a tenth of a millisecond, in GNU's OpenMP. */
    private static final String TURNS_AWAKE = "3000";

    /** {@code c10::initLogging()}. */
    private NativeEnvironment() {}

    /**
     * Keeps the native thread pools out of each other's way and out of the JVM's, and has large tensors in huge pages.
     *
     * <p>OpenBLAS stays on the calling thread: LibTorch calls it from inside its own parallel loops, and a second pool
     * then fights with the first for the processors. OpenMP's threads wait for the next loop awake for about as long as it
     * usually takes to begin, then sleep: waking them costs more than a small loop does, and those that never sleep take
     * the processors from the JVM's threads and the rasterizer's. On two idle cores the short wait takes a fifth off a
     * denoising step; beside another busy thread it adds as much.
     *
     * <p>Tensors of 2 MiB and more lie in huge pages where the system has them: it clears every page that it hands out, and
     * handing out 512 times as many took a quarter of a step of the published sizes.
     *
     * <p>LibTorch's warnings stay off standard error: on processors that NNPACK does not know it prints one in every
     * thread that convolves, and computes the convolution otherwise.
     */
    public static void prepareForLibTorch() {
        liftJavaCppLimit();
        setDefault("OPENBLAS_NUM_THREADS", "1");
        setDefault("THP_MEM_ALLOC_ENABLE", "1");
        setDefault("TORCH_CPP_LOG_LEVEL", "ERROR");
        boolean chosen = System.getenv("OMP_WAIT_POLICY") != null;
        setDefault("OMP_WAIT_POLICY", "passive");
        if (!chosen) {
            setDefault("GOMP_SPINCOUNT", TURNS_AWAKE);
        }
    }

    /**
     * Keeps UCX, which MPI libraries bring along, from taking the signal by which the JVM finds null pointers and stops its
     * threads: its handler ends the process.
     */
    public static void prepareForMpi() {
        setDefault("UCX_ERROR_SIGNALS", "");
    }

    /**
     * JavaCPP, by which pictures and videos are decoded, refuses to allocate once the process holds four times the Java heap,
     * after a second of garbage collections. Here weights are native memory, often more than that, which says nothing of
     * pictures. It reads the limit when its first pointer is made; one that the user has set stays.
     */
    private static void liftJavaCppLimit() {
        if (System.getProperty("org.bytedeco.javacpp.maxphysicalbytes") == null
                && System.getProperty("org.bytedeco.javacpp.maxPhysicalBytes") == null) {
            System.setProperty("org.bytedeco.javacpp.maxphysicalbytes", "0");
        }
    }

    /** Has a loaded LibTorch read its log level, which of its own it does in Python alone. */
    static void applyLogLevel() {
        Optional<MethodHandle> function = LinkedFunction.INIT_LOGGING.find(SymbolLookup.loaderLookup());
        if (function.isEmpty()) {
            // A LibTorch that keeps this function to itself says more than needed, no worse.
            return;
        }
        try {
            function.get().invokeExact();
        } catch (Error | RuntimeException e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError("a downcall throws nothing checked", e);
        }
    }

    private static void setDefault(String name, String value) {
        MethodHandle setenv = LinkedFunction.SETENV.findInC().orElseThrow();
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
