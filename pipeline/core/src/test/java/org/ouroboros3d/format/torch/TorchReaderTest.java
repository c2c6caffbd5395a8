package org.ouroboros3d.format.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ouroboros3d.format.AllocatedBytes;
import org.ouroboros3d.format.Checkpoint;
import org.ouroboros3d.format.Resources;
import org.ouroboros3d.format.TensorData;
import org.ouroboros3d.format.WeightsException;
import org.ouroboros3d.format.safetensors.SafetensorsReader;
import org.ouroboros3d.format.safetensors.SafetensorsReaderTest;
import org.ouroboros3d.tensor.DType;

/** The files were written by PyTorch 1.13's {@code torch.save}; the golden file beside them holds what went in. */
class TorchReaderTest {
    private static final String STEM = "pth/pth_checkpoint__a";

    @ParameterizedTest
    @ValueSource(strings = {"_zip.pth", "_legacy.pth"})
    void readsAStateDict(String ending) {
        try (Arena arena = Arena.ofConfined()) {
            Checkpoint checkpoint = TorchReader.read(Resources.file(STEM + ending), arena);
            Map<String, TensorData> golden = SafetensorsReader.read(Resources.file(STEM + ".golden.safetensors"), arena)
                    .tensors();
            assertThat(checkpoint.tensors())
                    .containsOnlyKeys(
                            "conv.weight",
                            "conv.bias",
                            "shared.full",
                            "shared.t",
                            "shared.slice",
                            "bn.num_batches_tracked",
                            "ids",
                            "empty",
                            "scalar");
            checkpoint.tensors().forEach((key, tensor) -> assertSame(tensor, golden.get("output." + key)));
        }
    }

    @Test
    void keepsStridesOfSharedStorages() {
        try (Arena arena = Arena.ofConfined()) {
            Map<String, TensorData> tensors =
                    TorchReader.read(Resources.file(STEM + "_zip.pth"), arena).tensors();
            TensorData full = tensors.get("shared.full");
            TensorData slice = tensors.get("shared.slice");
            assertThat(tensors.get("shared.t").strides()).containsExactly(1, 5);
            assertThat(tensors.get("shared.t").isContiguous()).isFalse();
            assertThat(slice.strides()).containsExactly(5, 1);
            assertThat(slice.data().address() - full.data().address()).isEqualTo(7 * Float.BYTES);
            assertThat(full.packed(arena).address()).isEqualTo(full.data().address());
        }
    }

    @Test
    void flattensNestedDictsAndKeepsScalars() {
        try (Arena arena = Arena.ofConfined()) {
            Checkpoint checkpoint = TorchReader.read(Resources.file(STEM + "_nested_zip.pth"), arena);
            Map<String, TensorData> golden = SafetensorsReader.read(Resources.file(STEM + ".golden.safetensors"), arena)
                    .tensors();
            Map<String, TensorData> tensors = checkpoint.only("state_dict.").tensors();
            assertThat(tensors).containsOnlyKeys("w", "bf", "u8", "b");
            assertSame(tensors.get("w"), golden.get("output.nested.w"));
            assertSame(tensors.get("u8"), golden.get("output.nested.u8"));
            assertSame(tensors.get("b"), golden.get("output.nested.b"));
            assertThat(tensors.get("bf").dtype()).isEqualTo(DType.BFLOAT16);
            assertThat(upcast(tensors.get("bf")))
                    .isEqualTo(SafetensorsReaderTest.floats(golden.get("output.nested.bf_as_f32")));
            assertThat(checkpoint.metadata()).containsEntry("epoch", "3").containsEntry("lr", "1.0E-5");
            assertThat(checkpoint.metadata()).containsKeys("name", "list.0");
        }
    }

    @ParameterizedTest
    @CsvSource({"_malicious_zip, posix.system", "_malicious_legacy, posix.system", "_malicious_eval_zip, builtins.eval"
    })
    void refusesCode(String ending, String asked) {
        try (Arena arena = Arena.ofConfined()) {
            assertThatThrownBy(() -> TorchReader.read(Resources.file(STEM + ending + ".pth"), arena))
                    .isInstanceOf(WeightsException.class)
                    .hasMessageContaining(ending)
                    .hasMessageContaining("asks for " + asked);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"_zip.pth", "_legacy.pth", "_nested_zip.pth"})
    void refusesEveryTruncation(String ending) throws IOException {
        byte[] valid = Files.readAllBytes(Resources.file(STEM + ending));
        for (int size = 0; size < valid.length; size++) {
            assertThat(refuses(Arrays.copyOf(valid, size))).as("%d bytes", size).isTrue();
        }
    }

    /** Any changed bit must give another valid file or a typed error, and no large allocation. */
    @ParameterizedTest
    @ValueSource(strings = {"_zip.pth", "_legacy.pth", "_nested_zip.pth"})
    void survivesEveryChangedBit(String ending) throws IOException {
        byte[] valid = Files.readAllBytes(Resources.file(STEM + ending));
        for (int bit = 0; bit < 8 * valid.length; bit++) {
            byte[] bytes = valid.clone();
            bytes[bit / 8] ^= (byte) (1 << bit % 8);
            long allocated = AllocatedBytes.of(() -> refuses(bytes));
            assertThat(allocated).as("bit %d", bit).isLessThan(4 << 20);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'\u0080\u0002J\u00ff\u00ff\u00ff\u007f.', not one of torch.save",
        "'\u0080\u0002X\u00ff\u00ff\u00ff\u00ff', a text of 4294967295 bytes",
        "'\u0080\u0002\u008b\u00ff\u00ff\u00ff\u007f', opcode 0x8b",
        "'\u0080\u0002h\u0007.', memo 7 was never set",
        "'\u0080\u0002t.', a mark is missing",
        "'\u0080\u0002}]Ns.', neither a text nor a number",
        "'\u0080\u0009N.', protocol 9",
        "'hello', neither a zip archive nor a pickle"
    })
    void namesTheFaultOfAPickle(String pickle, String fault) {
        MemorySegment bytes = MemorySegment.ofArray(pickle.getBytes(StandardCharsets.ISO_8859_1));
        assertThatThrownBy(() -> TorchReader.parse("file.pth", bytes))
                .isInstanceOf(WeightsException.class)
                .hasMessageStartingWith("file.pth: ")
                .hasMessageContaining(fault);
    }

    @Test
    void limitsNesting() {
        byte[] marks = new byte[1 << 20];
        Arrays.fill(marks, (byte) '(');
        marks[0] = (byte) 0x80;
        marks[1] = 2;
        assertThatThrownBy(() -> TorchReader.parse("file.pth", MemorySegment.ofArray(marks)))
                .hasMessageContaining("open marks");
        Arrays.fill(marks, 2, marks.length, (byte) ']');
        assertThatThrownBy(() -> TorchReader.parse("file.pth", MemorySegment.ofArray(marks)))
                .isInstanceOf(WeightsException.class);
    }

    private static boolean refuses(byte[] bytes) {
        try {
            TorchReader.parse("changed", MemorySegment.ofArray(bytes));
            return false;
        } catch (WeightsException e) {
            return true;
        }
    }

    private static void assertSame(TensorData actual, TensorData expected) {
        assertThat(actual.dtype()).isEqualTo(expected.dtype());
        assertThat(actual.shape()).isEqualTo(expected.shape());
        try (Arena arena = Arena.ofConfined()) {
            assertThat(actual.packed(arena).mismatch(expected.packed(arena)))
                    .as(actual.name())
                    .isEqualTo(-1);
        }
    }

    private static float[] upcast(TensorData bfloat16) {
        try (Arena arena = Arena.ofConfined()) {
            short[] bits = bfloat16.packed(arena).toArray(ValueLayout.JAVA_SHORT);
            float[] values = new float[bits.length];
            for (int i = 0; i < bits.length; i++) {
                values[i] = Float.intBitsToFloat(bits[i] << 16);
            }
            return values;
        }
    }
}
