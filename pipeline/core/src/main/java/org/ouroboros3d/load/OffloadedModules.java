package org.ouroboros3d.load;

import java.util.Optional;
import org.ouroboros3d.model.DetailModel;
import org.ouroboros3d.model.MultiViewDenoiser;
import org.ouroboros3d.model.Networks;
import org.ouroboros3d.model.Offloaded;
import org.ouroboros3d.model.SequentialDenoiser;
import org.ouroboros3d.model.ViewRenderer;
import org.ouroboros3d.tensor.TensorScope;

/** The networks of a model, offloaded: the device holds the weights of one component at a time. */
final class OffloadedModules {
    private final ModelNetworks networks;
    private final ModelWeights weights;

    /** @param weights that are loaded again and again */
    OffloadedModules(ModelNetworks networks, ModelWeights weights) {
        this.networks = networks;
        this.weights = weights;
    }

    /**
     * {@return the networks}
     *
     * @param decodeChunk frames that are decoded together
     */
    Networks modules(ViewRenderer renderer, int decodeChunk) {
        return new Networks(
                Offloaded.imageEncoder(
                        owner -> networks.imageEncoder(weights.load(ModelComponent.IMAGE_ENCODER, owner))),
                Offloaded.latentEncoder(
                        owner -> networks.latentEncoder(weights.load(ModelComponent.LATENT_ENCODER, owner))),
                Offloaded.denoiser(
                        owner -> networks.denoiser(weights.load(ModelComponent.ADAPTERS, owner)),
                        owner -> networks.denoiser(weights.load(ModelComponent.TIME_EMBEDDING, owner)),
                        this::denoiser),
                Offloaded.latentDecoder(owner ->
                        networks.latentDecoder(weights.load(ModelComponent.LATENT_DECODER, owner), decodeChunk)),
                Offloaded.reconstructor(
                        owner -> networks.reconstructor(weights.load(ModelComponent.RECONSTRUCTOR, owner))),
                renderer,
                networks.scheduler(),
                networks.info().reconstructorInput(),
                networks.hasDetail() ? Optional.of(detail(renderer)) : Optional.empty());
    }

    private DetailModel detail(ViewRenderer renderer) {
        return Offloaded.detail(
                networks.detailModel().imageSize(),
                owner -> networks.detail(weights.load(ModelComponent.DETAIL, owner), renderer));
    }

    private MultiViewDenoiser denoiser(TensorScope owner) {
        MultiViewDenoiser denoiser = networks.denoiser(weights.load(ModelComponent.DENOISER, owner));
        return networks.keepsSamplesApart() ? new SequentialDenoiser(denoiser) : denoiser;
    }
}
