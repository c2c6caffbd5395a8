package org.ouroboros3d.verify;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.ouroboros3d.ops.Arithmetic;
import org.ouroboros3d.ops.Reductions;
import org.ouroboros3d.ops.Shapes;
import org.ouroboros3d.raster.DifferentiableRendering;
import org.ouroboros3d.raster.Rasterizer;
import org.ouroboros3d.raster.Rendering;
import org.ouroboros3d.raster.Splats;
import org.ouroboros3d.tensor.Autograd;
import org.ouroboros3d.tensor.Device;
import org.ouroboros3d.tensor.GradMode;
import org.ouroboros3d.tensor.Tensor;

/**
 * Renders the reference's scene and differentiates the golden's loss, a weighted sum of the maps, through autograd and the
 * rasterizer. {@code grad_*} are the true derivatives; what the reference's kernels compute instead
 * ({@code cuda_grad_*}) is not aimed at.
 */
final class RasterBackwardCheck implements GoldenCheck {
    private static final double TOLERANCE = 1e-3;
    private static final String WHY =
            "in units of the largest entry; the reference's own kernels in float32 are up to 2.2e-4 from float64";

    @Override
    public List<Comparison> run(GoldenFile golden, Device device) {
        List<Comparison> comparisons = new ArrayList<>(new RasterForwardCheck().run(golden, device));
        try (GradMode recording = GradMode.enabled()) {
            comparisons.addAll(gradients(golden, device));
        }
        return comparisons;
    }

    private static List<Comparison> gradients(GoldenFile golden, Device device) {
        Tensor means = leaf(golden, "means", device);
        Tensor rotations = leaf(golden, "rotations", device);
        Tensor scales = leaf(golden, "scales", device);
        Tensor opacities = leaf(golden, "opacities", device); // [N, 1]
        Tensor colors = leaf(golden, "colors", device);
        Splats splats = new Splats(means, rotations, scales, Shapes.squeeze(opacities, 1), colors);
        int width = golden.config().path("width").asInt();
        int height = golden.config().path("height").asInt();
        ReferenceCameras cameras = ReferenceCameras.of(golden, width, height);
        Tensor loss;
        try (Rasterizer rasterizer = Rasterizer.create();
                DifferentiableRendering rendering = rasterizer.renderWithState(
                        splats,
                        cameras.viewmats(),
                        cameras.ks(),
                        RasterForwardCheck.settings(golden, splats, width, height))) {
            loss = loss(golden, rendering.maps(), device);
            Autograd.backward(loss);
            rendering.backward();
        }
        return List.of(
                Comparison.of("loss", loss.detach(), Shapes.reshape(golden.output("loss"))),
                compare(golden, "grad_means", means),
                compare(golden, "grad_rotations", rotations),
                compare(golden, "grad_scales", scales),
                compare(golden, "grad_opacities", opacities),
                compare(golden, "grad_colors", colors));
    }

    /** A view of its own, so that the golden's input stays without a gradient. */
    private static Tensor leaf(GoldenFile golden, String name, Device device) {
        return golden.input(name).to(device).detach().requiresGrad(true);
    }

    private static Tensor loss(GoldenFile golden, Rendering maps, Device device) {
        Tensor image = weighted(maps.color(), golden.input("grad_image").to(device));
        Tensor alpha = weighted(maps.alpha(), golden.input("grad_alpha").to(device));
        Tensor depth = weighted(maps.depth(), golden.input("grad_depth").to(device));
        return Arithmetic.add(Arithmetic.add(image, alpha), depth);
    }

    private static Tensor weighted(Tensor map, Tensor weights) {
        return Reductions.sum(Arithmetic.mul(map, weights));
    }

    private static Comparison compare(GoldenFile golden, String name, Tensor leaf) {
        double[] expected = golden.output(name).toDoubleArray();
        double largest = Arrays.stream(expected).map(Math::abs).max().orElse(1);
        return Comparison.of(
                name,
                scaled(Autograd.gradient(leaf).toDoubleArray(), largest),
                scaled(expected, largest),
                TOLERANCE,
                Measure.MAX_ABS,
                WHY);
    }

    private static double[] scaled(double[] values, double unit) {
        return Arrays.stream(values).map(value -> value / unit).toArray();
    }
}
