package org.ouroboros3d.clip;

import org.ouroboros3d.nn.ImageNormalization;
import org.ouroboros3d.nn.ShapeCheck;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;

/**
 * Turns a picture into CLIP's input: {@link AntialiasedResize}, from [-1, 1] to [0, 1] without clamping, then CLIP's
 * mean and deviation.
 */
public final class ClipPreprocessor {
    private final AntialiasedResize resize;

    /**
     * Preprocessing for a given size of input.
     *
     * @param height rows of CLIP's input, 224 for SVD
     * @param width columns of CLIP's input, 224 for SVD
     */
    public ClipPreprocessor(int height, int width) {
        this.resize = new AntialiasedResize(height, width);
    }

    /**
     * {@return {@code [B, 3, height, width]}}
     *
     * @param image pictures {@code [B, 3, H, W]} in [-1, 1]
     */
    public Tensor forward(Tensor image) {
        try (TensorScope scope = TensorScope.open()) {
            return scope.moveToOuter(ImageNormalization.CLIP.forward(resize(image)));
        }
    }

    /** {@return the first stage alone: resized pictures, still in [-1, 1] except where the resize overshoots} */
    public Tensor resize(Tensor image) {
        ShapeCheck.require("ClipPreprocessor.forward", "image", image, "[B, 3, H, W]");
        return resize.forward(image);
    }
}
