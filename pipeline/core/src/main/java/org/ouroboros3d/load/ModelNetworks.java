package org.ouroboros3d.load;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.ouroboros3d.clip.ClipImageEncoder;
import org.ouroboros3d.clip.ClipVisionConfig;
import org.ouroboros3d.detail.DetailConfig;
import org.ouroboros3d.detail.DetailHead;
import org.ouroboros3d.diffusion.SchedulerConfig;
import org.ouroboros3d.geometry.TemporalContext;
import org.ouroboros3d.lgm.LargeMultiViewGaussianModel;
import org.ouroboros3d.lgm.LgmConfig;
import org.ouroboros3d.model.ImageEncoder;
import org.ouroboros3d.model.LatentDecoder;
import org.ouroboros3d.model.LatentEncoder;
import org.ouroboros3d.model.ModelInfo;
import org.ouroboros3d.model.MultiViewDenoiser;
import org.ouroboros3d.model.Reconstructor;
import org.ouroboros3d.model.ViewRenderer;
import org.ouroboros3d.svd.MVModel;
import org.ouroboros3d.svd.MVModelConfig;
import org.ouroboros3d.vae.VaeConfig;
import org.ouroboros3d.vae.VaeDecoder;
import org.ouroboros3d.vae.VaeEncoder;
import org.ouroboros3d.weights.Weights;

/** The networks that a configuration describes, each built on the weights of its part. */
final class ModelNetworks {
    private final JsonNode config;
    private final ModelInfo info;

    /**
     * Prepares.
     *
     * @param config the sections of {@code model.json}
     * @param info its geometry and temporal context count
     */
    ModelNetworks(JsonNode config, ModelInfo info) {
        this.config = config;
        this.info = info;
    }

    ImageEncoder imageEncoder(Weights w) {
        return new ClipImageEncoder(w, ClipVisionConfig.fromJson(section(ModelPart.IMAGE_ENCODER)));
    }

    LatentEncoder latentEncoder(Weights w) {
        return new VaeEncoder(w, vae());
    }

    MultiViewDenoiser denoiser(Weights w) {
        return new MVModel(w, mvModel(), info.geometry(), info.temporalContext());
    }

    /**
     * {@return whether the denoiser keeps the samples of a batch apart} With the legacy context they see each other's
     * pictures, so they have to stay together.
     */
    boolean keepsSamplesApart() {
        return info.temporalContext() != TemporalContext.LEGACY;
    }

    /** @param chunk frames that are decoded together */
    LatentDecoder latentDecoder(Weights w, int chunk) {
        return new VaeDecoder(w, vae(), chunk);
    }

    Reconstructor reconstructor(Weights w) {
        return new LargeMultiViewGaussianModel(w, reconModel(), info.geometry());
    }

    /** {@return whether the model has a detail head} */
    boolean hasDetail() {
        return config.has(ModelPart.DETAIL_MODEL.key());
    }

    DetailHead detail(Weights w, ViewRenderer renderer) {
        return new DetailHead(w, detailModel(), renderer);
    }

    DetailConfig detailModel() {
        return DetailConfig.fromJson(section(ModelPart.DETAIL_MODEL));
    }

    /** {@return the parts that it has weights of} */
    List<ModelPart> parts() {
        List<ModelPart> parts = new ArrayList<>(
                List.of(ModelPart.IMAGE_ENCODER, ModelPart.VAE, ModelPart.MV_MODEL, ModelPart.RECON_MODEL));
        if (hasDetail()) {
            parts.add(ModelPart.DETAIL_MODEL);
        }
        return parts;
    }

    SchedulerConfig scheduler() {
        return SchedulerConfig.fromJson(config.path("scheduler"));
    }

    VaeConfig vae() {
        return VaeConfig.fromJson(section(ModelPart.VAE));
    }

    MVModelConfig mvModel() {
        return MVModelConfig.fromJson(section(ModelPart.MV_MODEL));
    }

    LgmConfig reconModel() {
        return LgmConfig.fromJson(section(ModelPart.RECON_MODEL));
    }

    ModelInfo info() {
        return info;
    }

    private JsonNode section(ModelPart part) {
        return config.path(part.key());
    }
}
