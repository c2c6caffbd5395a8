package org.ouroboros3d.load;

import org.ouroboros3d.model.MultiViewDenoiser;
import org.ouroboros3d.model.OnDemand;
import org.ouroboros3d.model.OneByOne;
import org.ouroboros3d.model.SamplerModules;
import org.ouroboros3d.model.ViewRenderer;
import org.ouroboros3d.tensor.TensorScope;

/** The networks of a model with the weights of one component on the device at a time. */
final class OnDemandModules {
    private final ModelNetworks networks;
    private final ModelWeights weights;

    /** @param weights that are loaded again and again */
    OnDemandModules(ModelNetworks networks, ModelWeights weights) {
        this.networks = networks;
        this.weights = weights;
    }

    /**
     * {@return the networks}
     *
     * @param decodeChunk frames that are decoded together
     */
    SamplerModules modules(ViewRenderer renderer, int decodeChunk) {
        return new SamplerModules(
                OnDemand.imageEncoder(
                        owner -> networks.imageEncoder(weights.load(ModelComponent.IMAGE_ENCODER, owner))),
                OnDemand.latentEncoder(
                        owner -> networks.latentEncoder(weights.load(ModelComponent.LATENT_ENCODER, owner))),
                OnDemand.denoiser(
                        owner -> networks.denoiser(weights.load(ModelComponent.ADAPTERS, owner)),
                        owner -> networks.denoiser(weights.load(ModelComponent.TIME_EMBEDDING, owner)),
                        this::denoiser),
                OnDemand.latentDecoder(owner ->
                        networks.latentDecoder(weights.load(ModelComponent.LATENT_DECODER, owner), decodeChunk)),
                OnDemand.reconstructor(
                        owner -> networks.reconstructor(weights.load(ModelComponent.RECONSTRUCTOR, owner))),
                renderer,
                networks.scheduler(),
                networks.info().reconstructorInput());
    }

    private MultiViewDenoiser denoiser(TensorScope owner) {
        MultiViewDenoiser denoiser = networks.denoiser(weights.load(ModelComponent.DENOISER, owner));
        return networks.keepsSamplesApart() ? new OneByOne(denoiser) : denoiser;
    }
}
