package org.ouroboros3d.model;

import java.util.Optional;
import org.ouroboros3d.diffusion.SchedulerConfig;

/**
 * The networks, the renderer and the noise schedule of the recursive loop; each can be replaced.
 *
 * @param imageEncoder of the input image, for the denoiser's cross-attention
 * @param latentEncoder of the input image, for the denoiser's input
 * @param denoiser the multi-view diffusion model
 * @param latentDecoder of the predicted latents
 * @param reconstructor of Gaussians from the decoded views
 * @param renderer of the maps that are fed back
 * @param scheduler range of noise levels
 * @param reconstructorInput first view that the reconstructor is given
 * @param detail refines the finished Gaussians by the input image; empty for models without, as the published ones are
 */
public record Networks(
        ImageEncoder imageEncoder,
        LatentEncoder latentEncoder,
        MultiViewDenoiser denoiser,
        LatentDecoder latentDecoder,
        Reconstructor reconstructor,
        ViewRenderer renderer,
        SchedulerConfig scheduler,
        ReconstructorInput reconstructorInput,
        Optional<DetailModel> detail) {
    /** Networks of a model without a detail head. */
    public Networks(
            ImageEncoder imageEncoder,
            LatentEncoder latentEncoder,
            MultiViewDenoiser denoiser,
            LatentDecoder latentDecoder,
            Reconstructor reconstructor,
            ViewRenderer renderer,
            SchedulerConfig scheduler,
            ReconstructorInput reconstructorInput) {
        this(
                imageEncoder,
                latentEncoder,
                denoiser,
                latentDecoder,
                reconstructor,
                renderer,
                scheduler,
                reconstructorInput,
                Optional.empty());
    }

    /** {@return these networks with another denoiser} */
    public Networks withDenoiser(MultiViewDenoiser value) {
        return with(value, latentDecoder, reconstructor, reconstructorInput, detail);
    }

    /** {@return these networks with another decoder} */
    public Networks withLatentDecoder(LatentDecoder value) {
        return with(denoiser, value, reconstructor, reconstructorInput, detail);
    }

    /** {@return these networks with another reconstructor} */
    public Networks withReconstructor(Reconstructor value) {
        return with(denoiser, latentDecoder, value, reconstructorInput, detail);
    }

    /** {@return these networks with another first view for the reconstructor} */
    public Networks withReconstructorInput(ReconstructorInput value) {
        return with(denoiser, latentDecoder, reconstructor, value, detail);
    }

    /** {@return these networks with another detail head, or without} */
    public Networks withDetail(Optional<DetailModel> value) {
        return with(denoiser, latentDecoder, reconstructor, reconstructorInput, value);
    }

    private Networks with(
            MultiViewDenoiser newDenoiser,
            LatentDecoder newDecoder,
            Reconstructor newReconstructor,
            ReconstructorInput newInput,
            Optional<DetailModel> newDetail) {
        return new Networks(
                imageEncoder,
                latentEncoder,
                newDenoiser,
                newDecoder,
                newReconstructor,
                renderer,
                scheduler,
                newInput,
                newDetail);
    }

    /** {@return the same networks, computing in another precision} */
    public Networks in(MixedPrecision precision) {
        return new Networks(
                precision.imageEncoder(imageEncoder),
                precision.latentEncoder(latentEncoder),
                precision.denoiser(denoiser),
                precision.latentDecoder(latentDecoder),
                precision.reconstructor(reconstructor),
                renderer,
                scheduler,
                reconstructorInput,
                detail.map(precision::detail));
    }
}
