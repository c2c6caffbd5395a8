package org.ouroboros3d.format;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Maps a file of any size into memory, read-only: nothing is read before it is touched. */
public final class MappedFile {
    private static final byte[] LFS_POINTER = "version https://git-lfs".getBytes(StandardCharsets.US_ASCII);

    private MappedFile() {}

    /**
     * {@return the bytes of {@code file}, valid as long as {@code arena}}
     *
     * @throws WeightsException if the file is missing, unreadable, or the text that Git LFS leaves in its place
     */
    public static MemorySegment map(Path file, Arena arena) {
        if (!Files.exists(file)) {
            throw new WeightsException(file.toString(), null, "no such file");
        }
        if (!Files.isRegularFile(file)) {
            throw new WeightsException(file.toString(), null, "not a regular file");
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            MemorySegment bytes = channel.map(MapMode.READ_ONLY, 0, channel.size(), arena);
            if (startsWith(bytes, LFS_POINTER)) {
                throw new WeightsException(
                        file.toString(), null, "a Git LFS pointer, not the weights: fetch them with \"git lfs pull\"");
            }
            return bytes;
        } catch (IOException e) {
            throw new WeightsException(file.toString(), "cannot be read: " + e, e);
        }
    }

    private static boolean startsWith(MemorySegment bytes, byte[] start) {
        if (bytes.byteSize() < start.length) {
            return false;
        }
        byte[] head = bytes.asSlice(0, start.length).toArray(ValueLayout.JAVA_BYTE);
        return MemorySegment.ofArray(head).mismatch(MemorySegment.ofArray(start)) < 0;
    }
}
