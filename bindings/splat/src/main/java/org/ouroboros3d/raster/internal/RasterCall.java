package org.ouroboros3d.raster.internal;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.ouroboros3d.ffi.raster.Ouroboros3dNative;
import org.ouroboros3d.ffi.raster.o3d_execution;
import org.ouroboros3d.ffi.raster.o3d_gaussians;
import org.ouroboros3d.ffi.raster.o3d_raster_call;
import org.ouroboros3d.ffi.raster.o3d_raster_report;
import org.ouroboros3d.ffi.raster.o3d_raster_settings;
import org.ouroboros3d.ffi.raster.o3d_view;

/**
 * The native structs of one rasterization, kept and refilled from call to call. Addresses are those of the caller's
 * buffers, which must outlive the call; nothing is checked here but the status. One thread at a time.
 */
public final class RasterCall implements AutoCloseable {
    private final Arena arena = Arena.ofShared();
    private final MemorySegment pool;
    private final boolean ownsPool;
    private final MemorySegment execution = arena.allocate(o3d_execution.layout());
    private final MemorySegment gaussians = arena.allocate(o3d_gaussians.layout());
    private final MemorySegment settings = arena.allocate(o3d_raster_settings.layout());
    private final MemorySegment report = arena.allocate(o3d_raster_report.layout());
    private final MemorySegment call = arena.allocate(o3d_raster_call.layout());
    private final MemorySegment size = arena.allocate(ValueLayout.JAVA_LONG);
    private Arena viewArena = Arena.ofShared();
    private MemorySegment views = MemorySegment.NULL;
    private int viewCapacity;

    private RasterCall(MemorySegment pool, boolean ownsPool) {
        this.pool = pool;
        this.ownsPool = ownsPool;
        o3d_execution.pool(execution, pool);
        o3d_raster_call.execution(call, execution);
        o3d_raster_call.gaussians(call, gaussians);
        o3d_raster_call.settings(call, settings);
        o3d_raster_call.report(call, report);
    }

    /**
     * {@return structs for calls that {@code threads} CPU threads work on, the calling one among them}
     */
    public static RasterCall open(int threads) {
        return new RasterCall(RasterAbi.newThreadPool(threads), true);
    }

    /**
     * {@return structs of their own for calls on the threads of this one, which must not be closed while they run}
     */
    public RasterCall sharingThreads() {
        return new RasterCall(pool, false);
    }

    /** On the CPU, or on a CUDA device's stream. */
    public void on(boolean cuda, int index, long stream) {
        o3d_execution.device(
                execution, cuda ? Ouroboros3dNative.O3D_DEVICE_CUDA() : Ouroboros3dNative.O3D_DEVICE_CPU());
        o3d_execution.device_index(execution, index);
        o3d_execution.stream(execution, MemorySegment.ofAddress(stream));
    }

    /** Addresses of float32 arrays [N, 3], [N, 4], [N, 3], [N] and [N, C]. */
    public void gaussians(long n, int c, long means, long quats, long scales, long opacities, long colors) {
        o3d_gaussians.count(gaussians, n);
        o3d_gaussians.channels(gaussians, c);
        o3d_gaussians.means(gaussians, MemorySegment.ofAddress(means));
        o3d_gaussians.quats(gaussians, MemorySegment.ofAddress(quats));
        o3d_gaussians.scales(gaussians, MemorySegment.ofAddress(scales));
        o3d_gaussians.opacities(gaussians, MemorySegment.ofAddress(opacities));
        o3d_gaussians.colors(gaussians, MemorySegment.ofAddress(colors));
    }

    /** Flags and what they do not cover. */
    public void settings(boolean antialiased, boolean clampColor, boolean keepState, float scaleModifier) {
        o3d_raster_settings.flags(
                settings,
                (antialiased ? Ouroboros3dNative.O3D_RASTER_ANTIALIASED() : 0)
                        | (clampColor ? Ouroboros3dNative.O3D_RASTER_CLAMP_COLOR() : 0)
                        | (keepState ? Ouroboros3dNative.O3D_RASTER_KEEP_STATE() : 0));
        o3d_raster_settings.scale_modifier(settings, scaleModifier);
    }

    /** The colour behind everything, one value a channel. */
    public void background(int channel, float value) {
        // jextract's element setters of arrays ignore the array's offset in the struct; its slice is right.
        o3d_raster_settings.background(settings).setAtIndex(ValueLayout.JAVA_FLOAT, channel, value);
    }

    /** No coordinate map. */
    public void noCcm() {
        o3d_raster_settings.ccm_mode(settings, Ouroboros3dNative.O3D_CCM_NONE());
    }

    /** World coordinates times scale plus offset, blended over a background. */
    public void worldCcm(float scale, float offset, float red, float green, float blue) {
        o3d_raster_settings.ccm_mode(settings, Ouroboros3dNative.O3D_CCM_WORLD());
        o3d_raster_settings.ccm_scale(settings, scale);
        o3d_raster_settings.ccm_offset(settings, offset);
        MemorySegment background = o3d_raster_settings.ccm_background(settings);
        background.setAtIndex(ValueLayout.JAVA_FLOAT, 0, red);
        background.setAtIndex(ValueLayout.JAVA_FLOAT, 1, green);
        background.setAtIndex(ValueLayout.JAVA_FLOAT, 2, blue);
    }

    /** The released model's position map of the depth. */
    public void depthCcm(float scale, float offset) {
        o3d_raster_settings.ccm_mode(settings, Ouroboros3dNative.O3D_CCM_DEPTH());
        o3d_raster_settings.ccm_scale(settings, scale);
        o3d_raster_settings.ccm_offset(settings, offset);
    }

    /** How many views follow. */
    public void views(int count) {
        if (count > viewCapacity) {
            viewArena.close();
            viewArena = Arena.ofShared();
            views = viewArena.allocate(o3d_view.layout(), count);
            viewCapacity = count;
        }
        o3d_raster_call.view_count(call, count);
        o3d_raster_call.views(call, views);
    }

    /**
     * The camera of view {@code v}.
     *
     * @param viewmats row-major 4 x 4 matrices, one a view
     * @param ks row-major 3 x 3 matrices, one a view, in pixels
     */
    public void camera(int v, int width, int height, float near, float far, float[] viewmats, float[] ks) {
        MemorySegment view = views.asSlice(v * o3d_view.sizeof(), o3d_view.sizeof());
        o3d_view.width(view, width);
        o3d_view.height(view, height);
        o3d_view.near_plane(view, near);
        o3d_view.far_plane(view, far);
        o3d_view.fx(view, ks[9 * v]);
        o3d_view.fy(view, ks[9 * v + 4]);
        o3d_view.cx(view, ks[9 * v + 2]);
        o3d_view.cy(view, ks[9 * v + 5]);
        MemorySegment.copy(viewmats, 16 * v, o3d_view.world_to_camera(view), ValueLayout.JAVA_FLOAT, 0, 16);
    }

    /** Addresses of the maps of view {@code v}; 0 for a map that is not wanted. */
    public void outputs(int v, long color, long alpha, long depth, long ccm) {
        MemorySegment view = views.asSlice(v * o3d_view.sizeof(), o3d_view.sizeof());
        o3d_view.color(view, MemorySegment.ofAddress(color));
        o3d_view.alpha(view, MemorySegment.ofAddress(alpha));
        o3d_view.depth(view, MemorySegment.ofAddress(depth));
        o3d_view.ccm(view, MemorySegment.ofAddress(ccm));
    }

    /** {@return the bytes of scratch that a call with room for this many tile intersections needs} */
    public long scratchBytes(long maxIntersections) {
        o3d_raster_call.max_intersections(call, maxIntersections);
        RasterAbi.check(Ouroboros3dNative.o3d_raster_scratch_size(call, size), "o3d_raster_scratch_size");
        return size.get(ValueLayout.JAVA_LONG, 0);
    }

    /** The scratch that the last {@link #scratchBytes} asked for, aligned to 256 bytes. */
    public void scratch(long address, long bytes) {
        o3d_raster_call.scratch(call, MemorySegment.ofAddress(address));
        o3d_raster_call.scratch_bytes(call, bytes);
    }

    /** The call's report goes to {@code address}, in memory that the device writes, see {@link RasterReports}. */
    public void reportTo(long address) {
        o3d_raster_call.report(call, MemorySegment.ofAddress(address));
    }

    /** The call's report can be read here when the call returns: on the CPU. */
    public void reportHere() {
        o3d_raster_call.report(call, report);
    }

    /** Renders. */
    public void forward() {
        RasterAbi.check(Ouroboros3dNative.o3d_raster_forward(call), "o3d_raster_forward");
    }

    /** {@return whether, by {@link #reportHere}, the scene had more tile intersections than there was room for} */
    public boolean overflowed() {
        return o3d_raster_report.overflow(report) != 0;
    }

    /** {@return the number of tile intersections of the scene that was rendered last, by {@link #reportHere}} */
    public long intersections() {
        return o3d_raster_report.intersections(report);
    }

    /** {@return the number of pairs of a Gaussian and a view that were drawn last, by {@link #reportHere}} */
    public long visible() {
        return o3d_raster_report.visible(report);
    }

    /** The struct that {@code o3d_raster_call} describes, with what was set last. */
    MemorySegment struct() {
        return call;
    }

    /** Frees the structs, and ends the threads unless they are another call's. */
    @Override
    public void close() {
        if (arena.scope().isAlive()) {
            if (ownsPool) {
                RasterAbi.deleteThreadPool(pool);
            }
            viewArena.close();
            arena.close();
        }
    }
}
