package org.ouroboros3d.svd;

import java.util.Map;
import org.ouroboros3d.geometry.TemporalContext;
import org.ouroboros3d.tensor.Tensor;

/**
 * What every block of the UNet is conditioned on in one forward pass.
 *
 * @param temb embedding of time and added time ids, {@code [B F, T]}
 * @param encoderHiddenStates the image's embedding, one token each, {@code [B, 1, D]}
 * @param numFrames F
 * @param framePositions each transformer's embedding of the frames' numbers, {@code [F, 1, C]}
 * @param temporalContext which embedding the temporal blocks read
 */
record UNetConditions(
        Tensor temb,
        Tensor encoderHiddenStates,
        int numFrames,
        Map<TransformerSpatioTemporalModel, Tensor> framePositions,
        TemporalContext temporalContext) {
    /** {@return B} */
    long batch() {
        return encoderHiddenStates.size(0);
    }
}
