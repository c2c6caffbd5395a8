package org.ouroboros3d.verify;

import java.util.ArrayList;
import java.util.List;
import org.ouroboros3d.lgm.LgmConfig;
import org.ouroboros3d.lgm.LgmUnet;
import org.ouroboros3d.ops.Shapes;
import org.ouroboros3d.tensor.Device;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.weights.Weights;

/** Runs LGM's U-Net at every timestep of the file. */
final class LgmUnetCheck implements GoldenCheck {
    private static final double TOLERANCE = 5e-5;
    private static final String WHY = "absolute: a wrong eps costs 7e-5";

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
                compare(golden, "time_embed", Shapes.cat(embeddings, 0)),
                compare(golden, "y", Shapes.stack(outputs, 0)));
    }

    private static Comparison compare(GoldenFile golden, String name, Tensor actual) {
        return Comparison.of(name, actual, golden.output(name), TOLERANCE, Measure.MAX_ABS, WHY);
    }
}
