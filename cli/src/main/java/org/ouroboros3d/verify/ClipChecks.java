package org.ouroboros3d.verify;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.ouroboros3d.clip.ClipPreprocessor;
import org.ouroboros3d.clip.ClipVisionConfig;
import org.ouroboros3d.clip.ClipVisionModelWithProjection;
import org.ouroboros3d.ops.Arithmetic;
import org.ouroboros3d.tensor.DType;
import org.ouroboros3d.tensor.Device;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.weights.Weights;

/** Checks of CLIP. */
final class ClipChecks {
    private ClipChecks() {}

    /** Runs the resize and the normalization before CLIP. */
    static final class OfPreprocessing implements GoldenCheck {
        private static final String WHY = "sample positions of some hundred pixels are float32";
        private static final Comparison.Limit RESIZED = Comparison.Limit.absolute(2e-5, WHY);
        private static final Comparison.Limit PIXEL_VALUES =
                Comparison.Limit.absolute(4e-5, WHY + "; CLIP's deviations double the error");

        @Override
        public List<Comparison> run(GoldenFile golden, Device device) {
            JsonNode size = golden.config().path("size");
            ClipPreprocessor preprocessor =
                    new ClipPreprocessor(size.path(0).asInt(), size.path(1).asInt());
            Tensor unit = Arithmetic.div(golden.input("image_u8").to(device).to(DType.FLOAT32), 255);
            Tensor image = Arithmetic.sub(Arithmetic.mul(unit, 2), 1);
            return List.of(
                    golden.compare("resized", RESIZED, preprocessor.resize(image)),
                    golden.compare("pixel_values", PIXEL_VALUES, preprocessor.forward(image)));
        }
    }

    /** Runs CLIP's vision tower. */
    static final class OfVisionTower implements GoldenCheck {
        private static final Comparison.Limit LIMIT =
                Comparison.Limit.absolute(1e-5, "absolute and tight, so that a wrong eps shows");

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
                    golden.compare("last_hidden_state", LIMIT, hidden),
                    golden.compare("pooler_output", LIMIT, pooled),
                    golden.compare("image_embeds", LIMIT, model.forward(pixelValues)));
        }
    }
}
