package org.ouroboros3d.model;

import java.util.function.Supplier;
import org.ouroboros3d.ops.Autocast;
import org.ouroboros3d.tensor.DType;
import org.ouroboros3d.tensor.Device;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;

/**
 * Networks that compute in a floating type of their own, as {@link Autocast} has it, whichever of 16 or 32 bits their
 * weights have, and return float32. What lies between the networks, such as noise levels, losses and the rasterizer, does not notice.
 *
 * @param type float32, bfloat16 or float16
 */
public record MixedPrecision(DType type) {
    /** {@return the encoder in this precision} */
    public ImageEncoder imageEncoder(ImageEncoder encoder) {
        return image -> whole(() -> encoder.encode(image));
    }

    /** {@return the encoder in this precision} */
    public LatentEncoder latentEncoder(LatentEncoder encoder) {
        return new LatentEncoder() {
            @Override
            public Tensor encode(Tensor images) {
                return whole(() -> encoder.encode(images));
            }

            @Override
            public Tensor sample(Tensor images, Tensor noise) {
                return whole(() -> encoder.sample(images, noise));
            }

            @Override
            public double scalingFactor() {
                return encoder.scalingFactor();
            }
        };
    }

    /** {@return the decoder in this precision} */
    public LatentDecoder latentDecoder(LatentDecoder decoder) {
        return latents -> whole(() -> decoder.decode(latents));
    }

    /** {@return the reconstructor in this precision} */
    public Reconstructor reconstructor(Reconstructor reconstructor) {
        return (images, c2w, intrinsics, timesteps) ->
                whole(() -> reconstructor.reconstruct(images, c2w, intrinsics, timesteps));
    }

    /** {@return the detail head in this precision; positions are float32} */
    public DetailModel detail(DetailModel detail) {
        return new DetailModel() {
            @Override
            public int imageSize() {
                return detail.imageSize();
            }

            @Override
            public Detail refine(Tensor gaussians, DetailInput input) {
                try (Autocast cast = Autocast.to(type)) {
                    return detail.refine(gaussians, input);
                }
            }
        };
    }

    /** {@return the denoiser in this precision; what it prepares stays in the type that it was computed in} */
    public MultiViewDenoiser denoiser(MultiViewDenoiser denoiser) {
        return new MultiViewDenoiser() {
            @Override
            public PreparedCameras prepareCameras(Tensor c2w, Tensor intrinsics, int height, int width) {
                try (Autocast cast = Autocast.to(type)) {
                    return denoiser.prepareCameras(c2w, intrinsics, height, width);
                }
            }

            @Override
            public PreparedTimes prepareTimes(Device device, float[] timesteps, float[] addedTimeIds) {
                try (Autocast cast = Autocast.to(type)) {
                    return denoiser.prepareTimes(device, timesteps, addedTimeIds);
                }
            }

            @Override
            public FeedbackFeatures encodeFeedback(Tensor colors, Tensor coordinates) {
                try (Autocast cast = Autocast.to(type)) {
                    return denoiser.encodeFeedback(colors, coordinates);
                }
            }

            @Override
            public Tensor denoise(DenoiserInput input) {
                return whole(() -> denoiser.denoise(input));
            }
        };
    }

    private Tensor whole(Supplier<Tensor> network) {
        try (TensorScope scope = TensorScope.open();
                Autocast cast = Autocast.to(type)) {
            return scope.moveToOuter(network.get().to(DType.FLOAT32));
        }
    }
}
