package org.ouroboros3d.nn;

import org.ouroboros3d.ops.ChannelsLast;
import org.ouroboros3d.ops.Shapes;
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
     * @param temb the time embedding {@code [B F, tembChannels]}, or {@code [1, tembChannels]} for all, after the
     *     SiLU that all blocks have in common; null for a block built without one
     * @param numFrames F
     */
    public Tensor forward(Tensor x, Tensor temb, int numFrames) {
        try (TensorScope scope = TensorScope.open()) {
            Tensor spatial = spatialClips(x, temb, numFrames); // [B, C, F, H, W]
            Tensor temporal = temporalResBlock.forward(spatial, temb);
            Tensor blended = timeMixer.forward(spatial, temporal);
            return scope.moveToOuter(
                    Shapes.reshape(Shapes.transpose(blended, 1, 2), x.size(0), blended.size(1), x.size(2), x.size(3)));
        }
    }

    private Tensor spatialClips(Tensor x, Tensor temb, int numFrames) {
        try (TensorScope scope = TensorScope.open()) {
            Tensor spatial = spatialResBlock.forward(x, temb); // [B F, C, H, W]
            Tensor clips = Shapes.reshape(
                    spatial, spatial.size(0) / numFrames, numFrames, spatial.size(1), spatial.size(2), spatial.size(3));
            return scope.moveToOuter(ordered(Shapes.transpose(clips, 1, 2)));
        }
    }

    /** Copied once where convolutions want row-major order: norm, residual and blend would each walk the view otherwise. */
    private Tensor ordered(Tensor clips) {
        return temporalResBlock.isChannelsLast() && ChannelsLast.is(clips) ? clips : Shapes.contiguous(clips);
    }
}
