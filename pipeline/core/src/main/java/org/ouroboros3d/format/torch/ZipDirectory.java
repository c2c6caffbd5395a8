package org.ouroboros3d.format.torch;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.ouroboros3d.format.WeightsException;

/**
 * Finds the entries of a mapped zip archive without copying them, Zip64 included.
 *
 * <p>{@code torch.save} stores entries uncompressed, aligned by an extra field that exists only in the local headers,
 * whose sizes are zero. So the sizes come from the central directory and the position of the data from the local
 * header, which is why {@code java.util.zip} is of no use here.
 */
final class ZipDirectory {
    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private static final int END_SIGNATURE = 0x06054b50;
    private static final int END_SIZE = 22;
    private static final int LOCATOR_SIGNATURE = 0x07064b50;
    private static final int LOCATOR_SIZE = 20;
    private static final int END64_SIGNATURE = 0x06064b50;
    private static final int END64_SIZE = 56;
    private static final int ENTRY_SIGNATURE = 0x02014b50;
    private static final int ENTRY_SIZE = 46;
    private static final int LOCAL_SIGNATURE = 0x04034b50;
    private static final int LOCAL_SIZE = 30;
    private static final int ENCRYPTED = 1;

    /** In a 32-bit field: the value is in the Zip64 extra field. */
    private static final long IN_EXTRA = 0xFFFFFFFFL;

    private final String file;
    private final MemorySegment bytes;
    private final Map<String, MemorySegment> entries = new LinkedHashMap<>();
    private long directory;

    private ZipDirectory(String file, MemorySegment bytes) {
        this.file = file;
        this.bytes = bytes;
    }

    /**
     * {@return the data of every entry, by name}
     *
     * @throws WeightsException if the archive is damaged, compressed or encrypted
     */
    static Map<String, MemorySegment> read(String file, MemorySegment bytes) {
        ZipDirectory zip = new ZipDirectory(file, bytes);
        zip.readEntries();
        return zip.entries;
    }

    private void readEntries() {
        long end = findEnd();
        long count = Short.toUnsignedInt(bytes.get(SHORT, end + 10));
        long size = Integer.toUnsignedLong(bytes.get(INT, end + 12));
        directory = Integer.toUnsignedLong(bytes.get(INT, end + 16));
        if (count == 0xFFFF || size == IN_EXTRA || directory == IN_EXTRA) {
            long end64 = findEnd64(end);
            count = bytes.get(LONG, end64 + 32);
            size = bytes.get(LONG, end64 + 40);
            directory = bytes.get(LONG, end64 + 48);
        }
        requireRange(directory, size, end, "the central directory");
        long at = directory;
        for (long i = 0; i < count; i++) {
            at = readEntry(at, directory + size);
        }
    }

    private long findEnd() {
        long lowest = Math.max(0, bytes.byteSize() - END_SIZE - 0xFFFF);
        for (long at = bytes.byteSize() - END_SIZE; at >= lowest; at--) {
            if (bytes.get(INT, at) == END_SIGNATURE
                    && at + END_SIZE + Short.toUnsignedInt(bytes.get(SHORT, at + 20)) == bytes.byteSize()) {
                return at;
            }
        }
        throw fault("the zip archive has no end record: the file is cut short or damaged");
    }

    private long findEnd64(long end) {
        long locator = end - LOCATOR_SIZE;
        if (locator < 0 || bytes.get(INT, locator) != LOCATOR_SIGNATURE) {
            throw fault("the zip archive has no Zip64 locator: the file is damaged");
        }
        long at = bytes.get(LONG, locator + 8);
        requireRange(at, END64_SIZE, locator, "the Zip64 end record");
        if (bytes.get(INT, at) != END64_SIGNATURE) {
            throw fault("the zip archive has no Zip64 end record: the file is damaged");
        }
        return at;
    }

    private long readEntry(long at, long limit) {
        requireRange(at, ENTRY_SIZE, limit, "an entry of the central directory");
        if (bytes.get(INT, at) != ENTRY_SIGNATURE) {
            throw fault("the zip archive's central directory is damaged at byte " + at);
        }
        int nameSize = Short.toUnsignedInt(bytes.get(SHORT, at + 28));
        int extraSize = Short.toUnsignedInt(bytes.get(SHORT, at + 30));
        int commentSize = Short.toUnsignedInt(bytes.get(SHORT, at + 32));
        long next = at + ENTRY_SIZE + nameSize + extraSize + commentSize;
        requireRange(at, next - at, limit, "an entry of the central directory");
        String name = text(at + ENTRY_SIZE, nameSize);
        if ((bytes.get(SHORT, at + 8) & ENCRYPTED) != 0) {
            throw fault(quoted(name) + " is encrypted");
        }
        if (bytes.get(SHORT, at + 10) != 0) {
            throw fault(quoted(name) + " is compressed; torch.save stores entries: save the file again");
        }
        long[] fields = {
            Integer.toUnsignedLong(bytes.get(INT, at + 24)),
            Integer.toUnsignedLong(bytes.get(INT, at + 20)),
            Integer.toUnsignedLong(bytes.get(INT, at + 42))
        };
        readExtra(at + ENTRY_SIZE + nameSize, extraSize, fields);
        if (fields[0] != fields[1]) {
            throw fault(quoted(name) + " is stored but announces two sizes");
        }
        if (entries.put(name, data(name, fields[2], fields[0])) != null) {
            throw fault(quoted(name) + " occurs twice");
        }
        return next;
    }

    /** Takes from the Zip64 extra field, in its fixed order, the values that 32 bits could not hold. */
    private void readExtra(long start, int size, long[] fields) {
        long end = start + size;
        for (long at = start; at + 4 <= end; ) {
            int id = Short.toUnsignedInt(bytes.get(SHORT, at));
            long next = at + 4 + Short.toUnsignedInt(bytes.get(SHORT, at + 2));
            long value = at + 4;
            if (id == 1 && next <= end) {
                for (int i = 0; i < fields.length; i++) {
                    if (fields[i] == IN_EXTRA && value + Long.BYTES <= next) {
                        fields[i] = bytes.get(LONG, value);
                        value += Long.BYTES;
                    }
                }
            }
            at = next;
        }
    }

    private MemorySegment data(String name, long header, long size) {
        requireRange(header, LOCAL_SIZE, directory, quoted(name));
        if (bytes.get(INT, header) != LOCAL_SIGNATURE) {
            throw fault(quoted(name) + " has no local header: the file is damaged");
        }
        long start = header
                + LOCAL_SIZE
                + Short.toUnsignedInt(bytes.get(SHORT, header + 26))
                + Short.toUnsignedInt(bytes.get(SHORT, header + 28));
        requireRange(start, size, directory, quoted(name));
        return bytes.asSlice(start, size);
    }

    private String text(long at, int size) {
        byte[] name = bytes.asSlice(at, size).toArray(ValueLayout.JAVA_BYTE);
        return new String(name, StandardCharsets.UTF_8);
    }

    private static String quoted(String name) {
        return "zip entry \"" + WeightsException.printable(name) + "\"";
    }

    private void requireRange(long start, long size, long limit, String what) {
        if (start < 0 || size < 0 || start > limit || size > limit - start) {
            throw fault(what + " lies outside the file: it is cut short or damaged");
        }
    }

    private WeightsException fault(String message) {
        return new WeightsException(file, null, message);
    }
}
