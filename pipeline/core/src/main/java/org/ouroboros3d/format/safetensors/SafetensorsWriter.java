package org.ouroboros3d.format.safetensors;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.ouroboros3d.format.TensorData;

/**
 * Writes safetensors files that the official library reads.
 *
 * <p>The file appears under its name only when it is complete: an interrupted run leaves the old file, or none.
 */
public final class SafetensorsWriter {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Bytes handed to the channel at once; a ByteBuffer cannot hold more than 2 GB. */
    private static final long CHUNK = 64L << 20;

    private SafetensorsWriter() {}

    /**
     * Writes tensors and text entries.
     *
     * <p>Wide element types come first, as the official library does it, so that every tensor is aligned to its element
     * size when the file is mapped.
     *
     * @throws IllegalArgumentException if two tensors have the same name, or one is called {@code __metadata__}
     * @throws UncheckedIOException if the file cannot be written
     */
    public static void write(Path file, Map<String, String> metadata, Collection<TensorData> tensors) {
        List<TensorData> ordered = tensors.stream()
                .sorted(Comparator.<TensorData>comparingInt(t -> -t.dtype().byteSize())
                        .thenComparing(TensorData::name))
                .toList();
        byte[] header = header(metadata, ordered);
        Path target = file.toAbsolutePath();
        try {
            Path partial = target.resolveSibling(target.getFileName() + "." + UUID.randomUUID() + ".part");
            try {
                writeTo(partial, header, ordered);
                Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(partial);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be written: " + e, e);
        }
    }

    private static byte[] header(Map<String, String> metadata, List<TensorData> tensors) {
        ObjectNode root = JSON.createObjectNode();
        if (!metadata.isEmpty()) {
            metadata.forEach(root.putObject("__metadata__")::put);
        }
        Set<String> names = new HashSet<>(Set.of("__metadata__"));
        long offset = 0;
        for (TensorData tensor : tensors) {
            if (!names.add(tensor.name())) {
                throw new IllegalArgumentException("the name \"" + tensor.name() + "\" is taken");
            }
            ObjectNode entry = root.putObject(tensor.name());
            entry.put("dtype", SafetensorsType.name(tensor.dtype()));
            Arrays.stream(tensor.shape()).forEach(entry.putArray("shape")::add);
            long end = offset + tensor.elements() * tensor.dtype().byteSize();
            entry.putArray("data_offsets").add(offset).add(end);
            offset = end;
        }
        String json = root.toString();
        int length = json.getBytes(StandardCharsets.UTF_8).length;
        return (json + " ".repeat(-length & 7)).getBytes(StandardCharsets.UTF_8);
    }

    private static void writeTo(Path file, byte[] header, List<TensorData> tensors) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW)) {
            ByteBuffer length = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            writeAll(channel, length.putLong(header.length).flip());
            writeAll(channel, ByteBuffer.wrap(header));
            for (TensorData tensor : tensors) {
                try (Arena arena = Arena.ofConfined()) {
                    MemorySegment bytes = tensor.packed(arena);
                    for (long at = 0; at < bytes.byteSize(); at += CHUNK) {
                        long size = Math.min(CHUNK, bytes.byteSize() - at);
                        writeAll(channel, bytes.asSlice(at, size).asByteBuffer());
                    }
                }
            }
            channel.force(true);
        }
    }

    private static void writeAll(FileChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }
}
