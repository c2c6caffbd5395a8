package org.ouroboros3d.verify;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.ouroboros3d.geometry.Geometry;
import org.ouroboros3d.lgm.LargeMultiViewGaussianModel;
import org.ouroboros3d.lgm.LgmConfig;
import org.ouroboros3d.tensor.Device;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.weights.Weights;

/** Runs LGM from views and cameras to Gaussians, with the released code's rotations. */
final class LgmGaussiansCheck implements GoldenCheck {
    private static final double TOLERANCE = 5e-5;
    private static final String WHY = "absolute: float32 and float64 runs of the reference differ by 1.1e-5";

    @Override
    public List<Comparison> run(GoldenFile golden, Device device) {
        Weights weights = golden.weights(device);
        LargeMultiViewGaussianModel model =
                new LargeMultiViewGaussianModel(weights, LgmConfig.fromJson(golden.config()), Geometry.OFFICIAL);
        weights.requireAllUsed();
        float timestep = golden.input("timestep").item();
        List<Comparison> comparisons = new ArrayList<>();
        for (JsonNode run : golden.config().path("runs")) {
            comparisons.addAll(compare(golden, device, model, run.asText(), timestep));
        }
        return comparisons;
    }

    private static List<Comparison> compare(
            GoldenFile golden, Device device, LargeMultiViewGaussianModel model, String prefix, float timestep) {
        Tensor images = golden.input(prefix + "images").to(device);
        Tensor c2w = golden.input(prefix + "c2w").to(device);
        Tensor intrinsics =
                FieldsOfView.intrinsics(golden.input(prefix + "fov")).to(device);
        Tensor views = model.assemble(images, c2w, intrinsics);
        List<Comparison> comparisons = new ArrayList<>();
        if (golden.hasOutput(prefix + "unet_in")) {
            comparisons.add(compare(golden, prefix + "unet_in", views));
        }
        comparisons.add(compare(golden, prefix + "raw", model.raw(views, timestep)));
        Tensor gaussians = model.reconstruct(images, c2w, intrinsics, timestep);
        comparisons.add(compare(golden, prefix + "gaussians", gaussians));
        return comparisons;
    }

    private static Comparison compare(GoldenFile golden, String name, Tensor actual) {
        return Comparison.of(name, actual, golden.output(name), TOLERANCE, Measure.MAX_ABS, WHY);
    }
}
