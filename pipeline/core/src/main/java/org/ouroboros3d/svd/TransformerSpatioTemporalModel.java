package org.ouroboros3d.svd;

import java.util.ArrayList;
import java.util.List;
import org.ouroboros3d.nn.AlphaBlender;
import org.ouroboros3d.nn.GroupNorm;
import org.ouroboros3d.nn.Linear;
import org.ouroboros3d.nn.TimestepEmbedding;
import org.ouroboros3d.nn.Timesteps;
import org.ouroboros3d.ops.InPlace;
import org.ouroboros3d.ops.Shapes;
import org.ouroboros3d.tensor.Device;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;
import org.ouroboros3d.weights.Role.Start;
import org.ouroboros3d.weights.Weights;

/**
 * Attention over the pixels of each frame, then over the frames of each pixel, blended by a learned weight.
 *
 * <p>The embedding of the frame's number is added to the temporal branch alone; what it is blended with is without it.
 * Follows diffusers 0.25.0, {@code models/transformer_temporal.py}.
 */
final class TransformerSpatioTemporalModel {
    private static final double NORM_EPS = 1e-6;

    private final GroupNorm norm;
    private final Linear projIn;
    private final List<BasicTransformerBlock> transformerBlocks = new ArrayList<>();
    private final List<TemporalBasicTransformerBlock> temporalTransformerBlocks = new ArrayList<>();
    private final Timesteps timeProj;
    private final TimestepEmbedding timePosEmbed;
    private final AlphaBlender timeMixer;
    private final Linear projOut;

    TransformerSpatioTemporalModel(Weights w, int channels, int heads, UNetConfig config) {
        int contextChannels = config.crossAttentionDim();
        norm = new GroupNorm(w.at("norm"), channels, config.norm(NORM_EPS));
        projIn = new Linear(w.at("proj_in"), channels, channels);
        for (int i = 0; i < config.transformerLayersPerBlock(); i++) {
            transformerBlocks.add(
                    new BasicTransformerBlock(w.at("transformer_blocks." + i), channels, heads, contextChannels));
            temporalTransformerBlocks.add(new TemporalBasicTransformerBlock(
                    w.at("temporal_transformer_blocks." + i), channels, heads, contextChannels));
        }
        timeProj = new Timesteps(channels);
        timePosEmbed = new TimestepEmbedding(w.at("time_pos_embed"), channels, 4 * channels, channels);
        timeMixer = new AlphaBlender(w.at("time_mixer"), AlphaBlender.Weighs.SPATIAL);
        projOut = new Linear(w.at("proj_out").start(Start.ZERO), channels, channels);
    }

    /**
     * {@return features of the same shape}
     *
     * @param x features, {@code [B F, C, H, W]}
     */
    Tensor forward(Tensor x, UNetConditions conditions) {
        try (TensorScope scope = TensorScope.open()) {
            Tensor position = conditions.framePositions().get(this);
            Tensor hidden =
                    projIn.forward(Shapes.flatten(Shapes.permute(norm.forward(x), 0, 2, 3, 1), 1, 2)); // [B F, H W, C]
            for (int i = 0; i < transformerBlocks.size(); i++) {
                hidden = transformerBlocks.get(i).forward(hidden, conditions);
                Tensor placed = PerFrame.add(hidden, position);
                hidden = timeMixer.forward(
                        hidden, temporalTransformerBlocks.get(i).forward(placed, conditions));
            }
            Tensor image = Shapes.reshape(projOut.forward(hidden), x.size(0), x.size(2), x.size(3), x.size(1));
            return scope.moveToOuter(InPlace.add(Shapes.permute(image, 0, 3, 1, 2), x));
        }
    }

    /** {@return the embedding of the frames' numbers, {@code [F, 1, C]}; it depends on the weights alone} */
    Tensor framePositions(Device device, int frames) {
        float[] numbers = new float[frames];
        for (int i = 0; i < frames; i++) {
            numbers[i] = i;
        }
        try (TensorScope scope = TensorScope.open()) {
            return scope.moveToOuter(Shapes.unsqueeze(timePosEmbed.forward(timeProj.forward(device, numbers)), 1));
        }
    }
}
