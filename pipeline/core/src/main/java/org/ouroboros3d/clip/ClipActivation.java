package org.ouroboros3d.clip;

import org.ouroboros3d.ops.Activations;
import org.ouroboros3d.tensor.Tensor;

/** The activations that CLIP configurations name. */
public enum ClipActivation {
    /** The exact GELU, by the error function; what SVD's encoder uses. */
    GELU("gelu"),
    /** {@code x sigmoid(1.702 x)}; what OpenAI's own CLIP models use. */
    QUICK_GELU("quick_gelu");

    private final String configName;

    ClipActivation(String configName) {
        this.configName = configName;
    }

    /**
     * {@return the activation that {@code hidden_act} names}
     *
     * @throws IllegalArgumentException if there is none of that name
     */
    public static ClipActivation named(String hiddenAct) {
        for (ClipActivation activation : values()) {
            if (activation.configName.equals(hiddenAct)) {
                return activation;
            }
        }
        throw new IllegalArgumentException("CLIP vision hidden_act must be gelu or quick_gelu, not " + hiddenAct);
    }

    Tensor forward(Tensor x) {
        return this == GELU ? Activations.gelu(x) : Activations.quickGelu(x);
    }
}
