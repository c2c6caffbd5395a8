package org.ouroboros3d.tensor;

import org.ouroboros3d.internal.NativeEnvironment;

/** How native libraries share the processors. */
public final class NativeThreads {
    private NativeThreads() {}

    /**
     * Sets the environment that native libraries read when they are loaded, except for what the user has set: OpenMP's threads
     * sleep soon after a loop, OpenBLAS starts none of its own, large tensors lie in huge pages. Loading LibTorch does this
     * too; whoever loads another library on OpenBLAS before, such as OpenCV, calls it first.
     */
    public static void prepare() {
        NativeEnvironment.prepareForLibTorch();
    }
}
