package org.ouroboros3d.nn;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;
import org.ouroboros3d.weights.Weights;

class ConvolutionLayersTest {
    private static final float[] ONE_TO_16 = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16};

    @Test
    void temporalConvolutionSumsThreeNeighbouringFrames() {
        try (TensorScope scope = TensorScope.open()) {
            Weights w = new GivenWeights()
                    .filled("weight", 1, 1, 1, 3, 1, 1)
                    .filled("bias", 0.5f, 1)
                    .weights();
            Tensor frames = Tensor.of(new float[] {1, 10, 100, 1000}, 1, 1, 4, 1, 1);
            Tensor out = new TemporalConv(w, 1, 1).forward(frames);
            assertThat(out.shape()).containsExactly(1, 1, 4, 1, 1);
            assertThat(out.toFloatArray()).containsExactly(11.5f, 111.5f, 1110.5f, 1100.5f);
        }
    }

    @Test
    void symmetricDownsamplingIsCentredOnEvenPixels() {
        try (TensorScope scope = TensorScope.open()) {
            Weights w = new GivenWeights().identityConv("conv", 1, 3, 3).weights();
            Tensor out = Downsample2D.symmetric(w, 1, 1).forward(Tensor.of(ONE_TO_16, 1, 1, 4, 4));
            assertThat(out.shape()).containsExactly(1, 1, 2, 2);
            assertThat(out.toFloatArray()).containsExactly(1, 3, 9, 11);
        }
    }

    @Test
    void asymmetricDownsamplingIsCentredOnOddPixelsAndPadsRightAndBottom() {
        try (TensorScope scope = TensorScope.open()) {
            Tensor picture = Tensor.of(ONE_TO_16, 1, 1, 4, 4);
            Weights centre = new GivenWeights().identityConv("conv", 1, 3, 3).weights();
            assertThat(Downsample2D.asymmetric(centre, 1, 1).forward(picture).toFloatArray())
                    .containsExactly(6, 8, 14, 16);
            Weights sum = new GivenWeights()
                    .filled("conv.weight", 1, 1, 1, 3, 3)
                    .filled("conv.bias", 0, 1)
                    .weights();
            // Top left sees 3x3 pixels, bottom right 2x2 and zeros.
            assertThat(Downsample2D.asymmetric(sum, 1, 1).forward(picture).toFloatArray())
                    .containsExactly(54, 45, 72, 54);
        }
    }

    @Test
    void upsamplingRepeatsPixelsBeforeItsConvolution() {
        try (TensorScope scope = TensorScope.open()) {
            Weights w = new GivenWeights().identityConv("conv", 1, 3, 3).weights();
            Tensor out = new Upsample2D(w, 1, 1).forward(Tensor.of(new float[] {1, 2}, 1, 1, 1, 2));
            assertThat(out.shape()).containsExactly(1, 1, 2, 4);
            assertThat(out.toFloatArray()).containsExactly(1, 1, 2, 2, 1, 1, 2, 2);
        }
    }

    @Test
    void aLayerWithoutBiasAsksForNone() {
        try (TensorScope scope = TensorScope.open()) {
            Weights w = new GivenWeights()
                    .with("weight", new float[] {2}, 1, 1, 1, 1)
                    .weights();
            Tensor out = Conv2d.withoutBias(w, 1, 1, 1, 1, 0).forward(Tensor.of(new float[] {3}, 1, 1, 1, 1));
            assertThat(out.toFloatArray()).containsExactly(6);
        }
    }
}
