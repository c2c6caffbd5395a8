package org.ouroboros3d.bench;

import java.util.Optional;
import org.ouroboros3d.ops.Arithmetic;
import org.ouroboros3d.ops.Creation;
import org.ouroboros3d.ops.Shapes;
import org.ouroboros3d.raster.Ccm;
import org.ouroboros3d.raster.DifferentiableRendering;
import org.ouroboros3d.raster.MapGradients;
import org.ouroboros3d.raster.Rasterizer;
import org.ouroboros3d.raster.RenderSettings;
import org.ouroboros3d.raster.Rendering;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;

/**
 * Times the rasterizer as a caller sees it. On a CUDA device each run ends when one number of its result has arrived on the
 * host, some 10 microseconds after the last kernel.
 */
public final class RasterizerBenchmark {
    /** Memory is mapped, scratch has grown and the calls are compiled after these. */
    private static final int WARM_UPS = 3;

    private RasterizerBenchmark() {}

    /**
     * Renders and differentiates all views of a scene, again and again.
     *
     * @param scene on the device to be timed
     * @param size width and height of each view, pixels
     * @param threads that rasterize on the CPU
     * @param repeats that are timed, after three that are not
     */
    public static RasterizerTimes run(RasterScene scene, int size, int threads, int repeats) {
        if (repeats < 1) {
            throw new IllegalArgumentException("repeats must be at least 1, not " + repeats);
        }
        long[] forward = new long[repeats];
        long[] withState = new long[repeats];
        long[] backward = new long[repeats];
        try (TensorScope scope = TensorScope.open();
                Rasterizer rasterizer = Rasterizer.create(threads)) {
            RenderSettings settings = RenderSettings.of(size, size).withCcm(Ccm.CANONICAL);
            Tensor viewmats = scene.cameras().viewmats();
            Tensor ks = scene.cameras().Ks(size, size);
            MapGradients gradients = gradients(rasterizer.render(scene.splats(), viewmats, ks, settings));
            for (int i = -WARM_UPS; i < repeats; i++) {
                int slot = Math.max(i, 0); // The first timed run replaces the warm-ups.
                try (TensorScope run = TensorScope.open()) {
                    long start = System.nanoTime();
                    await(rasterizer
                            .renderAhead(scene.splats(), viewmats, ks, settings)
                            .color());
                    forward[slot] = System.nanoTime() - start;
                }
                try (TensorScope run = TensorScope.open()) {
                    long start = System.nanoTime();
                    try (DifferentiableRendering rendering =
                            rasterizer.renderWithState(scene.splats(), viewmats, ks, settings)) {
                        await(rendering.maps().color().detach());
                        long rendered = System.nanoTime();
                        await(rendering.differentiate(gradients).means());
                        backward[slot] = System.nanoTime() - rendered;
                        withState[slot] = rendered - start;
                    }
                }
            }
            rasterizer.verify();
        }
        return new RasterizerTimes(Timing.ofNanos(forward), Timing.ofNanos(withState), Timing.ofNanos(backward));
    }

    /** Until a tensor has been computed. */
    private static void await(Tensor tensor) {
        if (!tensor.device().isHost()) {
            try (TensorScope scope = TensorScope.open()) {
                Shapes.narrow(Shapes.reshape(tensor, tensor.numel()), 0, 0, 1).item();
            }
        }
    }

    private static MapGradients gradients(Rendering maps) {
        return new MapGradients(
                Optional.of(wave(maps.color())),
                Optional.of(wave(maps.alpha())),
                Optional.of(wave(maps.depth())),
                maps.coordinates().map(RasterizerBenchmark::wave));
    }

    /** Gradients of both signs, none of which is zero for long. */
    private static Tensor wave(Tensor map) {
        return Shapes.reshape(Arithmetic.sin(Creation.arange(map.numel(), map.device())), map.shape());
    }
}
