package org.ouroboros3d.clip;

import org.ouroboros3d.model.ImageEncoder;
import org.ouroboros3d.ops.Shapes;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;
import org.ouroboros3d.weights.Weights;

/** SVD's image encoder: preprocessing, CLIP's vision tower, and its embedding as a sequence of one token. */
public final class ClipImageEncoder implements ImageEncoder {
    private final ClipPreprocessor preprocessor;
    private final ClipVisionModelWithProjection model;

    /** Builds the encoder on the root of the {@code image_encoder} folder's state dict. */
    public ClipImageEncoder(Weights w, ClipVisionConfig config) {
        this.preprocessor = new ClipPreprocessor(config.imageSize(), config.imageSize());
        this.model = new ClipVisionModelWithProjection(w, config);
    }

    /**
     * {@return {@code [B, 1, projectionDim]}}
     *
     * @param image pictures {@code [B, 3, H, W]} in [-1, 1]
     */
    @Override
    public Tensor encode(Tensor image) {
        try (TensorScope scope = TensorScope.open()) {
            return scope.moveToOuter(Shapes.unsqueeze(model.forward(preprocessor.forward(image)), 1));
        }
    }
}
