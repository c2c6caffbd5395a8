package org.ouroboros3d.tests.checkpoint;

import org.ouroboros3d.clip.ClipVisionConfig;
import org.ouroboros3d.lgm.LgmConfig;
import org.ouroboros3d.load.ModelFolder;
import org.ouroboros3d.load.ModelPart;
import org.ouroboros3d.svd.MVModelConfig;
import org.ouroboros3d.vae.VaeConfig;

/** The configurations of the networks that a complete model consists of. */
record OfficialConfigs(ClipVisionConfig imageEncoder, VaeConfig vae, MVModelConfig mvModel, LgmConfig reconModel) {
    /** {@return the configurations that a model's folders say or imply} */
    static OfficialConfigs of(ModelFolder folder) {
        return new OfficialConfigs(
                ClipVisionConfig.fromJson(folder.config(ModelPart.IMAGE_ENCODER)),
                VaeConfig.fromJson(folder.config(ModelPart.VAE)),
                MVModelConfig.fromJson(folder.config(ModelPart.MV_MODEL)),
                LgmConfig.fromJson(folder.config(ModelPart.RECON_MODEL)));
    }

    /** {@return the published ones} */
    static OfficialConfigs fullSize() {
        return new OfficialConfigs(ClipVisionConfig.VIT_H_14, VaeConfig.SVD, MVModelConfig.official(), LgmConfig.BIG);
    }
}
