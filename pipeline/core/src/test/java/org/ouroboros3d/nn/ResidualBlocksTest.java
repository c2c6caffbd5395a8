package org.ouroboros3d.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.withPrecision;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.ouroboros3d.ops.Creation;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;

class ResidualBlocksTest {
    private static final int C = 32;

    private static GivenWeights spatial(GivenWeights given, String prefix) {
        return given.plainNorm(prefix + "norm1", C)
                .identityConv(prefix + "conv1", C, 3, 3)
                .plainNorm(prefix + "norm2", C)
                .identityConv(prefix + "conv2", C, 3, 3);
    }

    private static GivenWeights temporal(GivenWeights given, String prefix) {
        return given.plainNorm(prefix + "norm1", C)
                .identityConv(prefix + "conv1", C, 3, 1, 1)
                .plainNorm(prefix + "norm2", C)
                .identityConv(prefix + "conv2", C, 3, 1, 1);
    }

    /** Every channel holds the values of {@code frames}, one pixel a frame times two pixels {@code v, -v}. */
    private static Tensor clip(float... frames) {
        float[] values = new float[frames.length * C * 2];
        for (int f = 0; f < frames.length; f++) {
            for (int c = 0; c < C; c++) {
                values[(f * C + c) * 2] = frames[f];
                values[(f * C + c) * 2 + 1] = -frames[f];
            }
        }
        return Tensor.of(values, frames.length, C, 1, 2);
    }

    private static double silu(double x) {
        return x / (1 + Math.exp(-x));
    }

    @Test
    void aSpatialBlockNormalisesEveryFrameByItself() {
        try (TensorScope scope = TensorScope.open()) {
            ResnetBlock2D block = new ResnetBlock2D(
                    spatial(new GivenWeights(), "").weights(), C, C, 0, new GroupNormConfig(32, 1e-6));
            float[] out = block.forward(clip(1, 5), null).toFloatArray();
            // The norm maps both frames to +1 and -1, so the residual is the same for both.
            assertThat((double) (out[2 * C] - 5)).isEqualTo(out[0] - 1, within(1e-5));
            // norm2 of (silu(1), silu(-1)), whose distance is 1 and deviation 1/2, is +1 and -1 again.
            assertThat((double) out[0]).isEqualTo(1 + silu(1), within(1e-5));
        }
    }

    @Test
    void aTemporalBlockNormalisesAllFramesOfAClipTogether() {
        try (TensorScope scope = TensorScope.open()) {
            TemporalResnetBlock block = new TemporalResnetBlock(
                    temporal(new GivenWeights(), "").weights(), C, 0, new GroupNormConfig(32, 1e-6));
            float[] frames = clip(1, 7).toFloatArray();
            float[] channelsFirst = new float[frames.length];
            for (int f = 0; f < 2; f++) {
                for (int c = 0; c < C; c++) {
                    System.arraycopy(frames, (f * C + c) * 2, channelsFirst, (c * 2 + f) * 2, 2);
                }
            }
            float[] out =
                    block.forward(Tensor.of(channelsFirst, 1, C, 2, 1, 2), null).toFloatArray();
            double deviation = Math.sqrt((1 + 49) / 2.0);
            double[] hidden = {silu(1 / deviation), silu(-1 / deviation), silu(7 / deviation), silu(-7 / deviation)};
            double mean = (hidden[0] + hidden[1] + hidden[2] + hidden[3]) / 4;
            double variance = 0;
            for (double h : hidden) {
                variance += (h - mean) * (h - mean) / 4;
            }
            double normalised = (hidden[0] - mean) / Math.sqrt(variance + 1e-6);
            assertThat((double) out[0]).isEqualTo(1 + silu(normalised), within(1e-5));
        }
    }

    @Test
    void aSpatioTemporalBlockGivesTheTemporalBranchTheSpatialOnesOutput() {
        try (TensorScope scope = TensorScope.open()) {
            GivenWeights given = temporal(spatial(new GivenWeights(), "spatial_res_block."), "temporal_res_block.")
                    .filled("time_mixer.mix_factor", 0, 1);
            SpatioTemporalResBlock block = new SpatioTemporalResBlock(
                    given.weights(),
                    C,
                    C,
                    0,
                    new GroupNormConfig(32, 1e-6),
                    new GroupNormConfig(32, 1e-6),
                    AlphaBlender.Weighs.SPATIAL);
            Tensor x = clip(1, 5);
            Tensor out = block.forward(x, null, 2);
            assertThat(out.shape()).isEqualTo(x.shape());
            ResnetBlock2D spatialOnly = new ResnetBlock2D(
                    spatial(new GivenWeights(), "").weights(), C, C, 0, new GroupNormConfig(32, 1e-6));
            float first = spatialOnly.forward(x, null).toFloatArray()[0];
            // A mix of one half: the temporal branch adds half of its own residual, which is positive here.
            assertThat(out.toFloatArray()[0]).isGreaterThan(first);
        }
    }

    @Test
    void theTimeEmbeddingShiftsChannelsBetweenTheNormalisations() {
        try (TensorScope scope = TensorScope.open()) {
            int wide = 2 * C; // with 32 channels the second normalization would remove the shift
            float[] proj = new float[wide];
            proj[0] = 3;
            GivenWeights given = new GivenWeights()
                    .plainNorm("norm1", wide)
                    .identityConv("conv1", wide, 3, 3)
                    .with("time_emb_proj.weight", proj, wide, 1)
                    .filled("time_emb_proj.bias", 0, wide)
                    .plainNorm("norm2", wide)
                    .identityConv("conv2", wide, 3, 3);
            ResnetBlock2D block = new ResnetBlock2D(given.weights(), wide, wide, 1, new GroupNormConfig(32, 1e-5));
            Tensor x = Creation.zeros(1, wide, 1, 1);
            float[] out = block.forward(x, Tensor.of(new float[] {1}, 1, 1)).toFloatArray();
            // Channels 0 and 1 share a group: shifted by 3 and 0, they normalise to +1 and -1.
            assertThat((double) out[0]).isEqualTo(silu(1), within(1e-4)); // eps 1e-5 against a variance of 2.25
            assertThat((double) out[1]).isEqualTo(silu(-1), within(1e-4));
            assertThat(out[2]).isZero();
        }
    }

    @Test
    void aForwardPassLeavesOnlyItsResult() {
        try (TensorScope scope = TensorScope.open()) {
            GivenWeights given = temporal(spatial(new GivenWeights(), "spatial_res_block."), "temporal_res_block.")
                    .filled("time_mixer.mix_factor", 0, 1);
            SpatioTemporalResBlock block = new SpatioTemporalResBlock(
                    given.weights(),
                    C,
                    C,
                    0,
                    new GroupNormConfig(32, 1e-6),
                    new GroupNormConfig(32, 1e-5),
                    AlphaBlender.Weighs.TEMPORAL);
            Tensor x = clip(1, 5);
            long before = Tensor.liveCount();
            block.forward(x, null, 2);
            assertThat(Tensor.liveCount()).isEqualTo(before + 1);
        }
    }

    @Test
    void channelsThatDoNotFormGroupsAreRefused() {
        try (TensorScope scope = TensorScope.open()) {
            GivenWeights given = new GivenWeights().plainNorm("norm", 48);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new GroupNorm(given.weights().at("norm"), 48, new GroupNormConfig(32, 1e-5)))
                    .withMessageContaining("48");
        }
    }

    @Test
    void fewerGroupsKeepWhatChannelsOfAGroupDifferIn() {
        try (TensorScope scope = TensorScope.open()) {
            GivenWeights given = new GivenWeights().plainNorm("norm", 4);
            Tensor x = Tensor.of(new float[] {1, 1, 3, 3, 10, 10, 30, 30}, 1, 4, 1, 2);
            GroupNorm norm = new GroupNorm(given.weights().at("norm"), 4, new GroupNormConfig(2, 0));
            assertThat(norm.forward(x).toFloatArray())
                    .containsExactly(new float[] {-1, -1, 1, 1, -1, -1, 1, 1}, withPrecision(1e-6f));
        }
    }
}
