package org.ouroboros3d.tests.checkpoint;

import java.util.Map;
import java.util.function.Consumer;
import org.ouroboros3d.clip.ClipVisionModelWithProjection;
import org.ouroboros3d.geometry.Geometry;
import org.ouroboros3d.geometry.TemporalContext;
import org.ouroboros3d.lgm.LargeMultiViewGaussianModel;
import org.ouroboros3d.svd.MVModel;
import org.ouroboros3d.tensor.TensorScope;
import org.ouroboros3d.vae.VaeDecoder;
import org.ouroboros3d.vae.VaeEncoder;
import org.ouroboros3d.weights.Weights;

/** The state dicts of the networks that a complete model consists of. */
record OfficialStates(StateDict imageEncoder, StateDict vae, StateDict mvModel, StateDict reconModel) {
    /** {@return what the reference's classes declare at full size} */
    static OfficialStates published() {
        return new OfficialStates(
                StateDict.published("image_encoder"),
                StateDict.published("vae"),
                StateDict.published("mv_model"),
                StateDict.published("recon_model"));
    }

    /** {@return what our networks ask for} */
    static OfficialStates of(OfficialConfigs configs) {
        return new OfficialStates(
                asked(w -> new ClipVisionModelWithProjection(w, configs.imageEncoder())),
                asked(w -> {
                    new VaeEncoder(w, configs.vae());
                    new VaeDecoder(w, configs.vae());
                }),
                asked(w -> new MVModel(w, configs.mvModel(), Geometry.OFFICIAL, TemporalContext.FIXED)),
                asked(w -> new LargeMultiViewGaussianModel(w, configs.reconModel(), Geometry.OFFICIAL)));
    }

    /** {@return SVD's own UNet} */
    StateDict unet() {
        return mvModel.only("unet.");
    }

    /** {@return LGM as its authors published it, without a time embedding} */
    StateDict lgm() {
        return reconModel.where(key -> !key.contains("time_embed") && !key.contains("emb_layers"));
    }

    long largestTensor() {
        return Math.max(
                Math.max(SyntheticTensors.largest(imageEncoder), SyntheticTensors.largest(vae)),
                Math.max(SyntheticTensors.largest(mvModel), SyntheticTensors.largest(reconModel)));
    }

    private static StateDict asked(Consumer<Weights> model) {
        try (TensorScope scope = TensorScope.open()) {
            Weights weights = Weights.of(Map.of(), "nothing");
            model.accept(weights);
            return StateDict.askedOf(weights);
        }
    }
}
