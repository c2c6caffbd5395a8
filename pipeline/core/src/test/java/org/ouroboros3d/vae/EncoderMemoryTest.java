package org.ouroboros3d.vae;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ouroboros3d.nn.OpenMemory;
import org.ouroboros3d.nn.RandomWeights;
import org.ouroboros3d.tensor.DType;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;

class EncoderMemoryTest {
    private static final VaeConfig SMALL = new VaeConfig(3, 3, 4, List.of(32, 64, 64), 2, 32, 0.18215);

    @ParameterizedTest
    @CsvSource({"1, 64", "3, 32"})
    void theBoundHoldsAndIsNotFarOff(int images, int size) {
        try (TensorScope scope = TensorScope.open()) {
            VaeEncoder encoder = new VaeEncoder(RandomWeights.fill(w -> new VaeEncoder(w, SMALL)), SMALL);
            Tensor pictures = RandomWeights.input(images, 3, size, size);
            long open = OpenMemory.during(() -> encoder.encode(pictures));
            assertThat(EncoderMemory.bytes(SMALL, images, size, DType.FLOAT32)).isBetween(open, 2 * open);
        }
    }
}
