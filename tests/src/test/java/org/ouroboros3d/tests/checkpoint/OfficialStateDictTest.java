package org.ouroboros3d.tests.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.ouroboros3d.clip.ClipVisionConfig;
import org.ouroboros3d.clip.ClipVisionModelWithProjection;
import org.ouroboros3d.geometry.Geometry;
import org.ouroboros3d.geometry.TemporalContext;
import org.ouroboros3d.lgm.LargeMultiViewGaussianModel;
import org.ouroboros3d.lgm.LgmConfig;
import org.ouroboros3d.svd.MVModel;
import org.ouroboros3d.svd.MVModelConfig;
import org.ouroboros3d.tensor.TensorScope;
import org.ouroboros3d.vae.VaeConfig;
import org.ouroboros3d.vae.VaeDecoder;
import org.ouroboros3d.vae.VaeEncoder;
import org.ouroboros3d.weights.Weights;

/** The full-size networks ask for exactly the keys and shapes that the published checkpoints have. */
class OfficialStateDictTest {
    @Test
    void imageEncoder() {
        StateDict published = StateDict.published("image_encoder");
        assertThat(published.parameters()).isEqualTo(632_076_800);
        assertThat(asked(w -> new ClipVisionModelWithProjection(w, ClipVisionConfig.VIT_H_14))
                        .listing())
                .isEqualTo(published.listing());
    }

    @Test
    void vae() {
        StateDict published = StateDict.published("vae");
        assertThat(published.only("encoder.").parameters()).isEqualTo(34_163_592);
        assertThat(published.only("decoder.").parameters()).isEqualTo(63_579_183);
        assertThat(asked(w -> {
                            new VaeEncoder(w, VaeConfig.SVD);
                            new VaeDecoder(w, VaeConfig.SVD);
                        })
                        .listing())
                .isEqualTo(published.listing());
    }

    @Test
    void reconstructor() {
        StateDict published = StateDict.published("recon_model");
        assertThat(published.parameters()).isEqualTo(424_039_200);
        assertThat(asked(w -> new LargeMultiViewGaussianModel(w, LgmConfig.BIG, Geometry.OFFICIAL))
                        .listing())
                .isEqualTo(published.listing());
    }

    @Test
    void reconstructorOfLgm() {
        StateDict published = StateDict.published("recon_model")
                .where(key -> !key.contains("time_embed") && !key.contains("emb_layers"));
        assertThat(published.parameters()).isEqualTo(415_042_848);
        LgmConfig config = LgmConfig.BIG.withoutTimeEmbedding();
        assertThat(asked(w -> new LargeMultiViewGaussianModel(w, config, Geometry.CANONICAL))
                        .listing())
                .isEqualTo(published.listing());
    }

    @Test
    void multiViewModel() {
        StateDict published = StateDict.published("mv_model");
        assertThat(published.only("unet.").parameters()).isEqualTo(1_524_623_082);
        assertThat(published.parameters()).isEqualTo(1_765_033_322);
        assertThat(asked(w -> new MVModel(w, MVModelConfig.official(), Geometry.OFFICIAL, TemporalContext.FIXED))
                        .listing())
                .isEqualTo(published.listing());
    }

    private static StateDict asked(Consumer<Weights> model) {
        try (TensorScope scope = TensorScope.open()) {
            Weights weights = Weights.of(Map.of(), "nothing");
            model.accept(weights);
            return StateDict.askedOf(weights);
        }
    }
}
