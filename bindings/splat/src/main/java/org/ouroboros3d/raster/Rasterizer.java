package org.ouroboros3d.raster;

import java.util.Optional;
import org.ouroboros3d.error.NativeException;
import org.ouroboros3d.error.NativeLibraryException;
import org.ouroboros3d.error.ShapeException;
import org.ouroboros3d.raster.internal.RasterCall;
import org.ouroboros3d.tensor.Device;
import org.ouroboros3d.tensor.LibTorch;
import org.ouroboros3d.tensor.Tensor;

/**
 * Renders 3D Gaussians (Kerbl et al. 2023) in the conventions of the rasterizer that LGM was trained with; those of the
 * native library's header {@code ouroboros3d.h} hold. Tensors are read and written in place, without copies.
 *
 * <p>An instance keeps threads and scratch memory, which grows to what the largest scene needed. Calls from several
 * threads take turns.
 *
 * <p>On a CUDA device (not yet run on a GPU) kernels go to the calling thread's current stream of LibTorch. The calls of
 * an instance share its scratch, so that they must be on one stream, or on streams that wait for each other.
 * {@link #render} and {@link #renderWithState} wait once for 16 bytes that say whether the scene had room;
 * {@link #renderAhead} does not, and {@link #record} makes its calls part of a CUDA graph.
 */
public final class Rasterizer implements AutoCloseable {
    private final RasterCall call;
    private final Rasterization shared;
    /** Tile intersections that the largest scene with state needed, so that the next like it is rendered at once. */
    private long stateCapacity;

    /** Of the CUDA device that was rendered on last. */
    private Optional<DeviceReports> reports = Optional.empty();

    private boolean closed;

    private Rasterizer(int threads) {
        call = RasterCall.open(threads);
        shared = new Rasterization(call, false, 0);
    }

    /**
     * {@return a rasterizer with as many CPU threads as LibTorch's operators use that the calling thread calls}
     *
     * @throws NativeLibraryException if libouroboros3d cannot be loaded
     */
    public static Rasterizer create() {
        return create(LibTorch.load().threads());
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
     * Renders all views in one native call. No gradient is recorded; see {@link #renderWithState}.
     *
     * @param splats the Gaussians
     * @param viewmats world to camera [V, 4, 4], OpenCV axes (x right, y down, z forward), host tensor
     * @param ks intrinsics [V, 3, 3] in pixels, where the centre of an image W wide is W / 2; host tensor
     * @param settings size, background and maps
     * @return maps on the device of the splats, in the innermost scope
     * @throws ShapeException if a camera tensor's shape does not fit
     * @throws IllegalArgumentException if channels and background differ, or a camera is not one
     * @throws NativeLibraryException if the splats are on a CUDA device and libouroboros3d was built without CUDA, or
     *     finds no driver
     * @throws NativeException if the native library refuses otherwise
     */
    public synchronized Rendering render(Splats splats, Tensor viewmats, Tensor ks, RenderSettings settings) {
        return render(splats, viewmats, ks, settings, false);
    }

    /**
     * Renders as {@link #render} does, but on a CUDA device waits for nothing once a scene of as many Gaussians, views
     * and pixels was rendered: there is room for half as much again as that scene needed. Whether it was enough is looked
     * at without waiting by later calls, and by {@link #verify}, which is to be called before results are relied on.
     *
     * @return maps on the device of the splats, in the innermost scope; the background alone where there was not enough
     * @throws LostRenderingException if an earlier rendering turns out to be such
     */
    public synchronized Rendering renderAhead(Splats splats, Tensor viewmats, Tensor ks, RenderSettings settings) {
        return render(splats, viewmats, ks, settings, true);
    }

    private Rendering render(Splats splats, Tensor viewmats, Tensor ks, RenderSettings settings, boolean ahead) {
        checkOpen();
        checkChannels(splats, settings);
        Cameras cameras = new Cameras(viewmats, ks);
        return splats.means().device().isHost()
                ? shared.render(splats, cameras, settings)
                : shared.render(
                        splats, cameras, settings, reportsOn(splats.means().device()), ahead);
    }

    /**
     * Waits for what {@link #renderAhead} has enqueued; on the CPU there is nothing to wait for.
     *
     * @throws LostRenderingException if a rendering lacked room, so that its maps are the background alone
     */
    public synchronized void verify() {
        checkOpen();
        reports.ifPresent(DeviceReports::waitForAll);
    }

    /**
     * Runs work whose renderings become part of a recording and are repeated with it: on a CUDA device they are enqueued
     * with the room that scenes of their size have by now, and nothing is looked at.
     *
     * @param work renders nothing of which the size was not rendered before
     * @return the renderings, to be told of every repetition
     */
    public synchronized RecordedRenderings record(Runnable work) {
        checkOpen();
        if (reports.isPresent()) {
            return reports.get().record(work);
        }
        work.run();
        return new RecordedRenderings();
    }

    private DeviceReports reportsOn(Device device) {
        if (reports.isEmpty() || !reports.get().device().equals(device)) {
            reports.ifPresent(DeviceReports::close);
            reports = Optional.empty();
            reports = Optional.of(DeviceReports.on(device));
        }
        return reports.get();
    }

    /**
     * Renders as {@link #render} does and keeps what differentiating needs, in memory of the rendering's own: later
     * calls leave it alone.
     *
     * @param splats the Gaussians, which may be recorded by autograd; not to be written to before the rendering has
     *     been differentiated
     * @param settings size, background and maps; colours cannot be clamped
     * @return the rendering, to be closed before this rasterizer
     * @throws IllegalArgumentException also if colours are to be clamped
     */
    public synchronized DifferentiableRendering renderWithState(
            Splats splats, Tensor viewmats, Tensor ks, RenderSettings settings) {
        checkOpen();
        checkChannels(splats, settings);
        if (settings.clampColor()) {
            throw new IllegalArgumentException(
                    "clamped colours cannot be differentiated here; render withClampColor(false) and clamp the result");
        }
        Cameras cameras = new Cameras(viewmats, ks);
        Rasterization rasterization = new Rasterization(call.sharingThreads(), true, stateCapacity);
        boolean rendered = false;
        try {
            Device device = splats.means().device();
            Rendering maps = device.isHost()
                    ? rasterization.render(splats, cameras, settings)
                    : rasterization.render(splats, cameras, settings, reportsOn(device), false);
            stateCapacity = Math.max(stateCapacity, rasterization.capacity());
            DifferentiableRendering result = new DifferentiableRendering(this, rasterization, splats, maps);
            rendered = true;
            return result;
        } finally {
            if (!rendered) {
                rasterization.close();
            }
        }
    }

    /** {@return the tile intersections that the scratch of {@link #render} on the CPU has room for} */
    synchronized long capacity() {
        return shared.capacity();
    }

    void checkOpen() {
        if (closed) {
            throw new IllegalStateException("this Rasterizer was closed");
        }
    }

    private static void checkChannels(Splats splats, RenderSettings settings) {
        if (settings.background().size() != splats.channels()) {
            throw new IllegalArgumentException("the background has "
                    + settings.background().size() + " channels, the splats have " + splats.channels());
        }
    }

    /** Ends the threads and frees the scratch memory. Closing again does nothing. */
    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            reports.ifPresent(DeviceReports::close);
            shared.close();
        }
    }
}
