package org.ouroboros3d.format.safetensors;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ouroboros3d.format.Checkpoint;
import org.ouroboros3d.format.Extent;
import org.ouroboros3d.format.MappedFile;
import org.ouroboros3d.format.TensorData;
import org.ouroboros3d.format.WeightsException;

/**
 * Reads safetensors files, zero-copy: the file is mapped and its tensors are slices of the mapping.
 *
 * <p>As strict as the format's official library: the tensors must cover the data exactly, without overlap, gap or
 * trailing bytes, and the header is at most 100 MB.
 *
 * @see <a href="https://github.com/huggingface/safetensors#format">the format</a>
 */
public final class SafetensorsReader {
    /** The official library's limit, in bytes. */
    private static final long MAX_HEADER = 100_000_000;

    private static final ValueLayout.OfLong LENGTH = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private SafetensorsReader() {}

    /**
     * Maps a file.
     *
     * @param arena how long the mapping and the tensors' bytes stay valid
     * @throws WeightsException if the file is missing or breaks the format
     */
    public static Checkpoint read(Path file, Arena arena) {
        return parse(file.toString(), MappedFile.map(file, arena));
    }

    /**
     * Reads a file that is in memory already.
     *
     * @param source what messages call it
     * @throws WeightsException if the bytes break the format
     */
    public static Checkpoint parse(String source, MemorySegment bytes) {
        long length = headerLength(source, bytes);
        SafetensorsHeader header = SafetensorsHeader.parse(source, headerText(source, bytes, length));
        MemorySegment data = bytes.asSlice(Long.BYTES + length);
        checkCoverage(source, header.entries(), data.byteSize());
        Map<String, TensorData> tensors = new LinkedHashMap<>();
        for (SafetensorsHeader.Entry entry : header.entries()) {
            MemorySegment slice = data.asSlice(entry.begin, entry.end - entry.begin);
            tensors.put(entry.name, TensorData.of(entry.name, entry.dtype, slice, entry.shape));
        }
        return new Checkpoint(source, header.metadata(), tensors);
    }

    private static long headerLength(String source, MemorySegment bytes) {
        if (bytes.byteSize() < Long.BYTES) {
            throw new WeightsException(
                    source, null, "not a safetensors file: it has " + bytes.byteSize() + " bytes, fewer than 8");
        }
        long length = bytes.get(LENGTH, 0);
        long rest = bytes.byteSize() - Long.BYTES;
        if (length < 0 || length > rest) {
            throw new WeightsException(
                    source,
                    null,
                    "not a safetensors file, or cut short: its header should have " + Long.toUnsignedString(length)
                            + " bytes and " + rest + " are left");
        }
        if (length > MAX_HEADER) {
            throw new WeightsException(
                    source, null, "its header has " + length + " bytes, over the limit of " + MAX_HEADER);
        }
        return length;
    }

    private static String headerText(String source, MemorySegment bytes, long length) {
        if (length == 0 || bytes.get(ValueLayout.JAVA_BYTE, Long.BYTES) != '{') {
            throw new WeightsException(source, null, "not a safetensors file: its header does not begin with '{'");
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(bytes.asSlice(Long.BYTES, length).asByteBuffer())
                    .toString();
        } catch (CharacterCodingException e) {
            throw new WeightsException(source, "the header is not UTF-8", e);
        }
    }

    private static void checkCoverage(String source, List<SafetensorsHeader.Entry> entries, long dataSize) {
        List<SafetensorsHeader.Entry> sorted = new ArrayList<>(entries);
        sorted.sort(
                Comparator.<SafetensorsHeader.Entry>comparingLong(e -> e.begin).thenComparingLong(e -> e.end));
        long covered = 0;
        for (SafetensorsHeader.Entry entry : sorted) {
            if (entry.end < entry.begin) {
                throw new WeightsException(
                        source, entry.name, "data_offsets end before they begin: " + entry.begin + ", " + entry.end);
            }
            if (entry.end > dataSize) {
                throw new WeightsException(
                        source,
                        entry.name,
                        "its data ends at byte " + entry.end + " of " + dataSize + ": the file is cut short");
            }
            if (entry.begin != covered) {
                String fault = entry.begin < covered ? "it overlaps another tensor" : "a gap lies before it";
                throw new WeightsException(source, entry.name, fault + ", at data byte " + entry.begin);
            }
            checkSize(source, entry);
            covered = entry.end;
        }
        if (covered != dataSize) {
            throw new WeightsException(
                    source, null, (dataSize - covered) + " bytes after the last tensor belong to nobody");
        }
    }

    private static void checkSize(String source, SafetensorsHeader.Entry entry) {
        long needed;
        try {
            needed = Math.multiplyExact(Extent.elements(entry.shape), entry.dtype.byteSize());
        } catch (ArithmeticException e) {
            throw new WeightsException(
                    source, entry.name, "shape " + Arrays.toString(entry.shape) + " does not fit 64 bits");
        }
        if (needed != entry.end - entry.begin) {
            throw new WeightsException(
                    source,
                    entry.name,
                    "shape " + Arrays.toString(entry.shape) + " of " + entry.dtype + " needs " + needed
                            + " bytes, data_offsets give " + (entry.end - entry.begin));
        }
    }
}
