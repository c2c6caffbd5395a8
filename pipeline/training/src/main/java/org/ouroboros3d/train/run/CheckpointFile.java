package org.ouroboros3d.train.run;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32C;
import org.ouroboros3d.format.Checkpoint;
import org.ouroboros3d.format.TensorData;
import org.ouroboros3d.format.WeightsException;
import org.ouroboros3d.format.safetensors.SafetensorsReader;
import org.ouroboros3d.format.safetensors.SafetensorsWriter;
import org.ouroboros3d.ops.Shapes;
import org.ouroboros3d.tensor.Device;
import org.ouroboros3d.tensor.GradMode;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;

/**
 * The state of a run as one safetensors file, complete or not there at all. Its metadata hold the CRC-32C of everything
 * else: of the other entries in the order of their names, and of names and bytes of the tensors in the order of theirs.
 *
 * @param header what it is the state of
 * @param tensors by name, on the mapped file
 */
record CheckpointFile(CheckpointHeader header, Map<String, TensorData> tensors) {
    private static final String CHECKSUM = "crc32c";
    /** A ByteBuffer holds no more than 2 GB. */
    private static final long CHUNK = 1L << 30;

    /**
     * Writes a checkpoint.
     *
     * @throws java.io.UncheckedIOException if it cannot be written; an older file is then as it was
     */
    static void write(Path file, CheckpointHeader header, Map<String, Tensor> state) {
        try (GradMode off = GradMode.disabled();
                TensorScope scope = TensorScope.open()) {
            List<TensorData> tensors = new ArrayList<>();
            state.forEach((name, tensor) -> {
                Tensor onHost = Shapes.contiguous(tensor.to(Device.CPU));
                tensors.add(TensorData.of(name, onHost.dtype(), onHost.segment(), onHost.shape()));
            });
            Map<String, String> metadata = new LinkedHashMap<>(header.toMetadata());
            metadata.put(CHECKSUM, checksum(metadata, tensors));
            SafetensorsWriter.write(file, metadata, tensors);
        }
    }

    /**
     * Maps a checkpoint and checks every byte of it.
     *
     * @param arena how long the tensors stay valid
     * @throws WeightsException if it is damaged
     */
    static CheckpointFile read(Path file, Arena arena) {
        Checkpoint stored = SafetensorsReader.read(file, arena);
        Map<String, String> metadata = new LinkedHashMap<>(stored.metadata());
        String expected = metadata.remove(CHECKSUM);
        String actual = checksum(metadata, stored.tensors().values());
        if (!actual.equals(expected)) {
            throw new WeightsException(
                    file.toString(), null, "its checksum is " + actual + ", and it should be " + expected);
        }
        try {
            return new CheckpointFile(CheckpointHeader.of(metadata), stored.tensors());
        } catch (IllegalArgumentException e) {
            throw new WeightsException(file.toString(), null, e.getMessage());
        }
    }

    private static String checksum(Map<String, String> metadata, Collection<TensorData> tensors) {
        CRC32C crc = new CRC32C();
        new TreeMap<>(metadata).forEach((key, value) -> {
            crc.update(key.getBytes(StandardCharsets.UTF_8));
            crc.update(value.getBytes(StandardCharsets.UTF_8));
        });
        Map<String, TensorData> ordered = new TreeMap<>();
        tensors.forEach(tensor -> ordered.put(tensor.name(), tensor));
        ordered.forEach((name, tensor) -> {
            crc.update(name.getBytes(StandardCharsets.UTF_8));
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment bytes = tensor.packed(arena);
                for (long at = 0; at < bytes.byteSize(); at += CHUNK) {
                    long size = Math.min(CHUNK, bytes.byteSize() - at);
                    crc.update(bytes.asSlice(at, size).asByteBuffer());
                }
            }
        });
        return HexFormat.of().toHexDigits((int) crc.getValue());
    }
}
