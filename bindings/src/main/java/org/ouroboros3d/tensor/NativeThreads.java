package org.ouroboros3d.tensor;

import org.ouroboros3d.internal.NativeEnvironment;

/** How native libraries share the processors. */
public final class NativeThreads {
    private NativeThreads() {}

    /**
     * Sets the environment that OpenMP and OpenBLAS read when they are loaded: OpenMP's threads sleep soon after a loop, OpenBLAS
     * starts none of its own. Variables that the user has set are kept. Loading LibTorch does this too; whoever loads
     * another library on OpenBLAS before, such as OpenCV, calls it first.
     */
    public static void prepare() {
        NativeEnvironment.prepareForLibTorch();
    }
}
