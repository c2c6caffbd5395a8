package org.ouroboros3d.tests.checkpoint;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.zip.CRC32;
import org.ouroboros3d.format.TensorData;

/**
 * Writes state dicts in the layout of {@code torch.save}'s zip files: stored entries, data aligned to 64 bytes by an
 * extra field of the local header, Zip64 records at the end. Files may exceed 4 GB, single tensors not.
 */
final class TorchZipWriter implements AutoCloseable {
    private static final int ALIGNMENT = 64;
    private static final int LOCAL_SIZE = 30;

    private final FileChannel channel;
    private final ByteArrayOutputStream directory = new ByteArrayOutputStream();
    private long entries;

    private TorchZipWriter(Path file) throws IOException {
        channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    }

    static void write(Path file, List<TensorData> tensors) throws IOException {
        try (TorchZipWriter zip = new TorchZipWriter(file)) {
            zip.entry("archive/data.pkl", MemorySegment.ofArray(PickleWriter.stateDict(tensors)));
            for (int i = 0; i < tensors.size(); i++) {
                zip.entry("archive/data/" + i, tensors.get(i).data());
            }
            zip.entry("archive/version", MemorySegment.ofArray("3\n".getBytes(StandardCharsets.US_ASCII)));
            zip.finish();
        }
    }

    private void entry(String name, MemorySegment data) throws IOException {
        byte[] text = name.getBytes(StandardCharsets.US_ASCII);
        ByteBuffer bytes = data.asByteBuffer();
        CRC32 crc = new CRC32();
        crc.update(bytes.duplicate());
        int size = bytes.remaining();
        long start = channel.position();
        int padding = Math.floorMod(-(start + LOCAL_SIZE + text.length + 4), ALIGNMENT);
        write(little(LOCAL_SIZE)
                .putInt(0x04034b50)
                .putShort((short) 45)
                .putInt(0)
                .putInt(0)
                .putInt((int) crc.getValue())
                .putInt(size)
                .putInt(size)
                .putShort((short) text.length)
                .putShort((short) (4 + padding))
                .flip());
        write(ByteBuffer.wrap(text));
        write(little(4 + padding)
                .putShort((short) 0x4246)
                .putShort((short) padding)
                .rewind());
        write(bytes);
        list(text, crc.getValue(), size, start);
    }

    private void list(byte[] name, long crc, int size, long start) {
        directory.writeBytes(little(46)
                .putInt(0x02014b50)
                .putInt(45 << 16 | 45)
                .putInt(0)
                .putInt(0)
                .putInt((int) crc)
                .putInt(size)
                .putInt(size)
                .putShort((short) name.length)
                .putShort((short) 12)
                .putShort((short) 0)
                .putInt(0)
                .putInt(0)
                .putInt(-1)
                .array());
        directory.writeBytes(name);
        directory.writeBytes(little(12)
                .putShort((short) 1)
                .putShort((short) 8)
                .putLong(start)
                .array());
        entries++;
    }

    private void finish() throws IOException {
        long start = channel.position();
        write(ByteBuffer.wrap(directory.toByteArray()));
        long end = channel.position();
        write(little(56 + 20 + 22)
                .putInt(0x06064b50)
                .putLong(44)
                .putInt(45 << 16 | 45)
                .putLong(0)
                .putLong(entries)
                .putLong(entries)
                .putLong(end - start)
                .putLong(start)
                .putInt(0x07064b50)
                .putInt(0)
                .putLong(end)
                .putInt(1)
                .putInt(0x06054b50)
                .putInt(0)
                .putInt(-1)
                .putInt(-1)
                .putInt(-1)
                .putShort((short) 0)
                .flip());
    }

    private static ByteBuffer little(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }

    private void write(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
