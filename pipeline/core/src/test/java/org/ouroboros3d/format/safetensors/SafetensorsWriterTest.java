package org.ouroboros3d.format.safetensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ouroboros3d.format.Checkpoint;
import org.ouroboros3d.format.TensorData;
import org.ouroboros3d.tensor.DType;

class SafetensorsWriterTest {
    @TempDir
    private Path folder;

    @Test
    void roundTrips() {
        try (Arena arena = Arena.ofConfined()) {
            TensorData bytes =
                    TensorData.of("bytes", DType.UINT8, arena.allocateFrom(ValueLayout.JAVA_BYTE, (byte) 7), 1);
            MemorySegment values = arena.allocateFrom(ValueLayout.JAVA_FLOAT, 1, 2, 3, 4, 5, 6);
            TensorData transposed =
                    TensorData.strided("weight", DType.FLOAT32, new long[] {3, 2}, new long[] {1, 3}, values);
            TensorData empty = TensorData.of("empty", DType.INT64, MemorySegment.NULL, 0, 4);
            Path file = folder.resolve("model.safetensors");

            SafetensorsWriter.write(file, Map.of("format", "pt\n\"x\""), List.of(bytes, transposed, empty));

            Checkpoint read = SafetensorsReader.read(file, arena);
            assertThat(read.metadata()).isEqualTo(Map.of("format", "pt\n\"x\""));
            assertThat(read.tensors()).containsOnlyKeys("bytes", "weight", "empty");
            TensorData weight = read.tensors().get("weight");
            assertThat(weight.shape()).containsExactly(3, 2);
            assertThat(weight.data().address() % 4).isZero();
            assertThat(SafetensorsReaderTest.floats(weight)).containsExactly(1, 4, 2, 5, 3, 6);
            assertThat(read.tensors().get("empty").shape()).containsExactly(0, 4);
            assertThat(folder).isDirectoryContaining(file::equals);
            assertThat(folder.toFile().list()).hasSize(1);
        }
    }

    @Test
    void leavesTheOldFileAloneWhenWritingFails() throws Exception {
        Path file = folder.resolve("model.safetensors");
        Files.writeString(file, "old");
        MemorySegment gone;
        try (Arena arena = Arena.ofConfined()) {
            gone = arena.allocate(4, 4);
        }
        TensorData dead = TensorData.of("dead", DType.FLOAT32, gone, 1);
        assertThatThrownBy(() -> SafetensorsWriter.write(file, Map.of(), List.of(dead)))
                .isInstanceOf(IllegalStateException.class);
        assertThat(file).hasContent("old");
        assertThat(folder.toFile().list()).containsExactly("model.safetensors");
    }

    @Test
    void refusesTwoTensorsOfOneName() {
        try (Arena arena = Arena.ofConfined()) {
            TensorData tensor = TensorData.of("a", DType.INT8, arena.allocate(1), 1);
            assertThatThrownBy(() -> SafetensorsWriter.write(folder.resolve("x"), Map.of(), List.of(tensor, tensor)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("\"a\" is taken");
        }
    }

    @Test
    void saysWhenTheFolderIsMissing() {
        assertThatThrownBy(() -> SafetensorsWriter.write(folder.resolve("none/x"), Map.of(), List.of()))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("cannot be written");
    }
}
