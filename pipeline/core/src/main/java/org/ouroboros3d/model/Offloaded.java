package org.ouroboros3d.model;

import java.util.function.Function;
import org.ouroboros3d.tensor.Device;
import org.ouroboros3d.tensor.MallocTrim;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;

/**
 * Model offloading: each network is loaded for a call and freed after it, so that a device holds the weights of one network
 * at a time. Results are those of a network that stays loaded; the cost is loading the weights at every call.
 */
public final class Offloaded {
    private Offloaded() {}

    /**
     * Builds a network.
     *
     * @param <N> kind of network
     */
    @FunctionalInterface
    public interface Source<N> {
        /**
         * {@return the network}
         *
         * @param weights the scope that is to hold the network's tensors
         */
        N build(TensorScope weights);
    }

    /** {@return an encoder that is loaded while it encodes} */
    public static ImageEncoder imageEncoder(Source<ImageEncoder> source) {
        return image -> use(source, encoder -> encoder.encode(image));
    }

    /** {@return an encoder that is loaded while it encodes} */
    public static LatentEncoder latentEncoder(Source<LatentEncoder> source) {
        return new LatentEncoder() {
            @Override
            public Tensor encode(Tensor images) {
                return use(source, encoder -> encoder.encode(images));
            }

            @Override
            public Tensor sample(Tensor images, Tensor noise) {
                return use(source, encoder -> encoder.sample(images, noise));
            }

            @Override
            public double scalingFactor() {
                return use(source, LatentEncoder::scalingFactor);
            }
        };
    }

    /** {@return a decoder that is loaded while it decodes} */
    public static LatentDecoder latentDecoder(Source<LatentDecoder> source) {
        return latents -> use(source, decoder -> decoder.decode(latents));
    }

    /** {@return a reconstructor that is loaded while it reconstructs} */
    public static Reconstructor reconstructor(Source<Reconstructor> source) {
        return (images, c2w, intrinsics, timesteps) ->
                use(source, reconstructor -> reconstructor.reconstruct(images, c2w, intrinsics, timesteps));
    }

    /**
     * {@return a detail head that is loaded while it refines}
     *
     * @param imageSize what it says of itself
     */
    public static DetailModel detail(int imageSize, Source<DetailModel> source) {
        return new DetailModel() {
            @Override
            public int imageSize() {
                return imageSize;
            }

            @Override
            public Detail refine(Tensor gaussians, DetailInput input) {
                return use(source, detail -> detail.refine(gaussians, input));
            }
        };
    }

    /**
     * {@return a denoiser of which the part that is needed is loaded while it computes}
     *
     * @param adapters builds what {@link MultiViewDenoiser#encodeFeedback} needs
     * @param timeEmbedding builds what {@link MultiViewDenoiser#prepareTimes} needs
     * @param network builds what the other methods need
     */
    public static MultiViewDenoiser denoiser(
            Source<MultiViewDenoiser> adapters,
            Source<MultiViewDenoiser> timeEmbedding,
            Source<MultiViewDenoiser> network) {
        return new MultiViewDenoiser() {
            @Override
            public PreparedCameras prepareCameras(Tensor c2w, Tensor intrinsics, int height, int width) {
                return use(network, denoiser -> denoiser.prepareCameras(c2w, intrinsics, height, width));
            }

            @Override
            public PreparedTimes prepareTimes(Device device, float[] timesteps, float[] addedTimeIds) {
                return use(timeEmbedding, denoiser -> denoiser.prepareTimes(device, timesteps, addedTimeIds));
            }

            @Override
            public FeedbackFeatures encodeFeedback(Tensor colors, Tensor coordinates) {
                return use(adapters, denoiser -> denoiser.encodeFeedback(colors, coordinates));
            }

            @Override
            public Tensor denoise(DenoiserInput input) {
                return use(network, denoiser -> denoiser.denoise(input));
            }
        };
    }

    /** Results join the caller's scope as always: the weights' scope is on no thread's stack. */
    private static <N, T> T use(Source<N> source, Function<N, T> work) {
        try (TensorScope weights = TensorScope.detached()) {
            return work.apply(source.build(weights));
        } finally {
            // Else the next network's weights would come on top of what this one's have left.
            MallocTrim.trim();
        }
    }
}
