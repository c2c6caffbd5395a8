package org.ouroboros3d.load;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.ouroboros3d.model.ModelInfo;
import org.ouroboros3d.model.Networks;
import org.ouroboros3d.model.ViewRenderer;
import org.ouroboros3d.vae.VaeDecoder;
import org.ouroboros3d.weights.Weights;

/** Builds the networks that a configuration describes from the weights of its parts. */
public final class ModelBuilder {
    private final ModelNetworks networks;
    private final Function<ModelPart, Weights> source;
    private final Map<ModelPart, Weights> taken = new EnumMap<>(ModelPart.class);

    /**
     * Prepares; nothing is loaded yet.
     *
     * @param config the sections of {@code model.json}
     * @param info its geometry, temporal context and first view of the reconstructor count
     * @param source gives each part's weights, once
     */
    public ModelBuilder(JsonNode config, ModelInfo info, Function<ModelPart, Weights> source) {
        this(new ModelNetworks(config, info), source);
    }

    /** As the other, of networks that are known already. */
    ModelBuilder(ModelNetworks networks, Function<ModelPart, Weights> source) {
        this.networks = networks;
        this.source = source;
    }

    /**
     * Builds all networks.
     *
     * @param renderer of the feedback
     * @throws org.ouroboros3d.format.WeightsException if a part's keys or shapes are not exactly the model's
     */
    public Networks build(ViewRenderer renderer) {
        return build(renderer, VaeDecoder.DECODE_CHUNK_SIZE);
    }

    /**
     * Builds all networks, with a decoder that takes some frames at a time.
     *
     * @param decodeChunk frames that are decoded together
     */
    Networks build(ViewRenderer renderer, int decodeChunk) {
        Networks modules = construct(renderer, decodeChunk);
        taken.values().forEach(Weights::requireAllUsed);
        return modules;
    }

    /** {@return what the networks of a configuration take of each part: weights without values} */
    public static Map<ModelPart, Weights> schema(JsonNode config, ModelInfo info) {
        ModelBuilder builder = new ModelBuilder(config, info, part -> Weights.of(Map.of(), part.key()));
        ViewRenderer none = (gaussians, views, size) -> {
            throw new IllegalStateException("a schema renders nothing");
        };
        builder.construct(none, VaeDecoder.DECODE_CHUNK_SIZE);
        return builder.taken();
    }

    /** {@return the weights of each part, which know what was taken} */
    public Map<ModelPart, Weights> taken() {
        return Collections.unmodifiableMap(taken);
    }

    /** Builds them without a check of what was taken. */
    Networks construct(ViewRenderer renderer, int decodeChunk) {
        return new Networks(
                networks.imageEncoder(weights(ModelPart.IMAGE_ENCODER)),
                networks.latentEncoder(weights(ModelPart.VAE)),
                networks.denoiser(weights(ModelPart.MV_MODEL)),
                networks.latentDecoder(weights(ModelPart.VAE), decodeChunk),
                networks.reconstructor(weights(ModelPart.RECON_MODEL)),
                renderer,
                networks.scheduler(),
                networks.info().reconstructorInput(),
                networks.hasDetail()
                        ? Optional.of(networks.detail(weights(ModelPart.DETAIL_MODEL), renderer))
                        : Optional.empty());
    }

    private Weights weights(ModelPart part) {
        return taken.computeIfAbsent(part, source);
    }
}
