package org.ouroboros3d.raster.internal;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.ouroboros3d.ffi.raster.Ouroboros3dNative;
import org.ouroboros3d.ffi.raster.o3d_gaussian_gradients;
import org.ouroboros3d.ffi.raster.o3d_view_gradients;

/** The native structs of one backward call, freed with it. As in {@link RasterCall}, nothing but the status is checked. */
public final class RasterBackward implements AutoCloseable {
    private final Arena arena = Arena.ofConfined();
    private final MemorySegment maps;
    private final MemorySegment splats = arena.allocate(o3d_gaussian_gradients.layout());

    /** For as many views as the forward call had. */
    public RasterBackward(int views) {
        maps = arena.allocate(o3d_view_gradients.layout(), views);
    }

    /** Addresses of the gradients of view {@code v}'s maps, float32; 0 for a gradient of zero. */
    public void maps(int v, long color, long alpha, long depth, long ccm) {
        MemorySegment view = maps.asSlice(v * o3d_view_gradients.sizeof(), o3d_view_gradients.sizeof());
        o3d_view_gradients.color(view, MemorySegment.ofAddress(color));
        o3d_view_gradients.alpha(view, MemorySegment.ofAddress(alpha));
        o3d_view_gradients.depth(view, MemorySegment.ofAddress(depth));
        o3d_view_gradients.ccm(view, MemorySegment.ofAddress(ccm));
    }

    /** Addresses where the float32 gradients [N, 3], [N, 4], [N, 3], [N] and [N, C] go. */
    public void splats(long means, long quats, long scales, long opacities, long colors) {
        o3d_gaussian_gradients.means(splats, MemorySegment.ofAddress(means));
        o3d_gaussian_gradients.quats(splats, MemorySegment.ofAddress(quats));
        o3d_gaussian_gradients.scales(splats, MemorySegment.ofAddress(scales));
        o3d_gaussian_gradients.opacities(splats, MemorySegment.ofAddress(opacities));
        o3d_gaussian_gradients.colors(splats, MemorySegment.ofAddress(colors));
    }

    /** Differentiates the forward call that {@code call} made last, with state kept. */
    public void run(RasterCall call) {
        RasterAbi.check(Ouroboros3dNative.o3d_raster_backward(call.struct(), maps, splats), "o3d_raster_backward");
    }

    @Override
    public void close() {
        arena.close();
    }
}
