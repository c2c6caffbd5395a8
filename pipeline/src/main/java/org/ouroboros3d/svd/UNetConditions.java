package org.ouroboros3d.svd;

import org.ouroboros3d.geometry.TemporalContext;
import org.ouroboros3d.tensor.Tensor;

/**
 * What every block of the UNet is conditioned on in one forward pass.
 *
 * @param temb embedding of time and added time ids, {@code [B F, T]}
 * @param encoderHiddenStates the image's embedding, one token each, {@code [B, 1, D]}
 * @param numFrames F
 * @param temporalContext which embedding the temporal blocks read
 */
record UNetConditions(Tensor temb, Tensor encoderHiddenStates, int numFrames, TemporalContext temporalContext) {
    /** {@return B} */
    long batch() {
        return encoderHiddenStates.size(0);
    }
}
