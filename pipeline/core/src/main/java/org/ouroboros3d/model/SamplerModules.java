package org.ouroboros3d.model;

import org.ouroboros3d.diffusion.SchedulerConfig;

/**
 * The networks and the renderer that the recursive loop is made of; each can be exchanged for another.
 *
 * @param imageEncoder of the input image, for the denoiser's cross-attention
 * @param latentEncoder of the input image, for the denoiser's input
 * @param denoiser the multi-view diffusion model
 * @param latentDecoder of the predicted latents
 * @param reconstructor of Gaussians from the decoded views
 * @param renderer of the maps that are fed back
 * @param scheduler range of noise levels
 * @param reconstructorInput first view that the reconstructor is given
 */
public record SamplerModules(
        ImageEncoder imageEncoder,
        LatentEncoder latentEncoder,
        MultiViewDenoiser denoiser,
        LatentDecoder latentDecoder,
        Reconstructor reconstructor,
        ViewRenderer renderer,
        SchedulerConfig scheduler,
        ReconstructorInput reconstructorInput) {
    /** {@return these parts with another denoiser} */
    public SamplerModules withDenoiser(MultiViewDenoiser value) {
        return new SamplerModules(
                imageEncoder,
                latentEncoder,
                value,
                latentDecoder,
                reconstructor,
                renderer,
                scheduler,
                reconstructorInput);
    }

    /** {@return these parts with another decoder} */
    public SamplerModules withLatentDecoder(LatentDecoder value) {
        return new SamplerModules(
                imageEncoder, latentEncoder, denoiser, value, reconstructor, renderer, scheduler, reconstructorInput);
    }

    /** {@return these parts with another reconstructor} */
    public SamplerModules withReconstructor(Reconstructor value) {
        return new SamplerModules(
                imageEncoder, latentEncoder, denoiser, latentDecoder, value, renderer, scheduler, reconstructorInput);
    }

    /** {@return these parts with another first view for the reconstructor} */
    public SamplerModules withReconstructorInput(ReconstructorInput value) {
        return new SamplerModules(
                imageEncoder, latentEncoder, denoiser, latentDecoder, reconstructor, renderer, scheduler, value);
    }

    /** {@return the same networks, computing in another precision} */
    public SamplerModules in(MixedPrecision precision) {
        return new SamplerModules(
                precision.imageEncoder(imageEncoder),
                precision.latentEncoder(latentEncoder),
                precision.denoiser(denoiser),
                precision.latentDecoder(latentDecoder),
                precision.reconstructor(reconstructor),
                renderer,
                scheduler,
                reconstructorInput);
    }
}
