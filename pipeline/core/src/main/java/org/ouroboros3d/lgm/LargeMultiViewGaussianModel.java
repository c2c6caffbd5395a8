package org.ouroboros3d.lgm;

import org.ouroboros3d.geometry.Geometry;
import org.ouroboros3d.model.Reconstructor;
import org.ouroboros3d.nn.Conv2d;
import org.ouroboros3d.ops.Autocast;
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
}
