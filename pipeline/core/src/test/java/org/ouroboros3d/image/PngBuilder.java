package org.ouroboros3d.image;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/** Writes PNG files chunk by chunk, sound ones and others. */
final class PngBuilder {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    PngBuilder() {
        out.writeBytes(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'});
    }

    PngBuilder header(int width, int height, int depth, int colourType, boolean interlaced) {
        return chunk(
                "IHDR",
                ByteBuffer.allocate(13)
                        .putInt(width)
                        .putInt(height)
                        .put((byte) depth)
                        .put((byte) colourType)
                        .putShort((short) 0)
                        .put((byte) (interlaced ? 1 : 0))
                        .array());
    }

    PngBuilder pixels(byte[] filteredRows) {
        Deflater deflater = new Deflater();
        deflater.setInput(filteredRows);
        deflater.finish();
        byte[] packed = new byte[filteredRows.length + 100];
        int length = deflater.deflate(packed);
        deflater.end();
        return chunk("IDAT", java.util.Arrays.copyOf(packed, length));
    }

    PngBuilder chunk(String type, byte[] data) {
        byte[] name = type.getBytes(StandardCharsets.ISO_8859_1);
        CRC32 crc = new CRC32();
        crc.update(name);
        crc.update(data);
        out.writeBytes(ByteBuffer.allocate(data.length + 12)
                .putInt(data.length)
                .put(name)
                .put(data)
                .putInt((int) crc.getValue())
                .array());
        return this;
    }

    byte[] end() {
        return chunk("IEND", new byte[0]).out.toByteArray();
    }
}
