package org.ouroboros3d.lgm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.ouroboros3d.geometry.Geometry;
import org.ouroboros3d.nn.RandomWeights;
import org.ouroboros3d.tensor.TensorScope;

class LgmConfigTest {
    @Test
    void thePublishedModelGives65536Gaussians() {
        assertThat(LgmConfig.BIG.splatSize()).isEqualTo(128);
        assertThat(LgmConfig.BIG.numGaussians()).isEqualTo(65_536);
    }

    @Test
    void thePublishedModelHasItsKnownSize() {
        try (TensorScope scope = TensorScope.open()) {
            LgmConfig own = LgmConfig.BIG.withoutTimeEmbedding();
            long plain = RandomWeights.count(w -> new LargeMultiViewGaussianModel(w, own, Geometry.CANONICAL));
            assertThat(plain).isEqualTo(415_042_848);
            // A residual block of C channels adds C (512 + 1) numbers, the embedding's two layers add theirs.
            long channels = 2 * (64 + 128 + 256 + 512 + 1024 + 1024) + 2 * 1024 + 3 * (1024 + 1024 + 512 + 256 + 128);
            long embedding = 512 * (128 + 1) + 512 * (512 + 1);
            assertThat(RandomWeights.count(w -> new LargeMultiViewGaussianModel(w, LgmConfig.BIG, Geometry.OFFICIAL)))
                    .isEqualTo(plain + 513 * channels + embedding);
        }
    }

    @Test
    void keysThatAreMissingHaveThePublishedValues() throws JsonProcessingException {
        var empty = new ObjectMapper().readTree("{}");
        assertThat(LgmConfig.fromJson(empty)).isEqualTo(LgmConfig.BIG);
    }

    @Test
    void theTimeEmbeddingIsWhatOuroborosAddsToLgm() {
        try (TensorScope scope = TensorScope.open()) {
            LgmConfig own = LgmConfig.BIG.withoutTimeEmbedding();
            Map<String, long[]> plain =
                    RandomWeights.asked(w -> new LargeMultiViewGaussianModel(w, own, Geometry.CANONICAL));
            Map<String, long[]> timed =
                    RandomWeights.asked(w -> new LargeMultiViewGaussianModel(w, LgmConfig.BIG, Geometry.OFFICIAL));
            assertThat(timed.keySet()).containsAll(plain.keySet());
            Set<String> added = new HashSet<>(timed.keySet());
            added.removeAll(plain.keySet());
            assertThat(added)
                    .contains("unet.time_embed.0.weight", "unet.up_blocks.4.nets.2.emb_layers.1.bias")
                    .allMatch(key -> key.contains("time_embed") || key.contains("emb_layers"));
        }
    }

    @Test
    void levelsThatDoNotFitAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> levels(16, List.of(32, 64), List.of(true)))
                .withMessageContaining("down_attention");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> levels(16, List.of(32, 48), List.of(true, true)))
                .withMessageContaining("48");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> levels(15, List.of(64, 32), List.of(true, true)))
                .withMessageContaining("input_size");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> levels(16, List.of(32, 64), List.of(true, true)))
                .withMessageContaining("mirror");
    }

    private static LgmConfig levels(int inputSize, List<Integer> channels, List<Boolean> attention) {
        return new LgmConfig(
                inputSize,
                channels,
                attention,
                true,
                List.of(32),
                List.of(true),
                1,
                4,
                32,
                128,
                GaussianPlacement.FREE);
    }
}
