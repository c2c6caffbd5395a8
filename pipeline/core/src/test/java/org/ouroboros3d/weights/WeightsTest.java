package org.ouroboros3d.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ouroboros3d.format.Checkpoint;
import org.ouroboros3d.format.TensorData;
import org.ouroboros3d.format.WeightsException;
import org.ouroboros3d.format.safetensors.SafetensorsWriter;
import org.ouroboros3d.tensor.DType;
import org.ouroboros3d.tensor.Device;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;

class WeightsTest {
    @TempDir
    private Path folder;

    @Test
    void viewsShareTheirPrefix() {
        try (TensorScope scope = TensorScope.open()) {
            Tensor bias = Tensor.of(new float[] {1, 2}, 2);
            Weights weights = Weights.of(Map.of("conv_in.0.bias", bias), "test");
            assertThat(weights.at("conv_in").at("0").get("bias", 2)).isSameAs(bias);
            assertThat(weights.at("conv_in").has("0.bias")).isTrue();
            assertThat(weights.has("bias")).isFalse();
            assertThat(weights.find("bias", 2)).isEmpty();
            assertThat(weights.find("conv_in.0.bias", 2)).contains(bias);
            assertThatCode(weights::requireAllUsed).doesNotThrowAnyException();
        }
    }

    @Test
    void listsEveryFaultAtOnce() {
        try (TensorScope scope = TensorScope.open()) {
            Weights weights = Weights.of(
                    Map.of(
                            "a.weight", Tensor.of(new float[6], 2, 3),
                            "a.bias", Tensor.of(new float[3], 3),
                            "old", Tensor.of(new float[1]),
                            "position_ids", Tensor.of(new float[1], 1)),
                    "model.safetensors");
            weights.at("a").get("weight", 3, 2);
            weights.at("a").get("bias", 3);
            weights.at("b").get("weight", 4);
            weights.at("b").get("scalar");
            weights.ignore("position_ids");
            weights.ignore("never.there");
            assertThatThrownBy(weights::requireAllUsed)
                    .isInstanceOf(WeightsException.class)
                    .hasMessage("""
                        model.safetensors: not the weights of this model, 4 faults:
                          wrong shape: a.weight [2, 3], expected [3, 2]
                          missing: b.weight [4]
                          missing: b.scalar []
                          unexpected: old []\
                        """);
            assertThatThrownBy(weights.at("b")::requireAllUsed).hasMessageContaining("2 faults");
        }
    }

    @Test
    void standsInForMissingTensorsWithNaN() {
        try (TensorScope scope = TensorScope.open()) {
            Weights weights = Weights.of(Map.of(), "none");
            Tensor huge = weights.get("a", 1 << 20, 1 << 20);
            assertThat(huge.shape()).containsExactly(1 << 20, 1 << 20);
            assertThat(weights.get("b", 2).toFloatArray()).containsExactly(Float.NaN, Float.NaN);
            assertThat(weights.asked()).containsOnlyKeys("a", "b");
            assertThat(weights.asked().get("b")).containsExactly(2);
        }
    }

    @Test
    void loadsIntoTheOwnersScope() {
        long before = Tensor.liveCount();
        try (Arena arena = Arena.ofShared()) {
            Checkpoint checkpoint = checkpoint(arena);
            TensorScope owner = TensorScope.detached();
            Weights weights = Weights.load(checkpoint, DType.FLOAT32, Device.CPU, owner);
            Tensor half = weights.get("half", 2);
            Tensor single = weights.get("single", 3);
            Tensor index = weights.get("index", 1);
            weights.requireAllUsed();
            assertThat(Tensor.liveCount() - before).isEqualTo(3);
            assertThat(half.dtype()).isEqualTo(DType.FLOAT32);
            assertThat(half.toFloatArray()).containsExactly(1, -2);
            assertThat(index.dtype()).isEqualTo(DType.INT64);
            assertThat(single.toFloatArray()).containsExactly(1, 2, 3);
            assertThat(single.dataPointer())
                    .isNotEqualTo(checkpoint.tensors().get("single").data().address());
            owner.close();
        }
        assertThat(Tensor.liveCount()).isEqualTo(before);
    }

    @Test
    void whatIsNotWantedIsNotLoaded() {
        try (Arena arena = Arena.ofShared();
                TensorScope owner = TensorScope.detached()) {
            WeightPlacement placement = new WeightPlacement(role -> DType.FLOAT32, Device.CPU);
            Weights weights =
                    Weights.load(checkpoint(arena), role -> role.kind() == Role.Kind.KERNEL, placement, owner);
            assertThat(weights.kernel("half", 2).toFloatArray()).containsExactly(1, -2);
            assertThat(weights.get("single", 3).toFloatArray()).containsOnly(Float.NaN);
            assertThatThrownBy(weights::requireAllUsed)
                    .hasMessageContaining("1 fault:")
                    .hasMessageContaining("unexpected: index");
        }
    }

    @Test
    void whatALayerSaysOfATensorIsKept() {
        try (TensorScope scope = TensorScope.open()) {
            Weights weights = Weights.of(Map.of(), "none");
            Weights decoder = weights.at("decoder").group(Role.Group.DECODER);
            decoder.at("conv").start(Role.Start.ZERO).kernel("weight", 2, 2);
            decoder.at("conv").bias("bias", 2);
            decoder.at("norm").scale("weight", 2);
            weights.at("out").exact().kernel("weight", 2, 2);
            weights.at("in").start(Role.Start.COLORS_SPREAD).kernel("weight", 2, 2);
            weights.at("color").passingColors().start(Role.Start.COLORS_SPREAD).kernel("weight", 2, 2);
            assertThat(weights.role("decoder.conv.weight"))
                    .isEqualTo(new Role(Role.Kind.KERNEL, Role.Group.DECODER, Role.Start.ZERO, false));
            assertThat(weights.role("decoder.conv.bias").followsPrecision()).isTrue();
            assertThat(weights.role("decoder.norm.weight").followsPrecision()).isFalse();
            assertThat(weights.role("out.weight").followsPrecision()).isFalse();
            assertThat(weights.role("in.weight").start())
                    .as("outside of an autoencoder")
                    .isEqualTo(Role.Start.RANDOM);
            assertThat(weights.role("color.weight").start()).isEqualTo(Role.Start.COLORS_SPREAD);
            assertThatThrownBy(() -> weights.role("other")).hasMessageContaining("nobody took other");
        }
    }

    @Test
    void shapesAreCheckedWithoutLoading() {
        try (Arena arena = Arena.ofShared();
                TensorScope scope = TensorScope.open()) {
            Weights weights = Weights.shapes(checkpoint(arena));
            assertThat(weights.get("half", 2).toFloatArray()).containsOnly(Float.NaN);
            weights.get("single", 3);
            weights.get("index", 1);
            weights.requireAllUsed();
            weights.get("single", 4);
            assertThatThrownBy(weights::requireAllUsed).hasMessageContaining("wrong shape: single [3], expected [4]");
        }
    }

    @Test
    void memoryIsTakenByWhatIsConvertedOrOnADevice() {
        try (Arena arena = Arena.ofShared()) {
            Map<String, TensorData> tensors = checkpoint(arena).tensors();
            WeightPlacement copied = new WeightPlacement(role -> DType.FLOAT32, Device.CPU);
            assertThat(copied.bytes(tensors.get("single"), Role.NONE)).isEqualTo(3 * Float.BYTES);
            WeightPlacement exact = new WeightPlacement(role -> DType.FLOAT32, Device.CPU, true);
            assertThat(exact.bytes(tensors.get("half"), Role.NONE)).isEqualTo(2 * Float.BYTES);
            assertThat(exact.bytes(tensors.get("single"), Role.NONE))
                    .as("used in the file")
                    .isZero();
            WeightPlacement shorter = new WeightPlacement(role -> DType.BFLOAT16, Device.cuda(0));
            assertThat(shorter.bytes(tensors.get("single"), Role.NONE)).isEqualTo(3 * Short.BYTES);
            assertThat(shorter.bytes(tensors.get("index"), Role.NONE))
                    .as("stays what it is")
                    .isEqualTo(Long.BYTES);
        }
    }

    @Test
    void kernelsThatAreCopiedAnywayLieWithTheirChannelsLast() {
        Path file = folder.resolve("kernel.safetensors");
        float[] values = {1, 2, 3, 4, 5, 6, 7, 8};
        try (Arena arena = Arena.ofShared();
                TensorScope owner = TensorScope.detached()) {
            MemorySegment data = arena.allocateFrom(ValueLayout.JAVA_FLOAT, values);
            SafetensorsWriter.write(file, Map.of(), List.of(TensorData.of("kernel", DType.FLOAT32, data, 1, 2, 2, 2)));
            Checkpoint checkpoint = CheckpointReader.read(file, arena);
            Tensor copied =
                    Weights.load(checkpoint, DType.BFLOAT16, Device.CPU, owner).get("kernel", 1, 2, 2, 2);
            assertThat(copied.strides()).containsExactly(8, 1, 4, 2);
            assertThat(copied.toFloatArray()).containsExactly(values);
            Tensor unconverted =
                    Weights.load(checkpoint, DType.FLOAT32, Device.CPU, owner).get("kernel", 1, 2, 2, 2);
            assertThat(unconverted.isContiguous()).isTrue();
            WeightPlacement placement = new WeightPlacement(key -> DType.FLOAT32, Device.CPU, true);
            Tensor mapped =
                    Weights.load(checkpoint, key -> true, placement, owner).get("kernel", 1, 2, 2, 2);
            assertThat(mapped.isContiguous()).isTrue();
            assertThat(mapped.dataPointer())
                    .isEqualTo(checkpoint.tensors().get("kernel").data().address());
        }
    }

    @Test
    void readsNoMoreAfterAFault() {
        try (Arena arena = Arena.ofShared();
                TensorScope owner = TensorScope.detached()) {
            Weights weights = Weights.load(checkpoint(arena), DType.FLOAT32, Device.CPU, owner);
            weights.get("half", 5);
            assertThat(weights.get("single", 3).toFloatArray()).containsOnly(Float.NaN);
            assertThatThrownBy(weights::requireAllUsed)
                    .hasMessageContaining("2 faults")
                    .hasMessageContaining("unexpected: index");
        }
    }

    private Checkpoint checkpoint(Arena arena) {
        Path file = folder.resolve("model.safetensors");
        short[] halves = {Float.floatToFloat16(1), Float.floatToFloat16(-2)};
        SafetensorsWriter.write(
                file,
                Map.of(),
                List.of(
                        TensorData.of("half", DType.FLOAT16, arena.allocateFrom(ValueLayout.JAVA_SHORT, halves), 2),
                        TensorData.of("single", DType.FLOAT32, arena.allocateFrom(ValueLayout.JAVA_FLOAT, 1, 2, 3), 3),
                        TensorData.of("index", DType.INT64, arena.allocateFrom(ValueLayout.JAVA_LONG, 5), 1)));
        return CheckpointReader.read(file, arena);
    }

    /** In native code this would end the process with SIGBUS. */
    @Test
    void aFileThatIsCutShortWhileItIsOpenIsAnException() throws IOException {
        Path file = folder.resolve("cut.safetensors");
        long count = 1 << 20;
        try (Arena arena = Arena.ofShared();
                TensorScope owner = TensorScope.detached()) {
            MemorySegment data = arena.allocate(count * Float.BYTES, Float.BYTES);
            SafetensorsWriter.write(file, Map.of(), List.of(TensorData.of("large", DType.FLOAT32, data, count)));
            Checkpoint checkpoint = CheckpointReader.read(file, arena);
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                channel.truncate(4096);
            }
            Weights weights = Weights.load(checkpoint, DType.FLOAT32, Device.CPU, owner);
            assertThatThrownBy(() -> weights.get("large", count))
                    .isInstanceOf(WeightsException.class)
                    .hasMessageContaining("large")
                    .hasMessageContaining("cut short");
        }
    }
}
