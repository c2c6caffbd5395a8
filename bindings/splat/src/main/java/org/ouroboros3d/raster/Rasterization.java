package org.ouroboros3d.raster;

import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import org.ouroboros3d.internal.TorchAbi;
import org.ouroboros3d.raster.DeviceReports.Extent;
import org.ouroboros3d.raster.internal.RasterBackward;
import org.ouroboros3d.raster.internal.RasterCall;
import org.ouroboros3d.raster.internal.RasterReports.Report;
import org.ouroboros3d.tensor.AvailableMemory;
import org.ouroboros3d.tensor.DType;
import org.ouroboros3d.tensor.Device;
import org.ouroboros3d.tensor.HookHandle;
import org.ouroboros3d.tensor.OperatorHook;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;

/** The native structs of a rendering and the scratch that they point to. One thread at a time. */
final class Rasterization implements AutoCloseable {
    /** What a first call has room for, in tile intersections per Gaussian and view. */
    private static final long FIRST_GUESS = 6;

    private static final long ALIGNMENT = 256;

    /** Asking the system how much memory it has takes longer than a small rendering, which is not asked for. */
    private static final long UNCHECKED_BYTES = 256L << 20;

    static final long MAX_INTERSECTIONS = Integer.MAX_VALUE;

    private final RasterCall call;
    private final boolean keepState;
    private final TensorScope owned = TensorScope.detached();
    private Tensor scratch;
    private long capacity;

    /**
     * @param keepState whether {@link #backward} follows a rendering
     * @param capacity tile intersections that an earlier scene needed, 0 when there was none
     */
    Rasterization(RasterCall call, boolean keepState, long capacity) {
        this.call = call;
        this.keepState = keepState;
        this.capacity = capacity;
    }

    /** {@return the tile intersections that the scratch has room for} */
    long capacity() {
        return capacity;
    }

    /** Renders on the CPU. */
    Rendering render(Splats splats, Cameras cameras, RenderSettings settings) {
        call.on(false, 0, 0);
        call.reportHere();
        return render(splats, cameras, settings, () -> run(splats.count() * cameras.count));
    }

    /**
     * Renders on the device of {@code reports}.
     *
     * @param ahead whether scenes of a size that was measured before are not waited for
     */
    Rendering render(Splats splats, Cameras cameras, RenderSettings settings, DeviceReports reports, boolean ahead) {
        int index = reports.device().index();
        call.on(true, index, TorchAbi.currentStream(index));
        Extent extent = new Extent(splats.count(), cameras.count, settings.width(), settings.height());
        return render(splats, cameras, settings, () -> run(reports, extent, ahead));
    }

    private Rendering render(Splats splats, Cameras cameras, RenderSettings settings, Runnable run) {
        return HookHandle.around(
                OperatorHook.RASTERIZE,
                splats.tensors(),
                () -> renderNow(splats, cameras, settings, run),
                Rendering::tensors);
    }

    private Rendering renderNow(Splats splats, Cameras cameras, RenderSettings settings, Runnable run) {
        Device device = splats.means().device();
        describe(settings);
        Rendering rendering = allocate(cameras.count, splats.channels(), device, settings);
        bind(cameras, settings, rendering, splats.channels());
        try (TensorScope duringTheCall = TensorScope.open()) {
            // References of our own: another thread may close shared tensors meanwhile.
            Splats held = splats.sameElements();
            call.gaussians(
                    held.count(),
                    held.channels(),
                    held.means().dataPointer(),
                    held.quats().dataPointer(),
                    held.scales().dataPointer(),
                    held.opacities().dataPointer(),
                    held.colors().dataPointer());
            run.run();
        }
        return rendering;
    }

    /** Differentiates the last rendering; the splats that were rendered must still be there, unchanged. */
    void backward(RasterBackward gradients) {
        gradients.run(call);
    }

    private void describe(RenderSettings settings) {
        call.settings(settings.antialiased(), settings.clampColor(), keepState, settings.scaleModifier());
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
        boolean hasCcm = !(settings.ccm() instanceof Ccm.None);
        long pixelBytes = (hasCcm ? channels + 5L : channels + 2L) * DType.FLOAT32.byteSize();
        requireMemory(
                device, views * pixelBytes * h * w, "maps of " + views + " views of " + w + " x " + h + " pixels");
        return new Rendering(
                Tensor.empty(DType.FLOAT32, device, views, channels, h, w),
                Tensor.empty(DType.FLOAT32, device, views, 1, h, w),
                Tensor.empty(DType.FLOAT32, device, views, 1, h, w),
                hasCcm ? Optional.of(Tensor.empty(DType.FLOAT32, device, views, 3, h, w)) : Optional.empty());
    }

    /** Linux hands out memory that it does not have, and ends the process when it is written to. */
    private static void requireMemory(Device device, long bytes, String what) {
        if (!device.isHost() || bytes < UNCHECKED_BYTES) {
            return;
        }
        OptionalLong available = AvailableMemory.available();
        if (available.isPresent() && bytes > available.getAsLong()) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "%s need %.1f GB and %.1f GB of memory are available; render fewer views at a time or smaller"
                            + " images",
                    what,
                    bytes / 1e9,
                    available.getAsLong() / 1e9));
        }
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
    private void run(long pairs) {
        reserve(Device.CPU, Math.max(capacity, firstGuess(pairs)));
        call.forward();
        if (call.overflowed()) {
            long needed = call.intersections();
            requirePossible(needed);
            reserve(Device.CPU, Math.min(MAX_INTERSECTIONS, needed + needed / 4));
            call.forward();
        }
    }

    /** The same on a CUDA device, where finding out takes a wait. */
    private void run(DeviceReports reports, Extent extent, boolean ahead) {
        if (reports.recording().isPresent()) {
            record(reports, reports.recording().get(), extent);
            return;
        }
        reports.check();
        Optional<Long> known = reports.capacity(extent);
        if (ahead && known.isPresent()) {
            enqueue(reports, extent, known.get());
            return;
        }
        reports.waitForAll();
        enqueue(reports, extent, known.orElse(firstGuess(extent.gaussians() * extent.views())));
        Report report = reports.waitForOne();
        requirePossible(report.intersections());
        reports.measured(extent, report.intersections());
        if (report.overflowed()) {
            // The same scene again, so it fits.
            enqueue(reports, extent, reports.capacity(extent).orElseThrow());
        }
    }

    /** Nothing can be found out while a call is recorded: the scene before tells how much room those after it get. */
    private void record(DeviceReports reports, RecordedRenderings recording, Extent extent) {
        long room = reports.capacity(extent)
                .orElseThrow(() -> new IllegalStateException(
                        "a rendering is recorded after one of as many Gaussians, views and pixels, not before"));
        reserve(reports.device(), room);
        recording.hold(scratch);
        call.reportTo(recording.add(extent, room));
        call.forward();
    }

    private void enqueue(DeviceReports reports, Extent extent, long room) {
        reserve(reports.device(), room);
        call.reportTo(reports.await(extent, room));
        boolean enqueued = false;
        try {
            call.forward();
            enqueued = true;
        } finally {
            if (!enqueued) {
                reports.withdraw();
            }
        }
    }

    /** {@return what a first call has room for} */
    static long firstGuess(long pairs) {
        return Math.min(MAX_INTERSECTIONS, FIRST_GUESS * pairs);
    }

    private static void requirePossible(long needed) {
        if (needed > MAX_INTERSECTIONS) {
            throw new IllegalArgumentException("the scene covers " + needed + " tiles of 16 x 16 pixels, more than "
                    + MAX_INTERSECTIONS + "; render fewer views at a time, smaller images or smaller Gaussians");
        }
    }

    private void reserve(Device device, long intersections) {
        long bytes = call.scratchBytes(intersections);
        if (scratch == null
                || scratch.numel() < bytes + ALIGNMENT
                || !scratch.device().equals(device)) {
            if (scratch != null) {
                scratch.close();
                // Nothing to go back to when the larger one cannot be had.
                scratch = null;
                capacity = 0;
            }
            requireMemory(device, bytes, "the tile intersections of this scene");
            scratch = owned.adopt(Tensor.empty(DType.UINT8, device, bytes + ALIGNMENT));
        }
        capacity = intersections;
        long start = scratch.dataPointer();
        long aligned = (start + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        call.scratch(aligned, start + scratch.numel() - aligned);
    }

    /** Frees the structs and the scratch. Closing again does nothing. */
    @Override
    public void close() {
        owned.close();
        call.close();
    }
}
