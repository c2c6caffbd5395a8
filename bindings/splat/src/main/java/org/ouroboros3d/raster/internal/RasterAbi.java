package org.ouroboros3d.raster.internal;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import org.ouroboros3d.error.NativeException;
import org.ouroboros3d.error.NativeLibraryException;
import org.ouroboros3d.ffi.raster.Ouroboros3dNative;

/** The rasterizer's functions with their statuses checked. */
final class RasterAbi {
    private RasterAbi() {}

    static void check(int status, String function) {
        if (status == Ouroboros3dNative.O3D_UNAVAILABLE()) {
            // Not the call is at fault but where it runs.
            throw new NativeLibraryException(
                    "libouroboros3d cannot render there: " + lastError(), List.of(RasterLoader.load()));
        }
        if (status != Ouroboros3dNative.O3D_OK()) {
            throw new NativeException(function, status, lastError());
        }
    }

    static String lastError() {
        return RasterLoader.text(Ouroboros3dNative.o3d_last_error());
    }

    static MemorySegment newThreadPool(int threads) {
        RasterLoader.load();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment pool = arena.allocate(ValueLayout.ADDRESS);
            check(Ouroboros3dNative.o3d_thread_pool_create(threads, pool), "o3d_thread_pool_create");
            return pool.get(ValueLayout.ADDRESS, 0);
        }
    }

    static void deleteThreadPool(MemorySegment pool) {
        Ouroboros3dNative.o3d_thread_pool_destroy(pool);
    }
}
