package org.ouroboros3d.lgm;

import java.util.List;
import org.ouroboros3d.error.ShapeException;
import org.ouroboros3d.geometry.Geometry;
import org.ouroboros3d.model.Reconstructor;
import org.ouroboros3d.nn.Conv2d;
import org.ouroboros3d.nn.ImageNormalization;
import org.ouroboros3d.nn.ShapeCheck;
import org.ouroboros3d.ops.Autocast;
import org.ouroboros3d.ops.Resampling;
import org.ouroboros3d.ops.Shapes;
import org.ouroboros3d.tensor.DType;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;
import org.ouroboros3d.weights.Weights;

/**
 * LGM: a U-Net over four views whose every output pixel is a Gaussian (Tang et al., "LGM: Large Multi-View Gaussian
 * Model", 2024), with the time embedding of Ouroboros3D (its {@code src/models/network/lgm/models.py}).
 */
public final class LargeMultiViewGaussianModel implements Reconstructor {
    private final LgmConfig config;
    private final LgmInput input;
    private final LgmUnet unet;
    private final Conv2d conv;
    private final RayPlacement placement;
    private final GaussianActivations activations;

    /**
     * Builds the model on its weights.
     *
     * @param w the root of {@code recon_model.pth} or of an LGM checkpoint; reads {@code unet.*} and {@code conv.*}
     * @param geometry how the checkpoint's rotations are normalised: {@code OFFICIAL} for Ouroboros3D's, {@code
     *     CANONICAL} for LGM's own
     */
    public LargeMultiViewGaussianModel(Weights w, LgmConfig config, Geometry geometry) {
        this.config = config;
        this.input = new LgmInput(config);
        this.unet = new LgmUnet(w.at("unet"), config);
        this.conv = Conv2d.pointwise(w.at("conv").exact(), LgmConfig.OUT_CHANNELS, LgmConfig.OUT_CHANNELS);
        this.placement = new RayPlacement(new InputViews(config.numFrames()));
        this.activations = new GaussianActivations(geometry);
    }

    /**
     * {@inheritDoc}
     *
     * @return {@code [B, N, 14]} with {@code N = numFrames splatSize^2}, ordered by view, row and column
     */
    @Override
    public Tensor reconstruct(Tensor images, Tensor c2w, Tensor intrinsics, float... timesteps) {
        try (TensorScope scope = TensorScope.open()) {
            Tensor views = assemble(images, c2w, intrinsics);
            Tensor raw = raw(views, timesteps);
            return scope.moveToOuter(activate(
                    switch (config.placement()) {
                        case FREE -> raw;
                        case ALONG_RAYS -> placement.place(raw, c2w, intrinsics);
                    }));
        }
    }

    /**
     * {@return the U-Net's input {@code [B numFrames, 9, inputSize, inputSize]} of arguments as in {@link
     * #reconstruct}}
     */
    public Tensor assemble(Tensor images, Tensor c2w, Tensor intrinsics) {
        return input.assemble(images, c2w, intrinsics);
    }

    /**
     * {@return the network's output before the activations {@code [B numFrames, 14, splatSize, splatSize]} for {@link
     * #assemble}'s result}
     *
     * @param timesteps one for all objects, or one for each
     */
    public Tensor raw(Tensor views, float... timesteps) {
        try (TensorScope scope = TensorScope.open()) {
            Tensor features = unet.forward(views, timesteps);
            // As exact as the features, see LgmUnet.
            try (Autocast exact = Autocast.to(DType.FLOAT32)) {
                return scope.moveToOuter(conv.forward(features));
            }
        }
    }

    private Tensor activate(Tensor raw) {
        return activations.forward(raw, config.numFrames());
    }

    /**
     * Puts LGM's input together: chooses views, resizes and normalises their colours, and adds every pixel's ray.
     *
     * <p>Of V views it takes {@link InputViews}. Colours go from [-1, 1]
     * to [0, 1] without clamping and are normalised with ImageNet's mean and deviation. Both maps are one affine map, and
     * as it commutes with the resize it runs on the smaller pictures.
     */
    private static final class LgmInput {
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
                Tensor resized =
                        Resampling.bilinear(Shapes.flatten(chosen.of(images), 0, 1), inputSize, inputSize, false);
                Tensor colours = ImageNormalization.IMAGENET.forward(resized);
                Tensor rays = LgmRays.plucker(chosen.of(c2w), chosen.of(intrinsics), inputSize);
                return scope.moveToOuter(Shapes.cat(List.of(colours, rays.to(colours.dtype())), 1));
            }
        }
    }
}
