package org.ouroboros3d.vae;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.ouroboros3d.error.ShapeException;
import org.ouroboros3d.nn.RandomWeights;
import org.ouroboros3d.ops.Arithmetic;
import org.ouroboros3d.ops.Reductions;
import org.ouroboros3d.ops.Shapes;
import org.ouroboros3d.tensor.DType;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;
import org.ouroboros3d.weights.Weights;

class VaeTest {
    private static final VaeConfig SMALL = new VaeConfig(3, 3, 4, List.of(32, 64), 1, 32, 0.5);

    @Test
    void readsTheConfigurationOfSvd() throws JsonProcessingException {
        String published = "{\"_class_name\": \"AutoencoderKLTemporalDecoder\", \"block_out_channels\": [128, 256, 512,"
                + " 512], \"down_block_types\": [\"DownEncoderBlock2D\", \"DownEncoderBlock2D\","
                + " \"DownEncoderBlock2D\", \"DownEncoderBlock2D\"], \"force_upcast\": true, \"in_channels\": 3,"
                + " \"latent_channels\": 4, \"layers_per_block\": 2, \"out_channels\": 3, \"sample_size\": 768,"
                + " \"scaling_factor\": 0.18215}";
        assertThat(VaeConfig.fromJson(new ObjectMapper().readTree(published))).isEqualTo(VaeConfig.SVD);
    }

    @Test
    void anotherArchitectureIsRefused() throws JsonProcessingException {
        var attention = new ObjectMapper().readTree("{\"down_block_types\": [\"AttnDownEncoderBlock2D\"]}");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> VaeConfig.fromJson(attention))
                .withMessageContaining("AttnDownEncoderBlock2D");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new VaeConfig(3, 3, 4, List.of(48), 2, 32, 0.5))
                .withMessageContaining("48");
    }

    @Test
    void thePublishedAutoencoderHasItsKnownSize() {
        try (TensorScope scope = TensorScope.open()) {
            long encoder = RandomWeights.count(w -> new VaeEncoder(w, VaeConfig.SVD));
            long decoder = RandomWeights.count(w -> new VaeDecoder(w, VaeConfig.SVD));
            assertThat(encoder + decoder).isEqualTo(97_742_847);
        }
    }

    @Test
    void encodingShrinksAndLeavesOnlyTheMode() {
        try (TensorScope scope = TensorScope.open()) {
            VaeEncoder encoder = new VaeEncoder(RandomWeights.fill(w -> new VaeEncoder(w, SMALL)), SMALL);
            Tensor images = RandomWeights.input(2, 3, 8, 12);
            long before = Tensor.liveCount();
            assertThat(encoder.encode(images).shape()).containsExactly(2, 4, 4, 6);
            assertThat(Tensor.liveCount()).isEqualTo(before + 1);
        }
    }

    @Test
    void aDrawIsTheMeanPlusScaledNoise() {
        try (TensorScope scope = TensorScope.open()) {
            // One channel: mean 3, logarithm of the variance 2 ln 2, so a deviation of 2; the second pixel is clamped.
            float twoLogTwo = (float) (2 * Math.log(2));
            Tensor moments = Tensor.of(new float[] {3, 3, twoLogTwo, -99}, 1, 2, 1, 2);
            DiagonalGaussian distribution = DiagonalGaussian.ofMoments(moments);
            Tensor draw = distribution.sample(Tensor.of(new float[] {0.5f, 1}, 1, 1, 1, 2));
            assertThat(draw.toFloatArray()).containsExactly(new float[] {4, 3 + (float) Math.exp(-15)}, within(1e-6f));
            assertThat(distribution.logvar().toFloatArray()[1]).isEqualTo(-30);
        }
    }

    @Test
    void decodingDividesByTheScalingFactor() {
        try (TensorScope scope = TensorScope.open()) {
            VaeDecoder decoder = new VaeDecoder(RandomWeights.fill(w -> new VaeDecoder(w, SMALL)), SMALL);
            Tensor latents = RandomWeights.input(1, 3, 4, 2, 4);
            long before = Tensor.liveCount();
            Tensor frames = decoder.decode(latents);
            assertThat(Tensor.liveCount()).isEqualTo(before + 1);
            assertThat(frames.shape()).containsExactly(1, 3, 3, 4, 8);
            Tensor clip = decoder.network().forward(Arithmetic.div(Shapes.squeeze(latents, 0), 0.5));
            assertThat(frames.toFloatArray()).containsExactly(clip.toFloatArray(), within(1e-6f));
        }
    }

    @Test
    void framesBeyondAChunkAreAClipOfTheirOwn() {
        try (TensorScope scope = TensorScope.open()) {
            Weights weights = RandomWeights.fill(w -> new VaeDecoder(w, SMALL));
            VaeDecoder inTwos = new VaeDecoder(weights, SMALL, 2);
            Tensor latents = RandomWeights.input(1, 3, 4, 2, 2);
            Tensor last = inTwos.decode(Shapes.narrow(latents, 1, 2, 1));
            Tensor all = inTwos.decode(latents);
            assertThat(Shapes.narrow(all, 1, 2, 1).toFloatArray()).containsExactly(last.toFloatArray(), within(1e-6f));
            float[] together = new VaeDecoder(weights, SMALL).decode(latents).toFloatArray();
            Tensor difference = Arithmetic.sub(all, Tensor.of(together, all.shape()));
            assertThat(Reductions.max(Arithmetic.abs(difference)).item()).isGreaterThan(1e-3f);
        }
    }

    @Test
    void halfPrecisionStaysHalfPrecision() {
        try (TensorScope scope = TensorScope.open()) {
            VaeEncoder encoder =
                    new VaeEncoder(RandomWeights.fill(w -> new VaeEncoder(w, SMALL), DType.BFLOAT16), SMALL);
            VaeDecoder decoder =
                    new VaeDecoder(RandomWeights.fill(w -> new VaeDecoder(w, SMALL), DType.BFLOAT16), SMALL);
            Tensor latents = encoder.encode(RandomWeights.input(2, 3, 4, 4).to(DType.BFLOAT16));
            assertThat(latents.dtype()).isEqualTo(DType.BFLOAT16);
            assertThat(decoder.decode(Shapes.unsqueeze(latents, 0)).dtype()).isEqualTo(DType.BFLOAT16);
        }
    }

    @Test
    void wrongShapesNameTheArgument() {
        try (TensorScope scope = TensorScope.open()) {
            VaeEncoder encoder = new VaeEncoder(RandomWeights.fill(w -> new VaeEncoder(w, SMALL)), SMALL);
            VaeDecoder decoder = new VaeDecoder(RandomWeights.fill(w -> new VaeDecoder(w, SMALL)), SMALL);
            assertThatExceptionOfType(ShapeException.class)
                    .isThrownBy(() -> encoder.encode(RandomWeights.input(1, 4, 8, 8)))
                    .withMessageContaining("images");
            assertThatExceptionOfType(ShapeException.class)
                    .isThrownBy(() -> encoder.encode(RandomWeights.input(1, 3, 8, 9)))
                    .withMessageContaining("multiples of 2");
            assertThatExceptionOfType(ShapeException.class)
                    .isThrownBy(() -> decoder.decode(RandomWeights.input(3, 4, 2, 2)))
                    .withMessageContaining("latents");
        }
    }
}
