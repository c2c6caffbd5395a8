package org.ouroboros3d.load;

/** A network whose weights are stored on their own. */
public enum ModelPart {
    /** CLIP's vision model with projection, which embeds the input image. */
    IMAGE_ENCODER(
            "image_encoder",
            "the folder image_encoder/ of stable-video-diffusion-img2vid is missing;"
                    + " download it and name its folder as well"),
    /** The temporal autoencoder between pixels and latents. */
    VAE("vae", "the folder vae/ of stable-video-diffusion-img2vid is missing; download it and name its folder as well"),
    /** Stable Video Diffusion's own UNet, from which training of the multi-view model starts. */
    UNET(
            "unet",
            "the folder unet/ of stable-video-diffusion-img2vid is missing; download it and name its folder as well"),
    /** The multi-view UNet with its camera embeddings and feedback adapters. */
    MV_MODEL(
            "mv_model", "mv_model_unet.pth of Ouroboros3D-SVD-LGM is missing; download it and name its folder as well"),
    /** LGM, which makes Gaussians of views. */
    RECON_MODEL(
            "recon_model",
            "recon_model.pth of Ouroboros3D-SVD-LGM is missing; download it and name its folder as well"),
    /** The detail head, which only models of this project have. */
    DETAIL_MODEL(
            "detail_model",
            "detail_model.safetensors is missing, which model.json has a section for; copy the whole model folder");

    private final String key;
    private final String remedy;

    ModelPart(String key, String remedy) {
        this.key = key;
        this.remedy = remedy;
    }

    /** {@return its name in {@code model.json} and the stem of its file beside that} */
    public String key() {
        return key;
    }

    /** What to do when a folder lacks it. */
    String remedy() {
        return remedy;
    }
}
