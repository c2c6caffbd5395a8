package org.ouroboros3d.format.safetensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.ouroboros3d.format.AllocatedBytes;
import org.ouroboros3d.format.Checkpoint;
import org.ouroboros3d.format.Resources;
import org.ouroboros3d.format.TensorData;
import org.ouroboros3d.format.WeightsException;
import org.ouroboros3d.tensor.DType;

public class SafetensorsReaderTest {
    /** Every damaged file, with the words that name its fault. */
    private static final Map<String, String> FAULTS = Map.ofEntries(
            Map.entry("st_header_len_huge", "its header should have 4611686018427387904 bytes and 156 are left"),
            Map.entry("st_header_len_negative", "its header should have 18446744073709551615 bytes"),
            Map.entry("st_header_len_past_eof", "cut short"),
            Map.entry("st_header_len_zero", "does not begin with '{'"),
            Map.entry("st_empty_file", "0 bytes, fewer than 8"),
            Map.entry("st_seven_bytes", "7 bytes, fewer than 8"),
            Map.entry("st_overlap", "tensor \"b\": it overlaps another tensor"),
            Map.entry("st_gap", "tensor \"b\": a gap lies before it"),
            Map.entry("st_trailing", "8 bytes after the last tensor"),
            Map.entry("st_offsets_past_eof", "the file is cut short"),
            Map.entry("st_offsets_reversed", "data_offsets end before they begin"),
            Map.entry("st_offsets_negative", "data_offsets has the negative entry"),
            Map.entry("st_offsets_float", "data_offsets has an entry that is not an integer"),
            Map.entry("st_shape_mismatch", "needs 24 bytes, data_offsets give 16"),
            Map.entry("st_shape_overflow", "does not fit 64 bits"),
            Map.entry("st_shape_negative", "shape has the negative entry"),
            Map.entry("st_bad_dtype", "dtype F31 is none of"),
            Map.entry("st_missing_shape", "tensor \"a\": no shape"),
            Map.entry("st_dup_keys", "Duplicate field 'a'"),
            Map.entry("st_truncated", "the file is cut short"),
            Map.entry("st_not_json", "the header is not valid JSON"),
            Map.entry("st_header_is_array", "does not begin with '{'"),
            Map.entry("st_invalid_utf8", "the header is not UTF-8"),
            Map.entry("st_deep_nesting", "tensor \"a\": its header entry is not a JSON object"),
            Map.entry("st_metadata_not_string", "is not a string"));

    static List<Map.Entry<String, String>> damaged() {
        return List.copyOf(FAULTS.entrySet());
    }

    @ParameterizedTest
    @MethodSource("damaged")
    void namesTheFileAndTheFault(Map.Entry<String, String> damaged) {
        Path file = Resources.file("malformed/" + damaged.getKey() + ".safetensors");
        long allocated = AllocatedBytes.of(() -> {
            try (Arena arena = Arena.ofConfined()) {
                assertThatThrownBy(() -> SafetensorsReader.read(file, arena))
                        .isInstanceOf(WeightsException.class)
                        .hasMessageContaining(damaged.getKey() + ".safetensors")
                        .hasMessageContaining(damaged.getValue());
            }
        });
        assertThat(allocated).isLessThan(16 << 20);
    }

    @Test
    void everyDamagedFileIsTested() {
        TreeSet<String> tested = new TreeSet<>(FAULTS.keySet());
        tested.addAll(List.of("st_ok", "st_zero_size_ok"));
        assertThat(Resources.list("malformed").stream()
                        .filter(name -> name.endsWith(".safetensors"))
                        .toList())
                .containsExactlyElementsOf(
                        tested.stream().map(name -> name + ".safetensors").toList());
    }

    @Test
    void readsTensors() {
        try (Arena arena = Arena.ofConfined()) {
            Checkpoint checkpoint = SafetensorsReader.read(Resources.file("malformed/st_ok.safetensors"), arena);
            TensorData a = checkpoint.tensors().get("a");
            assertThat(checkpoint.tensors()).containsOnlyKeys("a", "b");
            assertThat(a.dtype()).isEqualTo(DType.FLOAT32);
            assertThat(a.shape()).containsExactly(2, 2);
            assertThat(floats(a)).containsExactly(0, 1, 2, 3);
            assertThat(floats(checkpoint.tensors().get("b"))).containsExactly(4, 5, 6);
        }
    }

    @Test
    void readsEmptyAndScalarTensors() {
        try (Arena arena = Arena.ofConfined()) {
            Path file = Resources.file("malformed/st_zero_size_ok.safetensors");
            Map<String, TensorData> tensors =
                    SafetensorsReader.read(file, arena).tensors();
            assertThat(tensors.get("a").elements()).isZero();
            assertThat(tensors.get("b").shape()).isEmpty();
            assertThat(floats(tensors.get("b"))).containsExactly(0);
        }
    }

    /** Any changed byte must give another valid file or a typed error: nothing else may be thrown. */
    @Test
    void survivesEveryChangedByte() throws IOException {
        byte[] valid = Files.readAllBytes(Resources.file("malformed/st_ok.safetensors"));
        int refused = 0;
        for (int at = 0; at < valid.length; at++) {
            for (int change = 1; change < 256; change++) {
                byte[] bytes = valid.clone();
                bytes[at] ^= (byte) change;
                refused += refuses(bytes) ? 1 : 0;
            }
        }
        assertThat(refused).isGreaterThan(valid.length * 100);
    }

    @Test
    void refusesEveryTruncation() throws IOException {
        byte[] valid = Files.readAllBytes(Resources.file("malformed/st_ok.safetensors"));
        for (int size = 0; size < valid.length; size++) {
            assertThat(refuses(Arrays.copyOf(valid, size))).as("%d bytes", size).isTrue();
        }
    }

    @Test
    void recognisesLfsPointers(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("model.safetensors");
        Files.writeString(file, "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 5\n");
        try (Arena arena = Arena.ofConfined()) {
            assertThatThrownBy(() -> SafetensorsReader.read(file, arena)).hasMessageContaining("git lfs pull");
        }
    }

    /** The data are a hole of the file, so this takes neither time nor space. */
    @Test
    void readsFilesBeyondTwoGigabytes(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("large.safetensors");
        long size = 3L << 30;
        String json = "{\"large\":{\"dtype\":\"U8\",\"shape\":[3,1073741824],\"data_offsets\":[0," + size + "]},"
                + "\"last\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[" + size + "," + (size + 1) + "]}}";
        byte[] header = json.getBytes(StandardCharsets.UTF_8);
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, StandardOpenOption.SPARSE)) {
            channel.write(ByteBuffer.allocate(8 + header.length)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putLong(header.length)
                    .put(header)
                    .flip());
            channel.write(ByteBuffer.wrap(new byte[] {42}), 8 + header.length + size);
        }
        try (Arena arena = Arena.ofConfined()) {
            Map<String, TensorData> tensors =
                    SafetensorsReader.read(file, arena).tensors();
            assertThat(tensors.get("large").elements()).isEqualTo(size);
            assertThat(tensors.get("large").data().get(ValueLayout.JAVA_BYTE, size - 1))
                    .isZero();
            assertThat(tensors.get("last").data().get(ValueLayout.JAVA_BYTE, 0)).isEqualTo((byte) 42);
        }
    }

    @Test
    void saysWhenThereIsNoFile(@TempDir Path folder) {
        try (Arena arena = Arena.ofConfined()) {
            assertThatThrownBy(() -> SafetensorsReader.read(folder.resolve("none.safetensors"), arena))
                    .isInstanceOf(WeightsException.class)
                    .hasMessageContaining("no such file");
            assertThatThrownBy(() -> SafetensorsReader.read(folder, arena)).hasMessageContaining("not a regular file");
        }
    }

    @Test
    void keepsControlCharactersOutOfMessages() {
        MemorySegment file = file("{\"a\\u001b[31m\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,8]}}");
        assertThatThrownBy(() -> SafetensorsReader.parse("x", file)).hasMessageContaining("\"a?[31m\"");
    }

    @Test
    void limitsNestingOfFieldsThatItSkips() {
        MemorySegment file = file("{\"a\":{\"later\":" + "[".repeat(100_000) + "}}");
        assertThatThrownBy(() -> SafetensorsReader.parse("x", file))
                .isInstanceOf(WeightsException.class)
                .hasMessageContaining("nesting depth");
    }

    /** A file of this header and eight bytes of data. */
    private static MemorySegment file(String json) {
        byte[] header = json.getBytes(StandardCharsets.UTF_8);
        return MemorySegment.ofArray(ByteBuffer.allocate(8 + header.length + 8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(header.length)
                .put(header)
                .array());
    }

    private static boolean refuses(byte[] bytes) {
        try {
            SafetensorsReader.parse("changed", MemorySegment.ofArray(bytes));
            return false;
        } catch (WeightsException e) {
            return true;
        }
    }

    public static float[] floats(TensorData tensor) {
        try (Arena arena = Arena.ofConfined()) {
            return tensor.packed(arena).toArray(ValueLayout.JAVA_FLOAT);
        }
    }
}
