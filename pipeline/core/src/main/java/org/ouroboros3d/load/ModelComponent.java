package org.ouroboros3d.load;

/** A network, or a part of one, whose weights are needed at the same time. */
enum ModelComponent {
    IMAGE_ENCODER(ModelPart.IMAGE_ENCODER, "the image encoder"),
    LATENT_ENCODER(ModelPart.VAE, "the encoder"),
    /** The multi-view model's encoders of the fed-back maps. */
    ADAPTERS(ModelPart.MV_MODEL, "the adapters"),
    /** The multi-view model's embeddings of the noise level's time and of the added time ids. */
    TIME_EMBEDDING(ModelPart.MV_MODEL, "the time embedding"),
    /** The rest of the multi-view model. */
    DENOISER(ModelPart.MV_MODEL, "the denoiser"),
    LATENT_DECODER(ModelPart.VAE, "the decoder"),
    RECONSTRUCTOR(ModelPart.RECON_MODEL, "the reconstructor");

    private final ModelPart part;
    private final String words;

    ModelComponent(ModelPart part, String words) {
        this.part = part;
        this.words = words;
    }

    /** The file that holds its weights, perhaps beside those of another. */
    ModelPart part() {
        return part;
    }

    /** Its name, for messages. */
    String words() {
        return words;
    }

    /** {@return what a part's tensor with a key belongs to} */
    static ModelComponent of(ModelPart part, String key) {
        return switch (part) {
            case IMAGE_ENCODER -> IMAGE_ENCODER;
            case VAE -> key.startsWith("decoder.") ? LATENT_DECODER : LATENT_ENCODER;
            case MV_MODEL -> ofMvModel(key);
            case RECON_MODEL -> RECONSTRUCTOR;
            case UNET -> throw new IllegalArgumentException("generation does not use " + part.key());
        };
    }

    private static ModelComponent ofMvModel(String key) {
        if (key.startsWith("cond_encoder.")) {
            return ADAPTERS;
        }
        boolean embedsTime = key.startsWith("unet.time_embedding.") || key.startsWith("unet.add_embedding.");
        return embedsTime ? TIME_EMBEDDING : DENOISER;
    }
}
