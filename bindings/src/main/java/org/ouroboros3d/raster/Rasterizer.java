package org.ouroboros3d.raster;

import java.util.Optional;
import org.ouroboros3d.error.NativeException;
import org.ouroboros3d.error.NativeLibraryException;
import org.ouroboros3d.error.ShapeException;
import org.ouroboros3d.internal.RasterCall;
import org.ouroboros3d.internal.TorchAbi;
import org.ouroboros3d.tensor.DType;
import org.ouroboros3d.tensor.Device;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;

/**
 * Renders 3D Gaussians (Kerbl et al. 2023) in the conventions of the rasterizer that LGM was trained with; those of the
 * native library's header {@code ouroboros3d.h} hold. Tensors are read and written in place, without copies.
 *
 * <p>An instance keeps threads and scratch memory, which grows to what the largest scene needed. Calls from several
 * threads take turns.
 */
public final class Rasterizer implements AutoCloseable {
    /** What a first call has room for, in tile intersections per Gaussian and view. */
    private static final long FIRST_GUESS = 6;

    private static final long ALIGNMENT = 256;
    private static final long MAX_INTERSECTIONS = Integer.MAX_VALUE;

    private final RasterCall call;
    private final TensorScope owned = TensorScope.detached();
    private Tensor scratch;
    private long capacity;
    private boolean closed;

    private Rasterizer(int threads) {
        call = RasterCall.open(threads);
    }

    /**
     * {@return a rasterizer that uses all processors}
     *
     * @throws NativeLibraryException if libouroboros3d cannot be loaded
     */
    public static Rasterizer create() {
        return create(Runtime.getRuntime().availableProcessors());
    }

    /**
     * {@return a rasterizer with a number of CPU threads; results do not depend on it}
     *
     * @param threads 1 to 1024
     * @throws NativeLibraryException if libouroboros3d cannot be loaded
     */
    public static Rasterizer create(int threads) {
        if (threads < 1 || threads > 1024) {
            throw new IllegalArgumentException("threads must be 1 to 1024, not " + threads);
        }
        return new Rasterizer(threads);
    }

    /**
     * Renders all views in one native call. No gradient is recorded.
     *
     * @param splats the Gaussians
     * @param viewmats world to camera [V, 4, 4], OpenCV axes (x right, y down, z forward), host tensor
     * @param ks intrinsics [V, 3, 3] in pixels, where the centre of an image W wide is W / 2; host tensor
     * @param settings size, background and maps
     * @return maps on the device of the splats, in the innermost scope
     * @throws ShapeException if a camera tensor's shape does not fit
     * @throws IllegalArgumentException if channels and background differ, or a camera is not one
     * @throws NativeException if the native library refuses, for example a device that it was not built for
     */
    public synchronized Rendering render(Splats splats, Tensor viewmats, Tensor ks, RenderSettings settings) {
        if (closed) {
            throw new IllegalStateException("this Rasterizer was closed");
        }
        if (settings.background().size() != splats.channels()) {
            throw new IllegalArgumentException("the background has "
                    + settings.background().size() + " channels, the splats have " + splats.channels());
        }
        Cameras cameras = new Cameras(viewmats, ks);
        Device device = splats.means().device();
        call.on(!device.isHost(), device.index(), device.isHost() ? 0 : TorchAbi.currentStream(device.index()));
        call.gaussians(
                splats.count(),
                splats.channels(),
                splats.means().dataPointer(),
                splats.quats().dataPointer(),
                splats.scales().dataPointer(),
                splats.opacities().dataPointer(),
                splats.colors().dataPointer());
        describe(settings);
        Rendering rendering = allocate(cameras.count, splats.channels(), device, settings);
        bind(cameras, settings, rendering, splats.channels());
        run(device, splats.count() * cameras.count);
        return rendering;
    }

    private void describe(RenderSettings settings) {
        call.settings(settings.antialiased(), settings.clampColor(), false, settings.scaleModifier());
        for (int c = 0; c < settings.background().size(); c++) {
            call.background(c, settings.background().get(c));
        }
        switch (settings.ccm()) {
            case Ccm.None none -> call.noCcm();
            case Ccm.World w -> call.worldCcm(w.scale(), w.offset(), w.red(), w.green(), w.blue());
            case Ccm.Depth d -> call.depthCcm(d.scale(), d.offset());
        }
    }

    private static Rendering allocate(int views, int channels, Device device, RenderSettings settings) {
        int h = settings.height();
        int w = settings.width();
        return new Rendering(
                Tensor.empty(DType.FLOAT32, device, views, channels, h, w),
                Tensor.empty(DType.FLOAT32, device, views, 1, h, w),
                Tensor.empty(DType.FLOAT32, device, views, 1, h, w),
                settings.ccm() instanceof Ccm.None
                        ? Optional.empty()
                        : Optional.of(Tensor.empty(DType.FLOAT32, device, views, 3, h, w)));
    }

    private void bind(Cameras cameras, RenderSettings settings, Rendering rendering, int channels) {
        call.views(cameras.count);
        long plane = (long) settings.width() * settings.height() * DType.FLOAT32.byteSize();
        long color = rendering.color().dataPointer();
        long alpha = rendering.alpha().dataPointer();
        long depth = rendering.depth().dataPointer();
        long ccm = rendering.coordinates().map(Tensor::dataPointer).orElse(0L);
        for (int v = 0; v < cameras.count; v++) {
            call.camera(
                    v,
                    settings.width(),
                    settings.height(),
                    settings.nearPlane(),
                    settings.farPlane(),
                    cameras.viewmats,
                    cameras.ks);
            call.outputs(
                    v,
                    color + (long) v * channels * plane,
                    alpha + v * plane,
                    depth + v * plane,
                    ccm == 0 ? 0 : ccm + 3L * v * plane);
        }
    }

    /** Calls with the scratch that there is, and once more with enough where the scene needed more. */
    private void run(Device device, long pairs) {
        reserve(device, Math.max(capacity, Math.min(MAX_INTERSECTIONS, FIRST_GUESS * pairs)));
        call.forward();
        if (call.overflowed()) {
            long needed = call.intersections();
            if (needed > MAX_INTERSECTIONS) {
                throw new IllegalArgumentException("the scene covers " + needed + " tiles of 16 x 16 pixels, more than "
                        + MAX_INTERSECTIONS + "; render fewer views at a time, smaller images or smaller Gaussians");
            }
            reserve(device, Math.min(MAX_INTERSECTIONS, needed + needed / 4));
            call.forward();
        }
    }

    private void reserve(Device device, long intersections) {
        capacity = intersections;
        long bytes = call.scratchBytes(intersections);
        if (scratch == null
                || scratch.numel() < bytes + ALIGNMENT
                || !scratch.device().equals(device)) {
            if (scratch != null) {
                scratch.close();
            }
            scratch = owned.adopt(Tensor.empty(DType.UINT8, device, bytes + ALIGNMENT));
        }
        long start = scratch.dataPointer();
        long aligned = (start + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        call.scratch(aligned, start + scratch.numel() - aligned);
    }

    /** Ends the threads and frees the scratch memory. Closing again does nothing. */
    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            owned.close();
            call.close();
        }
    }
}
