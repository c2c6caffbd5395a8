package org.ouroboros3d.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.ouroboros3d.error.InputException;

/** Checks a WebP file (RFC 9649) before a native decoder sees it: the chunks' lengths and the size that it announces. */
final class WebpContainer {
    private static final int ANIMATION = 2;

    private final String source;
    private final ByteBuffer file;
    private int width;
    private int height;
    private int orientation = 1;

    private WebpContainer(String source, byte[] bytes) {
        this.source = source;
        this.file = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    static boolean matches(byte[] bytes) {
        return bytes.length >= 12
                && tag(bytes, 0).equals("RIFF")
                && tag(bytes, 8).equals("WEBP");
    }

    static EncodedImage check(String source, byte[] bytes) {
        return new WebpContainer(source, bytes).check();
    }

    private static String tag(byte[] bytes, int at) {
        return new String(bytes, at, 4, StandardCharsets.ISO_8859_1);
    }

    private EncodedImage check() {
        long end = 8 + Integer.toUnsignedLong(file.getInt(4));
        if (end > file.capacity()) {
            throw damaged("it ends early");
        }
        file.position(12).limit((int) end);
        boolean pixels = false;
        while (file.remaining() >= 8) {
            String type = tag(file.array(), file.position());
            long length = Integer.toUnsignedLong(file.getInt(file.position() + 4));
            file.position(file.position() + 8);
            if (length > file.remaining()) {
                throw damaged("it ends inside a chunk");
            }
            ByteBuffer data = file.slice(file.position(), (int) length).order(ByteOrder.LITTLE_ENDIAN);
            pixels |= chunk(type, data);
            // Chunks are padded to an even length.
            file.position((int) Math.min(file.limit(), file.position() + length + (length & 1)));
        }
        if (!pixels) {
            throw damaged("it holds no picture");
        }
        return new EncodedImage(width, height, orientation, List.of(), ByteBuffer.wrap(file.array()));
    }

    /** Returns whether the chunk holds pixels. */
    private boolean chunk(String type, ByteBuffer data) {
        switch (type) {
            case "VP8X" -> {
                requireLength(data, 10);
                if ((data.get(0) & ANIMATION) != 0) {
                    throw new InputException(source, "it is an animated WebP", "save one frame as a picture");
                }
                size(1 + (data.getInt(4) & 0xffffff), 1 + (data.getInt(6) >>> 8));
                return false;
            }
            case "VP8 " -> {
                requireLength(data, 10);
                size(data.getShort(6) & 0x3fff, data.getShort(8) & 0x3fff);
                return true;
            }
            case "VP8L" -> {
                requireLength(data, 5);
                int bits = data.getInt(1);
                size(1 + (bits & 0x3fff), 1 + (bits >>> 14 & 0x3fff));
                return true;
            }
            case "EXIF" -> orientation = ExifOrientation.read(data);
            default -> {}
        }
        return false;
    }

    private void size(int announcedWidth, int announcedHeight) {
        PixelLimit.require(source, announcedWidth, announcedHeight);
        if (width != 0 && (width != announcedWidth || height != announcedHeight)) {
            throw damaged("its headers disagree about its size");
        }
        width = announcedWidth;
        height = announcedHeight;
    }

    private void requireLength(ByteBuffer data, int length) {
        if (data.remaining() < length) {
            throw damaged("a chunk is too short");
        }
    }

    private InputException damaged(String how) {
        return new InputException(source, "this WebP is damaged: " + how, "export or download it again");
    }
}
