package org.ouroboros3d.generate;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Function;
import org.ouroboros3d.diffusion.SchedulerConfig;
import org.ouroboros3d.lgm.LargeMultiViewGaussianModel;
import org.ouroboros3d.lgm.LgmConfig;
import org.ouroboros3d.svd.ClipImageEncoder;
import org.ouroboros3d.svd.ClipVisionConfig;
import org.ouroboros3d.svd.MVModel;
import org.ouroboros3d.svd.MVModelConfig;
import org.ouroboros3d.svd.VaeConfig;
import org.ouroboros3d.svd.VaeDecoder;
import org.ouroboros3d.svd.VaeEncoder;
import org.ouroboros3d.weights.ModelPart;
import org.ouroboros3d.weights.Weights;

/** Builds the networks that a configuration describes from the weights of its parts. */
public final class ModelBuilder {
    private final JsonNode config;
    private final ModelInfo info;
    private final Function<ModelPart, Weights> source;
    private final Map<ModelPart, Weights> taken = new EnumMap<>(ModelPart.class);

    /**
     * Prepares; nothing is loaded yet.
     *
     * @param config the sections of {@code model.json}
     * @param info its geometry and temporal context count
     * @param source gives each part's weights, once
     */
    public ModelBuilder(JsonNode config, ModelInfo info, Function<ModelPart, Weights> source) {
        this.config = config;
        this.info = info;
        this.source = source;
    }

    /**
     * Builds all networks.
     *
     * @param renderer of the feedback
     * @throws org.ouroboros3d.weights.WeightsException if a part's keys or shapes are not exactly the model's
     */
    public SamplerModules build(ViewRenderer renderer) {
        SamplerModules modules = construct(renderer);
        taken.values().forEach(Weights::requireAllUsed);
        return modules;
    }

    /** {@return the shape of every tensor that the networks of a configuration ask for, by part and key} */
    public static Map<ModelPart, Map<String, long[]>> schema(JsonNode config, ModelInfo info) {
        ModelBuilder builder = new ModelBuilder(config, info, part -> Weights.of(Map.of(), part.key()));
        builder.construct((gaussians, views, size) -> {
            throw new IllegalStateException("a schema renders nothing");
        });
        return builder.asked();
    }

    /** {@return the shape of every tensor that was asked for, by part and key} */
    public Map<ModelPart, Map<String, long[]>> asked() {
        Map<ModelPart, Map<String, long[]>> asked = new EnumMap<>(ModelPart.class);
        taken.forEach((part, weights) -> asked.put(part, weights.asked()));
        return asked;
    }

    private SamplerModules construct(ViewRenderer renderer) {
        VaeConfig vae = VaeConfig.fromJson(config.path(ModelPart.VAE.key()));
        return new SamplerModules(
                new ClipImageEncoder(
                        weights(ModelPart.IMAGE_ENCODER),
                        ClipVisionConfig.fromJson(config.path(ModelPart.IMAGE_ENCODER.key()))),
                new VaeEncoder(weights(ModelPart.VAE), vae),
                new MVModel(
                        weights(ModelPart.MV_MODEL),
                        MVModelConfig.fromJson(config.path(ModelPart.MV_MODEL.key())),
                        info.geometry(),
                        info.temporalContext()),
                new VaeDecoder(weights(ModelPart.VAE), vae),
                new LargeMultiViewGaussianModel(
                        weights(ModelPart.RECON_MODEL),
                        LgmConfig.fromJson(config.path(ModelPart.RECON_MODEL.key())),
                        info.geometry()),
                renderer,
                SchedulerConfig.fromJson(config.path("scheduler")));
    }

    private Weights weights(ModelPart part) {
        return taken.computeIfAbsent(part, source);
    }
}
