package org.ouroboros3d.clip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;
import org.ouroboros3d.error.ShapeException;
import org.ouroboros3d.nn.RandomWeights;
import org.ouroboros3d.tensor.DType;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;

class ClipVisionTest {
    private static final ClipVisionConfig SMALL =
            new ClipVisionConfig(8, 16, 2, 2, 28, 14, 3, 6, ClipActivation.GELU, 1e-5);

    private static JsonNode json(String text) throws JsonProcessingException {
        return new ObjectMapper().readTree(text);
    }

    @Test
    void readsTheConfigurationOfSvd() throws JsonProcessingException {
        JsonNode published = json("{\"hidden_size\": 1280, \"intermediate_size\": 5120, \"num_hidden_layers\": 32,"
                + " \"num_attention_heads\": 16, \"image_size\": 224, \"patch_size\": 14, \"projection_dim\": 1024,"
                + " \"hidden_act\": \"gelu\"}");
        assertThat(ClipVisionConfig.fromJson(published)).isEqualTo(ClipVisionConfig.VIT_H_14);
    }

    @Test
    void anUnknownActivationIsRefused() throws JsonProcessingException {
        JsonNode tanh = json("{\"hidden_act\": \"gelu_new\"}");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ClipVisionConfig.fromJson(tanh))
                .withMessageContaining("gelu_new");
    }

    @Test
    void headsMustDivideChannels() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ClipVisionConfig(8, 16, 2, 3, 28, 14, 3, 6, ClipActivation.GELU, 1e-5))
                .withMessageContaining("num_attention_heads");
    }

    @Test
    void thePublishedTowerHasItsKnownSize() {
        try (TensorScope scope = TensorScope.open()) {
            assertThat(RandomWeights.count(w -> new ClipVisionModelWithProjection(w, ClipVisionConfig.VIT_H_14)))
                    .isEqualTo(632_076_800);
        }
    }

    @Test
    void anEncodedPictureIsOneTokenAndNothingElseIsLeft() {
        try (TensorScope scope = TensorScope.open()) {
            ClipImageEncoder encoder =
                    new ClipImageEncoder(RandomWeights.fill(w -> new ClipImageEncoder(w, SMALL)), SMALL);
            Tensor picture = RandomWeights.input(2, 3, 40, 60);
            long before = Tensor.liveCount();
            assertThat(encoder.encode(picture).shape()).containsExactly(2, 1, 6);
            assertThat(Tensor.liveCount()).isEqualTo(before + 1);
        }
    }

    @Test
    void halfPrecisionStaysHalfPrecision() {
        try (TensorScope scope = TensorScope.open()) {
            ClipImageEncoder encoder = new ClipImageEncoder(
                    RandomWeights.fill(w -> new ClipImageEncoder(w, SMALL), DType.BFLOAT16), SMALL);
            Tensor picture = RandomWeights.input(1, 3, 40, 60).to(DType.BFLOAT16);
            assertThat(encoder.encode(picture).dtype()).isEqualTo(DType.BFLOAT16);
        }
    }

    @Test
    void aWrongSizeNamesTheArgument() {
        try (TensorScope scope = TensorScope.open()) {
            ClipVisionModelWithProjection model = new ClipVisionModelWithProjection(
                    RandomWeights.fill(w -> new ClipVisionModelWithProjection(w, SMALL)), SMALL);
            assertThatExceptionOfType(ShapeException.class)
                    .isThrownBy(() -> model.forward(RandomWeights.input(1, 3, 28, 14)))
                    .withMessageContaining("pixelValues")
                    .withMessageContaining("[B, 3, 28, 28]");
            assertThatExceptionOfType(ShapeException.class)
                    .isThrownBy(() -> new ClipPreprocessor(28, 28).forward(RandomWeights.input(1, 4, 28, 28)))
                    .withMessageContaining("image");
        }
    }
}
