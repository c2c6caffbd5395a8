package org.ouroboros3d.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.ouroboros3d.tensor.Autograd;
import org.ouroboros3d.tensor.DType;
import org.ouroboros3d.tensor.Device;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.testing.Gradients;
import org.ouroboros3d.testing.ScopeExtension;

@ExtendWith(ScopeExtension.class)
class AutocastTest {
    /** A third has no end in binary: float32 and bfloat16 differ in it. */
    private static final float THIRD = 1 / 3f;

    private static Tensor thirds(long... shape) {
        return Creation.full(THIRD, DType.FLOAT32, Device.CPU, shape);
    }

    @Test
    void layersComputeShortAndTheRestAsItComes() {
        Tensor image = thirds(1, 4, 2, 2);
        try (Autocast cast = Autocast.to(DType.BFLOAT16)) {
            assertThat(Linear.linear(thirds(1, 2), thirds(2, 2), thirds(2)).dtype())
                    .isEqualTo(DType.BFLOAT16);
            Tensor convolved = Convolutions.conv2d(image, thirds(4, 4, 1, 1), null, 1, 0);
            assertThat(convolved.dtype()).isEqualTo(DType.BFLOAT16);
            assertThat(Normalization.groupNorm(convolved, 2, thirds(4), thirds(4), 1e-5)
                            .dtype())
                    .isEqualTo(DType.FLOAT32);
            Tensor tokens = convolved.to(DType.BFLOAT16);
            assertThat(Normalization.layerNorm(tokens, thirds(2), thirds(2), 1e-5)
                            .dtype())
                    .isEqualTo(DType.FLOAT32);
            assertThat(Attention.scaledDotProductAttention(tokens, tokens, tokens)
                            .dtype())
                    .isEqualTo(DType.FLOAT32);
            assertThat(Linear.matmul(thirds(2, 2), thirds(2, 2)).toFloatArray()).containsOnly(2 * THIRD * THIRD);
        }
        assertThat(Linear.linear(thirds(1, 2), thirds(2, 2), null).toFloatArray())
                .containsOnly(2 * THIRD * THIRD);
    }

    @Test
    void aLayersTypeIsThatOfItsWeightsOrWhatIsAskedFor() {
        assertThat(Autocast.computing(DType.FLOAT16)).isEqualTo(DType.FLOAT16);
        try (Autocast cast = Autocast.to(DType.FLOAT32)) {
            assertThat(Autocast.computing(DType.FLOAT16)).isEqualTo(DType.FLOAT32);
        }
    }

    @Test
    void resultsAreThoseOfShortOperands() {
        float rounded = thirds(1).to(DType.BFLOAT16).to(DType.FLOAT32).item();
        assertThat(rounded).isNotEqualTo(THIRD);
        try (Autocast cast = Autocast.to(DType.BFLOAT16)) {
            float exact = rounded * rounded;
            float product = Linear.linear(thirds(1, 1), thirds(1, 1), null)
                    .to(DType.FLOAT32)
                    .item();
            assertThat(product).isCloseTo(exact, within(exact / 256));
        }
    }

    @Test
    void weightsOfSixteenBitsAreConvertedToWhatIsComputedIn() {
        Tensor image = thirds(1, 4, 2, 2);
        Tensor kernel = thirds(4, 4, 1, 1).to(DType.FLOAT16);
        Tensor scale = thirds(4).to(DType.FLOAT16);
        for (DType type : new DType[] {DType.FLOAT32, DType.BFLOAT16}) {
            try (Autocast cast = Autocast.to(type)) {
                Tensor convolved = Convolutions.conv2d(image, kernel, null, 1, 0);
                assertThat(convolved.dtype()).isEqualTo(type);
                assertThat(Linear.linear(thirds(1, 2), thirds(2, 2).to(DType.FLOAT16), null)
                                .dtype())
                        .isEqualTo(type);
                assertThat(Normalization.groupNorm(convolved, 2, scale, scale, 1e-5)
                                .dtype())
                        .isEqualTo(DType.FLOAT32);
            }
        }
        float stored = kernel.toFloatArray()[0];
        try (Autocast exact = Autocast.to(DType.FLOAT32)) {
            assertThat(Convolutions.conv2d(image, kernel, null, 1, 0).toFloatArray())
                    .usingComparatorWithPrecision(1e-7f)
                    .containsOnly(4 * stored * THIRD);
        }
    }

    @Test
    void gradientsReachFloat32Weights() {
        Tensor weight =
                Tensor.of(Gradients.wave(6), 2, 3).to(DType.FLOAT32).detach().requiresGrad(true);
        Tensor x = Tensor.of(new float[] {1, 2, 3}, 1, 3);
        try (Autocast cast = Autocast.to(DType.BFLOAT16)) {
            Autograd.backward(Reductions.sum(Linear.linear(x, weight, null).to(DType.FLOAT32)));
        }
        Tensor gradient = Autograd.gradient(weight);
        assertThat(gradient.dtype()).isEqualTo(DType.FLOAT32);
        assertThat(gradient.toFloatArray()).containsExactly(1, 2, 3, 1, 2, 3);
    }

    @Test
    void modesNestAndBelongToTheirThread() throws InterruptedException {
        try (Autocast cast = Autocast.to(DType.BFLOAT16)) {
            Autocast first = Autocast.to(DType.FLOAT32);
            assertThat(Autocast.active()).isEqualTo(DType.FLOAT32);
            first.close();
            try (Autocast exact = Autocast.to(DType.FLOAT32)) {
                assertThat(Autocast.active()).isEqualTo(DType.FLOAT32);
                Autocast inner = Autocast.to(DType.BFLOAT16);
                inner.close();
                first.close();
                assertThat(Autocast.active()).isEqualTo(DType.FLOAT32);
            }
            assertThat(Autocast.active()).isEqualTo(DType.BFLOAT16);
            boolean[] elsewhere = {true};
            Throwable[] refused = new Throwable[1];
            Thread other = Thread.ofPlatform().start(() -> {
                elsewhere[0] = Autocast.isActive();
                try {
                    cast.close();
                } catch (IllegalStateException e) {
                    refused[0] = e;
                }
            });
            other.join();
            assertThat(elsewhere[0]).isFalse();
            assertThat(refused[0]).hasMessageContaining("belongs to thread");
        }
        assertThat(Autocast.isActive()).isFalse();
    }

    @Test
    void float32IsFastAndSoIsEverythingOnAGpu() {
        assertThat(Autocast.isFast(DType.FLOAT32, Device.CPU)).isTrue();
        assertThat(Autocast.isFast(DType.FLOAT16, Device.cuda(0))).isTrue();
        // oneDNN has float16 only where it has bfloat16 too.
        if (Autocast.isFast(DType.FLOAT16, Device.CPU)) {
            assertThat(Autocast.isFast(DType.BFLOAT16, Device.CPU)).isTrue();
        }
        assertThatThrownBy(() -> Autocast.isFast(DType.INT32, Device.CPU)).hasMessageContaining("INT32");
    }

    @Test
    void integersAreNoTypeToComputeIn() {
        assertThatThrownBy(() -> Autocast.to(DType.INT32))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("not in INT32");
    }
}
