package org.ouroboros3d.svd;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.ouroboros3d.geometry.TemporalContext;
import org.ouroboros3d.ops.GradientCheckpoints;
import org.ouroboros3d.tensor.Tensor;

/**
 * What every block of the UNet is conditioned on in one forward pass.
 *
 * @param temb embedding of time and added time ids after a SiLU, {@code [B F, T]}, or {@code [1, T]} where it is one for all
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
    /** A part of the network between two tensors of features. */
    @FunctionalInterface
    interface Part {
        /** {@return features, in the innermost scope} */
        Tensor forward(List<Tensor> features, UNetConditions conditions);
    }

    /**
     * {@return what a part gives, as a segment of {@link GradientCheckpoints}}
     *
     * @param transformers those of the part
     */
    Tensor segment(List<Tensor> features, List<TransformerSpatioTemporalModel> transformers, Part part) {
        List<Tensor> inputs = new ArrayList<>(features);
        inputs.add(temb);
        inputs.add(encoderHiddenStates);
        transformers.forEach(transformer -> inputs.add(framePositions.get(transformer)));
        int own = features.size();
        return GradientCheckpoints.segment(inputs, given -> {
            Map<TransformerSpatioTemporalModel, Tensor> positions = new HashMap<>();
            for (int i = 0; i < transformers.size(); i++) {
                positions.put(transformers.get(i), given.get(own + 2 + i));
            }
            UNetConditions same =
                    new UNetConditions(given.get(own), given.get(own + 1), numFrames, positions, temporalContext);
            return part.forward(given.subList(0, own), same);
        });
    }

    /** {@return B} */
    long batch() {
        return encoderHiddenStates.size(0);
    }
}
