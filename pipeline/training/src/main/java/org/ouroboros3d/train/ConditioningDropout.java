package org.ouroboros3d.train;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/**
 * What of the condition image a training step hides, so that guidance has an unconditional branch to start from: with
 * probability {@code rate} each the embedding alone, the embedding and the latents, and the latents alone (released code,
 * {@code svd_lgm_multi_t2iadapter.py} lines 365 to 390, after InstructPix2Pix).
 *
 * @param rate from 0 to 1/3; 0.1 in the paper
 */
public record ConditioningDropout(@JsonValue double rate) {
    /** Checks the rate. */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public ConditioningDropout {
        if (!(rate >= 0 && rate <= 1.0 / 3)) {
            throw new IllegalArgumentException("the dropout rate must be 0 to 1/3, not " + rate);
        }
    }

    /** {@return 0 where the embedding is hidden, else 1, for a number drawn evenly from [0, 1)} */
    public float embeddingFactor(double uniform) {
        return uniform < 2 * rate ? 0 : 1;
    }

    /** {@return 0 where the latents are hidden, else 1, for a number drawn evenly from [0, 1)} */
    public float latentFactor(double uniform) {
        return uniform >= rate && uniform < 3 * rate ? 0 : 1;
    }
}
