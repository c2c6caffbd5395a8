package org.ouroboros3d.raster.internal;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.ouroboros3d.ffi.raster.Ouroboros3dNative;

/** A profiler's ranges. Names are kept as native text, so that a range costs no allocation. */
public final class RasterRanges {
    private static final Map<String, MemorySegment> NAMES = new ConcurrentHashMap<>();

    private RasterRanges() {}

    /** Begins a range of the calling thread. */
    public static void push(String name) {
        RasterLoader.load();
        Ouroboros3dNative.o3d_range_push(
                NAMES.computeIfAbsent(name, text -> Arena.global().allocateFrom(text)));
    }

    /** Ends the calling thread's last range. */
    public static void pop() {
        Ouroboros3dNative.o3d_range_pop();
    }
}
