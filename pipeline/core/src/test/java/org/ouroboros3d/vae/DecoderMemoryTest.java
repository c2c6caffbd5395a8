package org.ouroboros3d.vae;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ouroboros3d.model.MixedPrecision;
import org.ouroboros3d.nn.OpenMemory;
import org.ouroboros3d.nn.RandomWeights;
import org.ouroboros3d.tensor.DType;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;

class DecoderMemoryTest {
    private static final VaeConfig SMALL = new VaeConfig(3, 3, 4, List.of(32, 64, 64), 2, 32, 0.18215);

    /** Convolutions count twice in the bound, and the observer cannot see what they take inside. */
    @ParameterizedTest
    @CsvSource({"FLOAT32, 3, 48", "FLOAT32, 1, 32", "BFLOAT16, 3, 48"})
    void theBoundHoldsAndIsNotFarOff(DType type, int frames, int size) {
        try (TensorScope scope = TensorScope.open()) {
            VaeDecoder decoder = new VaeDecoder(RandomWeights.fill(w -> new VaeDecoder(w, SMALL)), SMALL);
            int latent = size / SMALL.downsampling();
            Tensor latents = RandomWeights.input(1, frames, 4, latent, latent);
            long open = OpenMemory.during(
                    () -> new MixedPrecision(type).latentDecoder(decoder).decode(latents));
            long bound = DecoderMemory.bytes(SMALL, frames, size, type);
            assertThat(bound).isBetween(open, 2 * open);
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 256", "4, 512"})
    void itGrowsWithFramesAndPixels(int frames, int size) {
        long bytes = DecoderMemory.bytes(VaeConfig.SVD, frames, size, DType.BFLOAT16);
        assertThat(DecoderMemory.bytes(VaeConfig.SVD, 2 * frames, size, DType.BFLOAT16))
                .isEqualTo(2 * bytes);
        assertThat(DecoderMemory.bytes(VaeConfig.SVD, frames, 2 * size, DType.BFLOAT16))
                .isEqualTo(4 * bytes);
        assertThat(DecoderMemory.bytes(VaeConfig.SVD, frames, size, DType.FLOAT32))
                .isGreaterThan(bytes);
    }
}
