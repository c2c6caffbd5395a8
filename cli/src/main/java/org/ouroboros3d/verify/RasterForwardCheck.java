package org.ouroboros3d.verify;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.ouroboros3d.ops.Shapes;
import org.ouroboros3d.raster.Rasterizer;
import org.ouroboros3d.raster.RenderSettings;
import org.ouroboros3d.raster.Rendering;
import org.ouroboros3d.raster.Splats;
import org.ouroboros3d.tensor.Device;
import org.ouroboros3d.tensor.Tensor;

/** Renders the reference's scenes: separate arrays of one scene, or B objects of LGM's 14 channels. */
final class RasterForwardCheck implements GoldenCheck {
    @Override
    public List<Comparison> run(GoldenFile golden, Device device) {
        int width = golden.config().path("width").asInt();
        int height = golden.config().path("height").asInt();
        ReferenceCameras cameras = ReferenceCameras.of(golden, width, height);
        BoundaryPixels pixels = new BoundaryPixels(golden.output("fragile").toFloatArray(), width * height);
        List<Rendering> renderings = new ArrayList<>();
        try (Rasterizer rasterizer = Rasterizer.create()) {
            for (Splats splats : scenes(golden, device)) {
                renderings.add(rasterizer.render(
                        splats, cameras.viewmats(), cameras.ks(), settings(golden, splats, width, height)));
            }
        }
        List<Comparison> comparisons = new ArrayList<>();
        double[] image = joined(renderings.stream().map(Rendering::color).toList());
        comparisons.addAll(pixels.compare("image", image, expected(golden, "image"), 3));
        comparisons.addAll(pixels.compare(
                "alpha", joined(renderings.stream().map(Rendering::alpha).toList()), expected(golden, "alpha"), 1));
        if (golden.hasOutput("depth")) {
            comparisons.addAll(pixels.compare(
                    "depth", joined(renderings.stream().map(Rendering::depth).toList()), expected(golden, "depth"), 1));
        }
        if (golden.hasOutput("frame_u8")) {
            comparisons.add(frames(golden, renderings.getFirst().color()));
        }
        return comparisons;
    }

    /** The scenes of a rasterizer golden on {@code device}. */
    static List<Splats> scenes(GoldenFile golden, Device device) {
        if (!golden.hasInput("gaussians")) {
            return List.of(new Splats(
                    golden.input("means").to(device),
                    golden.input("rotations").to(device),
                    golden.input("scales").to(device),
                    Shapes.squeeze(golden.input("opacities"), 1).to(device),
                    golden.input("colors").to(device)));
        }
        Tensor objects = golden.input("gaussians").to(device);
        List<Splats> scenes = new ArrayList<>();
        for (int b = 0; b < objects.size(0); b++) {
            Tensor g = Shapes.select(objects, 0, b); // [N, 14]
            scenes.add(new Splats(
                    channels(g, 0, 3),
                    channels(g, 7, 4),
                    channels(g, 4, 3),
                    Shapes.squeeze(channels(g, 3, 1), 1),
                    channels(g, 11, 3)));
        }
        return scenes;
    }

    private static Tensor channels(Tensor gaussians, int start, int count) {
        return Shapes.contiguous(Shapes.narrow(gaussians, 1, start, count));
    }

    /** The golden's background and scale modifier. */
    static RenderSettings settings(GoldenFile golden, Splats splats, int width, int height) {
        float[] background = golden.input("bg").toFloatArray();
        // The reference returns black for a scene without Gaussians; ours shows the background, on purpose.
        List<Float> shown =
                splats.count() == 0 ? Collections.nCopies(3, 0f) : List.of(background[0], background[1], background[2]);
        return RenderSettings.of(width, height)
                .withBackground(shown)
                .withScaleModifier(
                        (float) golden.config().path("scale_modifier").asDouble(1))
                .withClampColor(golden.hasInput("gaussians"));
    }

    private static Comparison frames(GoldenFile golden, Tensor color) {
        double[] actual = Shapes.permute(color, 0, 2, 3, 1).toDoubleArray();
        for (int i = 0; i < actual.length; i++) {
            actual[i] = Math.floor((float) actual[i] * 255f);
        }
        return Comparison.of(
                "frame_u8",
                actual,
                expected(golden, "frame_u8"),
                1,
                Measure.MAX_ABS,
                "bytes are truncated, not rounded");
    }

    private static double[] expected(GoldenFile golden, String name) {
        return golden.output(name).toDoubleArray();
    }

    private static double[] joined(List<Tensor> maps) {
        return Shapes.cat(maps, 0).toDoubleArray();
    }
}
