package org.ouroboros3d.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ouroboros3d.format.TensorData;
import org.ouroboros3d.format.WeightsException;
import org.ouroboros3d.format.safetensors.SafetensorsWriter;
import org.ouroboros3d.tensor.DType;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;
import org.ouroboros3d.weights.Weights;

class GoldenFileTest {
    @TempDir
    private Path folder;

    @Test
    void handsOutCopiesWeightsInFloat32() {
        GoldenFile golden = GoldenFile.read(write(Map.of("module", "adapter_xl", "config", "{\"cin\": 192}")));
        try (TensorScope scope = TensorScope.open()) {
            assertThat(golden.module()).isEqualTo("adapter_xl");
            assertThat(golden.config().path("cin").asInt()).isEqualTo(192);
            Weights weights = golden.weights();
            Tensor weight = weights.at("body.0").get("weight", 1);
            weights.requireAllUsed();
            assertThat(weight.dtype()).isEqualTo(DType.FLOAT32);
            assertThat(weight.item()).isEqualTo(0.5f);
            assertThat(golden.input("x").dtype()).isEqualTo(DType.UINT8);
            assertThat(golden.output("y").shape()).isEmpty();
            assertThat(golden.hasOutput("x")).isFalse();
            assertThat(golden.hasInput("x")).isTrue();
            assertThat(golden.outputs()).containsExactly("y");
            assertThatThrownBy(() -> golden.input("z"))
                    .isInstanceOf(WeightsException.class)
                    .hasMessageContaining("input.z");
        }
    }

    @Test
    void refusesOtherFiles() {
        assertThatThrownBy(() -> GoldenFile.read(write(Map.of()))).hasMessageContaining("not a golden file");
        assertThatThrownBy(() -> GoldenFile.read(write(Map.of("module", "x", "config", "{"))))
                .hasMessageContaining("config is not JSON");
    }

    @Test
    void siblingsStayInTheFolder() {
        GoldenFile golden = GoldenFile.read(write(Map.of("module", "x")));
        assertThat(golden.sibling("a.golden.safetensors").module()).isEqualTo("x");
        assertThatThrownBy(() -> golden.sibling("../a.golden.safetensors"))
                .hasMessageContaining("not the name of a file beside it");
    }

    @Test
    void everyRegisteredModuleHasItsCheck() {
        assertThat(GoldenChecks.modules()).isNotEmpty();
        assertThat(GoldenChecks.modules())
                .allSatisfy(module -> assertThat(GoldenChecks.forModule(module)).isPresent());
        assertThat(GoldenChecks.forModule("unknown")).isEmpty();
    }

    private Path write(Map<String, String> metadata) {
        Path file = folder.resolve("a.golden.safetensors");
        try (Arena arena = Arena.ofConfined()) {
            List<TensorData> tensors = new ArrayList<>();
            tensors.add(TensorData.of(
                    "weights.body.0.weight",
                    DType.FLOAT16,
                    arena.allocateFrom(ValueLayout.JAVA_SHORT, Float.floatToFloat16(0.5f)),
                    1));
            tensors.add(TensorData.of("input.x", DType.UINT8, arena.allocateFrom(ValueLayout.JAVA_BYTE, (byte) 9), 1));
            tensors.add(TensorData.of("output.y", DType.FLOAT32, arena.allocateFrom(ValueLayout.JAVA_FLOAT, 2)));
            SafetensorsWriter.write(file, metadata, tensors);
        }
        return file;
    }
}
