package org.ouroboros3d.lgm;

import static org.ouroboros3d.ops.Resampling.bilinear;
import static org.ouroboros3d.ops.Shapes.cat;
import static org.ouroboros3d.ops.Shapes.flatten;

import java.util.List;
import org.ouroboros3d.error.ShapeException;
import org.ouroboros3d.nn.ImageNormalization;
import org.ouroboros3d.nn.ShapeCheck;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;

/**
 * Puts LGM's input together: chooses views, resizes and normalises their colours, and adds every pixel's ray.
 *
 * <p>Of V views it takes {@link InputViews}. Colours go from [-1, 1]
 * to [0, 1] without clamping and are normalised with ImageNet's mean and deviation. Both maps are one affine map, and
 * as it commutes with the resize it runs on the smaller pictures.
 */
final class LgmInput {
    private static final String OPERATION = "LargeMultiViewGaussianModel.reconstruct";

    private final int inputSize;
    private final int numFrames;
    private final InputViews chosen;

    LgmInput(LgmConfig config) {
        this.inputSize = config.inputSize();
        this.numFrames = config.numFrames();
        this.chosen = new InputViews(numFrames);
    }

    /**
     * {@return {@code [B numFrames, 9, inputSize, inputSize]}: colours, then rays}
     *
     * @param images {@code [B, V, 3, H, W]}, nominally in [-1, 1]; V a multiple of numFrames
     * @param c2w camera-to-world matrices {@code [B, V, 4, 4]}
     * @param intrinsics as fractions of the image's size {@code [B, V, 3, 3]}
     */
    Tensor assemble(Tensor images, Tensor c2w, Tensor intrinsics) {
        ShapeCheck.require(OPERATION, "images", images, "[B, V, 3, H, W]");
        long batch = images.size(0);
        long views = images.size(1);
        if (views % numFrames != 0) {
            String expected = "[B, V, 3, H, W] with V a multiple of the model's " + numFrames + " views";
            throw new ShapeException(OPERATION, "images", expected, images.shape());
        }
        ShapeCheck.require(OPERATION, "c2w", c2w, "[" + batch + ", " + views + ", 4, 4]");
        ShapeCheck.require(OPERATION, "intrinsics", intrinsics, "[" + batch + ", " + views + ", 3, 3]");
        try (TensorScope scope = TensorScope.open()) {
            Tensor resized = bilinear(flatten(chosen.of(images), 0, 1), inputSize, inputSize, false);
            Tensor colours = ImageNormalization.IMAGENET.forward(resized);
            Tensor rays = LgmRays.plucker(chosen.of(c2w), chosen.of(intrinsics), inputSize);
            return scope.moveToOuter(cat(List.of(colours, rays.to(colours.dtype())), 1));
        }
    }
}
