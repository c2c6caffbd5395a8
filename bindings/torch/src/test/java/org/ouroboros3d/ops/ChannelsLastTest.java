package org.ouroboros3d.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.ouroboros3d.tensor.DType;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.testing.Gradients;
import org.ouroboros3d.testing.ScopeExtension;

@ExtendWith(ScopeExtension.class)
class ChannelsLastTest {
    private static Tensor wave(long... shape) {
        int count = 1;
        for (long size : shape) {
            count *= Math.toIntExact(size);
        }
        return Tensor.of(Gradients.wave(count), shape).to(DType.FLOAT32);
    }

    @Test
    void kernelsAreCopiedAndEverythingElseIsLeft() {
        Tensor kernel = wave(4, 3, 3, 3);
        Tensor laid = ChannelsLast.weight(kernel);
        assertThat(laid.strides()).containsExactly(27, 1, 9, 3);
        assertThat(laid.toFloatArray()).containsExactly(kernel.toFloatArray());
        assertThat(ChannelsLast.is(laid)).isTrue();
        assertThat(ChannelsLast.is(kernel)).isFalse();
        Tensor overFrames = ChannelsLast.weight(wave(4, 2, 3, 1, 1));
        assertThat(overFrames.size(2)).isEqualTo(3);
        assertThat(ChannelsLast.is(overFrames)).isTrue();
        Tensor matrix = wave(4, 3);
        assertThat(ChannelsLast.weight(matrix).dataPointer()).isEqualTo(matrix.dataPointer());
    }

    @Test
    void viewsOfTokensAndClipsLieSo() {
        Tensor tokens = wave(2, 3, 4, 5); // [N, H, W, C]
        assertThat(ChannelsLast.is(Shapes.permute(tokens, 0, 3, 1, 2))).isTrue();
        Tensor frames = wave(1, 2, 3, 4, 5); // [B, F, H, W, C]
        assertThat(ChannelsLast.is(Shapes.permute(frames, 0, 4, 1, 2, 3))).isTrue();
        assertThat(ChannelsLast.is(Shapes.permute(frames, 0, 4, 2, 1, 3))).isFalse();
        assertThat(ChannelsLast.is(Shapes.narrow(Shapes.permute(tokens, 0, 3, 1, 2), 1, 0, 2)))
                .as("there are gaps")
                .isFalse();
        // A single pixel lies in both orders.
        Tensor pixel = wave(2, 3, 1, 1);
        assertThat(ChannelsLast.is(pixel)).isTrue();
        assertThat(pixel.isContiguous()).isTrue();
    }

    @Test
    void aReshapedTensorIsRecognizedAfterwards() {
        Tensor frames = Shapes.permute(wave(4, 5, 6, 8), 0, 3, 1, 2); // [F, C, H, W]
        Tensor clip = Shapes.transpose(Shapes.reshape(frames, 1, 4, 8, 5, 6), 1, 2); // [1, C, F, H, W]
        Tensor planar = Shapes.reshape(clip, 1, 8, 4, 30);
        Tensor scale = wave(8);
        assertThat(ChannelsLast.is(planar)).isTrue();
        Tensor recognizable = ChannelsLast.recognizable(planar);
        assertThat(recognizable.dataPointer()).isEqualTo(planar.dataPointer());
        assertThat(recognizable.shape()).containsExactly(planar.shape());
        assertThat(recognizable.toFloatArray()).containsExactly(planar.toFloatArray());
        Tensor normed = Normalization.groupNorm(recognizable, 4, scale, scale, 1e-5);
        assertThat(ChannelsLast.is(normed)).isTrue();
        assertThat(normed.toFloatArray())
                .containsExactly(
                        Normalization.groupNorm(Shapes.contiguous(planar), 4, scale, scale, 1e-5)
                                .toFloatArray(),
                        within(1e-5f));
        Tensor rowMajor = wave(1, 8, 5, 6);
        assertThat(ChannelsLast.recognizable(rowMajor).strides()).containsExactly(rowMajor.strides());
    }

    @Test
    void aConvolutionTakesTheOrderOfItsKernelAndOthersKeepIt() {
        Tensor picture = wave(2, 8, 5, 6);
        Tensor kernel = wave(16, 8, 3, 3);
        Tensor bias = wave(16);
        Tensor scale = wave(16);
        Tensor expected = Convolutions.conv2d(picture, kernel, bias, 1, 1);
        Tensor actual = Convolutions.conv2d(picture, ChannelsLast.weight(kernel), bias, 1, 1);
        assertThat(ChannelsLast.is(expected)).isFalse();
        assertThat(ChannelsLast.is(actual)).isTrue();
        assertThat(actual.toFloatArray()).containsExactly(expected.toFloatArray(), within(1e-5f));
        Tensor normed = Normalization.groupNorm(actual, 4, scale, bias, 1e-5);
        assertThat(ChannelsLast.is(normed)).isTrue();
        assertThat(normed.toFloatArray())
                .containsExactly(
                        Normalization.groupNorm(expected, 4, scale, bias, 1e-5).toFloatArray(), within(1e-5f));
        assertThat(ChannelsLast.is(Activations.silu(normed))).isTrue();
        assertThat(ChannelsLast.is(Resampling.nearest(normed, 10, 12))).isTrue();
        assertThat(ChannelsLast.is(normed.to(DType.BFLOAT16))).isTrue();
    }
}
