package org.ouroboros3d.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ouroboros3d.format.Checkpoint;
import org.ouroboros3d.format.TensorData;
import org.ouroboros3d.format.WeightsException;
import org.ouroboros3d.format.safetensors.SafetensorsWriter;
import org.ouroboros3d.tensor.DType;

class ShardedReaderTest {
    @TempDir
    private Path folder;

    @BeforeEach
    void writeShards() {
        try (Arena arena = Arena.ofConfined()) {
            for (int i = 1; i <= 2; i++) {
                TensorData tensor = TensorData.of("t" + i, DType.INT8, arena.allocate(i), i);
                SafetensorsWriter.write(folder.resolve("m-" + i + ".safetensors"), Map.of(), List.of(tensor));
            }
        }
    }

    @Test
    void joinsTheShards() throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            Checkpoint checkpoint = read("{\"t1\":\"m-1.safetensors\",\"t2\":\"m-2.safetensors\"}", arena);
            assertThat(checkpoint.tensors()).containsOnlyKeys("t1", "t2");
            assertThat(checkpoint.tensors().get("t2").shape()).containsExactly(2);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'t1':'m-1.safetensors','t3':'m-2.safetensors'} | tensor \"t3\": it is not in m-2.safetensors",
                "{'t1':'m-1.safetensors','t2':'m-3.safetensors'} | no such file",
                "{'t1':'../m-1.safetensors'} | not the name of a weights file beside the index",
                "{'t1':'m.safetensors.index.json'} | not the name of a weights file beside the index",
                "{'t1':7} | not the name of a weights file beside the index",
                "{'t1':'m-1.safetensors','t1':'m-1.safetensors'} | not valid JSON",
                "{} | no \"weight_map\"",
                "[] | no \"weight_map\"",
            })
    void namesTheFaultOfAnIndex(String map, String fault) {
        try (Arena arena = Arena.ofConfined()) {
            assertThatThrownBy(() -> read(map.replace('\'', '"'), arena))
                    .isInstanceOf(WeightsException.class)
                    .hasMessageContaining(fault);
        }
    }

    @Test
    void refusesUnlistedTensors() {
        try (Arena arena = Arena.ofConfined()) {
            TensorData first = TensorData.of("t1", DType.INT8, arena.allocate(1), 1);
            TensorData second = TensorData.of("extra", DType.INT8, arena.allocate(1), 1);
            SafetensorsWriter.write(folder.resolve("m-1.safetensors"), Map.of(), List.of(first, second));
            assertThatThrownBy(() -> read("{\"t1\":\"m-1.safetensors\"}", arena))
                    .hasMessageContaining("tensor \"extra\"")
                    .hasMessageContaining("not in the index");
        }
    }

    private Checkpoint read(String weightMap, Arena arena) throws IOException {
        Path index = folder.resolve("m.safetensors.index.json");
        Files.writeString(index, "{\"metadata\":{\"total_size\":3},\"weight_map\":" + weightMap + "}");
        return CheckpointReader.read(index, arena);
    }
}
