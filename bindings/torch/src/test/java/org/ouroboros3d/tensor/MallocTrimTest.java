package org.ouroboros3d.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.ouroboros3d.ops.Creation;

class MallocTrimTest {
    private static final long MIB = 1 << 20;
    private static final int TENSORS = 64;
    private static final long FLOATS = 4 * MIB / Float.BYTES;

    private static long resident() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
            if (line.startsWith("RssAnon:")) {
                return Long.parseLong(line.replaceAll("\\D", "")) << 10;
            }
        }
        throw new AssertionError("/proc/self/status does not tell RssAnon");
    }

    /** What a network has computed lies between and above its weights, and stays when these are freed. */
    @Test
    void whatLiesBelowSomethingInUseIsGivenBack() throws IOException {
        try (var scope = TensorScope.open()) {
            // Freeing a block of this size keeps smaller ones from having a mapping each, which would end with them.
            Tensor.empty(DType.FLOAT32, Device.CPU, 28 * MIB / Float.BYTES).close();
            long before = resident();
            List<Tensor> weights = new ArrayList<>();
            List<Tensor> results = new ArrayList<>();
            for (int i = 0; i < TENSORS; i++) {
                weights.add(Creation.full(i, DType.FLOAT32, Device.CPU, FLOATS));
                results.add(Creation.full(i, DType.FLOAT32, Device.CPU, FLOATS / 16));
            }
            weights.forEach(Tensor::close);
            MallocTrim.trim();
            assertThat(resident() - before).isLessThan(TENSORS * 4 * MIB / 2);
            for (int i = 0; i < TENSORS; i++) {
                assertThat(results.get(i).toFloatArray()).containsOnly(i);
            }
        }
    }
}
