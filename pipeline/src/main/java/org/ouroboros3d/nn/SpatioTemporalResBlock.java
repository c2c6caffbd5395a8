package org.ouroboros3d.nn;

import static org.ouroboros3d.ops.Shapes.contiguous;
import static org.ouroboros3d.ops.Shapes.reshape;
import static org.ouroboros3d.ops.Shapes.transpose;

import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;
import org.ouroboros3d.weights.Weights;

/**
 * A spatial residual block, a temporal one on its output, and a learned blend of the two (diffusers' {@code
 * SpatioTemporalResBlock}).
 *
 * <p>Keys {@code spatial_res_block}, {@code temporal_res_block}, {@code time_mixer}.
 */
public final class SpatioTemporalResBlock {
    private final ResnetBlock2D spatialResBlock;
    private final TemporalResnetBlock temporalResBlock;
    private final AlphaBlender timeMixer;

    /**
     * Builds both blocks and the blend on their weights.
     *
     * @param tembChannels the time embedding's width, or 0 for a block without one (the VAE decoder)
     * @param norm of the spatial block's normalizations
     * @param temporalNorm of the temporal block's normalizations
     * @param weighs which branch {@code sigmoid(mix_factor)} weighs
     */
    public SpatioTemporalResBlock(
            Weights w,
            int in,
            int out,
            int tembChannels,
            GroupNormConfig norm,
            GroupNormConfig temporalNorm,
            AlphaBlender.Weighs weighs) {
        this.spatialResBlock = new ResnetBlock2D(w.at("spatial_res_block"), in, out, tembChannels, norm);
        this.temporalResBlock = new TemporalResnetBlock(w.at("temporal_res_block"), out, tembChannels, temporalNorm);
        this.timeMixer = new AlphaBlender(w.at("time_mixer"), weighs);
    }

    /**
     * {@return {@code [B F, out, H, W]}}
     *
     * @param x {@code [B F, in, H, W]}, a clip's frames together
     * @param temb the time embedding {@code [B F, tembChannels]} before its SiLU, or null for a block built without one
     * @param numFrames F
     */
    public Tensor forward(Tensor x, Tensor temb, int numFrames) {
        try (TensorScope scope = TensorScope.open()) {
            Tensor spatial = spatialResBlock.forward(x, temb); // [B F, C, H, W]
            long frames = spatial.size(0);
            long c = spatial.size(1);
            long h = spatial.size(2);
            long w = spatial.size(3);
            Tensor clips = reshape(spatial, frames / numFrames, numFrames, c, h, w);
            // Copied once here: norm, residual and blend would each walk the transposed view otherwise.
            Tensor channelsFirst = contiguous(transpose(clips, 1, 2)); // [B, C, F, H, W]
            Tensor temporal = temporalResBlock.forward(channelsFirst, temb);
            Tensor blended = timeMixer.forward(channelsFirst, temporal);
            return scope.moveToOuter(reshape(transpose(blended, 1, 2), frames, c, h, w));
        }
    }
}
