package org.ouroboros3d.load;

import java.util.Arrays;
import org.ouroboros3d.weights.Role;
import org.ouroboros3d.weights.Role.Group;

/** A network, or a part of one, whose weights are needed at the same time. */
enum ModelComponent {
    IMAGE_ENCODER(ModelPart.IMAGE_ENCODER, Group.MAIN, "the image encoder"),
    LATENT_ENCODER(ModelPart.VAE, Group.MAIN, "the encoder"),
    /** The multi-view model's encoders of the fed-back maps. */
    ADAPTERS(ModelPart.MV_MODEL, Group.ADAPTERS, "the adapters"),
    /** The multi-view model's embeddings of the noise level's time and of the added time ids. */
    TIME_EMBEDDING(ModelPart.MV_MODEL, Group.TIME_EMBEDDING, "the time embedding"),
    /** The rest of the multi-view model. */
    DENOISER(ModelPart.MV_MODEL, Group.MAIN, "the denoiser"),
    LATENT_DECODER(ModelPart.VAE, Group.DECODER, "the decoder"),
    RECONSTRUCTOR(ModelPart.RECON_MODEL, Group.MAIN, "the reconstructor"),
    DETAIL(ModelPart.DETAIL_MODEL, Group.MAIN, "the detail head");

    private final ModelPart part;
    private final Group group;
    private final String words;

    ModelComponent(ModelPart part, Group group, String words) {
        this.part = part;
        this.group = group;
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

    /** {@return whether a tensor of this component's part belongs to it} */
    boolean has(Role role) {
        return role.group() == group;
    }

    /** {@return what a part's tensor belongs to} */
    static ModelComponent of(ModelPart part, Role role) {
        return Arrays.stream(values())
                .filter(component -> component.part == part && component.has(role))
                .findAny()
                .orElseThrow(() -> new IllegalArgumentException(
                        "no component of " + part.key() + " has tensors of " + role.group()));
    }
}
