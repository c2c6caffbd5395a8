package org.ouroboros3d.internal;

import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;

/**
 * The OpenMP runtime that the loaded LibTorch depends on, whichever it is: LibTorch's stable ABI tells how many threads
 * its operators use, and cannot change it, but LibTorch asks OpenMP.
 */
public final class OpenMp {
    private OpenMp() {}

    /** Looked for when LibTorch has been loaded; a handle finds what its library depends on, too. */
    private static final class SetThreads {
        static final MethodHandle HANDLE = LinkedFunction.OMP_SET_NUM_THREADS.link(
                SymbolLookup.loaderLookup(),
                "the loaded LibTorch computes without OpenMP, and its number of threads cannot be set");
    }

    /** Sets how many threads parallel regions that the calling thread enters have. */
    public static void setThreads(int threads) {
        try {
            SetThreads.HANDLE.invokeExact(threads);
        } catch (Error | RuntimeException e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError("omp_set_num_threads throws nothing", e);
        }
    }
}
