package org.ouroboros3d.raster;

import org.ouroboros3d.raster.internal.RasterRanges;

/**
 * A range in a profiler's timeline (NVTX), from its opening to its closing on the same thread, in one timeline with the
 * rasterizer's own stages. Without a profiler, and where libouroboros3d was built without CUDA, it does nothing.
 */
public final class ProfilerRange implements AutoCloseable {
    private boolean open = true;

    private ProfilerRange() {}

    /**
     * Begins a range.
     *
     * @param name one of a small number of names, which are kept
     */
    public static ProfilerRange open(String name) {
        RasterRanges.push(name);
        return new ProfilerRange();
    }

    /** Ends the range. Closing again does nothing. */
    @Override
    public void close() {
        if (open) {
            open = false;
            RasterRanges.pop();
        }
    }
}
