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

/** Times the rasterizer on the CPU as a caller sees it. */
public final class RasterizerBenchmark {
    /** Memory is mapped, scratch has grown and the calls are compiled after these. */
    private static final int WARM_UPS = 3;

    private RasterizerBenchmark() {}

    /**
     * Renders and differentiates all views of a scene, again and again.
     *
     * @param scene in host memory
     * @param size width and height of each view, pixels
     * @param threads that rasterize
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
                    rasterizer.render(scene.splats(), viewmats, ks, settings);
                    forward[slot] = System.nanoTime() - start;
                }
                try (TensorScope run = TensorScope.open()) {
                    long start = System.nanoTime();
                    try (DifferentiableRendering rendering =
                            rasterizer.renderWithState(scene.splats(), viewmats, ks, settings)) {
                        long rendered = System.nanoTime();
                        rendering.differentiate(gradients);
                        backward[slot] = System.nanoTime() - rendered;
                        withState[slot] = rendered - start;
                    }
                }
            }
        }
        return new RasterizerTimes(Timing.ofNanos(forward), Timing.ofNanos(withState), Timing.ofNanos(backward));
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
        return Shapes.reshape(Arithmetic.sin(Creation.arange(map.numel())), map.shape());
    }
}
