package org.ouroboros3d.verify;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.ouroboros3d.geometry.Geometry;
import org.ouroboros3d.geometry.Intrinsics;
import org.ouroboros3d.lgm.LargeMultiViewGaussianModel;
import org.ouroboros3d.lgm.LgmConfig;
import org.ouroboros3d.lgm.LgmRays;
import org.ouroboros3d.lgm.LgmUnet;
import org.ouroboros3d.ops.Shapes;
import org.ouroboros3d.tensor.Device;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.weights.Weights;

/** Checks of LGM. */
final class LgmChecks {
    private LgmChecks() {}

    /** Casts LGM's rays; large files store some rows and columns of them only. */
    static final class OfRays implements GoldenCheck {
        @Override
        public List<Comparison> run(GoldenFile golden, Device device) {
            JsonNode config = golden.config();
            int size = config.path("input_size").asInt();
            Tensor c2w = golden.input("c2w").to(device);
            Tensor intrinsics = intrinsics(golden.input("fov")).to(device);
            Tensor rays = LgmRays.plucker(c2w, intrinsics, size);
            Tensor rows = Shapes.slice(rays, 2, 0, size, config.path("stride_y").asInt(1));
            Tensor stored =
                    Shapes.slice(rows, 3, 0, size, config.path("stride_x").asInt(1));
            return List.of(golden.compare("rays", stored));
        }
    }

    /** Runs LGM's U-Net at every timestep of the file. */
    static final class OfUnet implements GoldenCheck {
        private static final Comparison.Limit LIMIT =
                Comparison.Limit.absolute(5e-5, "absolute: a wrong eps costs 7e-5");

        @Override
        public List<Comparison> run(GoldenFile golden, Device device) {
            Weights weights = golden.weights(device);
            LgmUnet unet = new LgmUnet(weights, LgmConfig.fromJson(golden.config()));
            weights.requireAllUsed();
            Tensor x = golden.input("x").to(device);
            List<Tensor> embeddings = new ArrayList<>();
            List<Tensor> outputs = new ArrayList<>();
            for (float timestep : golden.input("timesteps").toFloatArray()) {
                embeddings.add(unet.timeEmbedding(device, timestep));
                outputs.add(unet.forward(x, timestep));
            }
            return List.of(
                    golden.compare("time_embed", LIMIT, Shapes.cat(embeddings, 0)),
                    golden.compare("y", LIMIT, Shapes.stack(outputs, 0)));
        }
    }

    /** Runs LGM from views and cameras to Gaussians, with the released code's rotations. */
    static final class OfGaussians implements GoldenCheck {
        private static final Comparison.Limit LIMIT =
                Comparison.Limit.absolute(5e-5, "absolute: float32 and float64 runs of the reference differ by 1.1e-5");

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
            Tensor intrinsics = intrinsics(golden.input(prefix + "fov")).to(device);
            Tensor views = model.assemble(images, c2w, intrinsics);
            List<Comparison> comparisons = new ArrayList<>();
            if (golden.hasOutput(prefix + "unet_in")) {
                comparisons.add(golden.compare(prefix + "unet_in", LIMIT, views));
            }
            comparisons.add(golden.compare(prefix + "raw", LIMIT, model.raw(views, timestep)));
            Tensor gaussians = model.reconstruct(images, c2w, intrinsics, timestep);
            comparisons.add(golden.compare(prefix + "gaussians", LIMIT, gaussians));
            return comparisons;
        }
    }

    /**
     * {@return the intrinsics of fields of view, as fractions of the image's size {@code [B, V, 3, 3]}, on the host}
     *
     * @param fov in degrees {@code [B, V]}
     */
    private static Tensor intrinsics(Tensor fov) {
        float[] degrees = fov.toFloatArray();
        float[] matrices = new float[9 * degrees.length];
        for (int i = 0; i < degrees.length; i++) {
            Intrinsics view = Intrinsics.ofFieldOfView(degrees[i]);
            matrices[9 * i] = (float) view.fx();
            matrices[9 * i + 2] = (float) view.cx();
            matrices[9 * i + 4] = (float) view.fy();
            matrices[9 * i + 5] = (float) view.cy();
            matrices[9 * i + 8] = 1;
        }
        return Tensor.of(matrices, fov.size(0), fov.size(1), 3, 3);
    }
}
