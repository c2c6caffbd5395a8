package org.ouroboros3d.clip;

import org.ouroboros3d.ops.Activations;
import org.ouroboros3d.tensor.Tensor;

/** The activations that CLIP configurations name. */
public enum ClipActivation {
    /** The exact GELU, by the error function; what SVD's encoder uses. */
    GELU,
    /** {@code x sigmoid(1.702 x)}; what OpenAI's own CLIP models use. */
    QUICK_GELU;

    Tensor forward(Tensor x) {
        return this == GELU ? Activations.gelu(x) : Activations.quickGelu(x);
    }
}
