package org.ouroboros3d.verify;

import java.util.List;
import org.ouroboros3d.clip.ClipVisionConfig;
import org.ouroboros3d.clip.ClipVisionModelWithProjection;
import org.ouroboros3d.tensor.Device;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.weights.Weights;

/** Runs CLIP's vision tower. */
final class ClipVisionCheck implements GoldenCheck {
    private static final double TOLERANCE = 1e-5;
    private static final String WHY = "absolute and tight, so that a wrong eps shows";

    @Override
    public List<Comparison> run(GoldenFile golden, Device device) {
        Weights weights = golden.weights(device);
        ClipVisionModelWithProjection model =
                new ClipVisionModelWithProjection(weights, ClipVisionConfig.fromJson(golden.config()));
        weights.requireAllUsed();
        Tensor pixelValues = golden.input("pixel_values").to(device);
        Tensor hidden = model.lastHiddenState(pixelValues);
        Tensor pooled = model.pool(hidden);
        return List.of(
                compare(golden, "last_hidden_state", hidden),
                compare(golden, "pooler_output", pooled),
                compare(golden, "image_embeds", model.forward(pixelValues)));
    }

    private static Comparison compare(GoldenFile golden, String name, Tensor actual) {
        return Comparison.of(name, actual, golden.output(name), TOLERANCE, Measure.MAX_ABS, WHY);
    }
}
