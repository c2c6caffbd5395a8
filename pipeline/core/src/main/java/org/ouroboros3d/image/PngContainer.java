package org.ouroboros3d.image;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.ouroboros3d.error.InputException;

/**
 * Checks a PNG file (W3C PNG, third edition) before a native decoder sees it: every critical chunk's CRC, the header's
 * fields, and that the compressed data holds as many bytes as the header promises.
 */
final class PngContainer {
    private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
    private static final Set<String> KEPT = Set.of("IHDR", "PLTE", "tRNS", "IDAT", "IEND");
    private static final int GRAY = 0;
    private static final int RGB = 2;
    private static final int PALETTE = 3;
    private static final int GRAY_ALPHA = 4;
    private static final int RGB_ALPHA = 6;
    /** Adam7: first column, first row, column step, row step of each pass. */
    private static final int[][] ADAM7 = {
        {0, 0, 8, 8}, {4, 0, 8, 8}, {0, 4, 4, 8}, {2, 0, 4, 4}, {0, 2, 2, 4}, {1, 0, 2, 2}, {0, 1, 1, 2}
    };

    private final String source;
    private final ByteBuffer file;
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private final Inflater inflater = new Inflater();
    private final byte[] scratch = new byte[1 << 16];
    private int width;
    private int height;
    private int colourType;
    private int bitsPerPixel;
    private int paletteEntries;
    private int depth;
    private List<Integer> transparent = List.of();
    private long expected;
    private long inflated;
    private int orientation = 1;

    private PngContainer(String source, byte[] bytes) {
        this.source = source;
        this.file = ByteBuffer.wrap(bytes);
    }

    static boolean matches(byte[] bytes) {
        return bytes.length >= SIGNATURE.length
                && ByteBuffer.wrap(bytes, 0, SIGNATURE.length).equals(ByteBuffer.wrap(SIGNATURE));
    }

    static EncodedImage check(String source, byte[] bytes) {
        PngContainer png = new PngContainer(source, bytes);
        try {
            return png.check();
        } finally {
            png.inflater.end();
        }
    }

    private EncodedImage check() {
        kept.writeBytes(SIGNATURE);
        file.position(SIGNATURE.length);
        String type = "";
        while (!type.equals("IEND")) {
            type = chunk(type.isEmpty());
        }
        if (inflated < expected) {
            throw damaged("its pixel data end early");
        }
        return new EncodedImage(width, height, orientation, transparent, ByteBuffer.wrap(kept.toByteArray()));
    }

    /** Reads one chunk and returns its type. */
    private String chunk(boolean first) {
        if (file.remaining() < 12) {
            throw damaged("it ends before its last chunk");
        }
        int start = file.position();
        int length = file.getInt();
        if (length < 0 || length > file.remaining() - 8) {
            throw damaged("it ends inside a chunk");
        }
        byte[] name = new byte[4];
        file.get(name);
        String type = new String(name, StandardCharsets.ISO_8859_1);
        if (first != type.equals("IHDR")) {
            throw damaged(first ? "its header is missing" : "it has two headers");
        }
        ByteBuffer data = file.slice(start + 8, length);
        file.position(start + 8 + length);
        int crc = file.getInt();
        if (KEPT.contains(type)) {
            requireCrc(type, start + 4, length + 4, crc);
            if (accept(type, data)) {
                kept.write(file.array(), start, length + 12);
            }
        } else if (type.equals("eXIf")) {
            orientation = ExifOrientation.read(data);
        }
        return type;
    }

    /** Reads what matters of a chunk; false leaves it out. */
    private boolean accept(String type, ByteBuffer data) {
        switch (type) {
            case "IHDR" -> header(data);
            case "PLTE" -> {
                paletteEntries = data.remaining() / 3;
                return colourType == PALETTE;
            }
            case "tRNS" -> {
                return transparency(data);
            }
            case "IDAT" -> inflate(data);
            default -> {}
        }
        return true;
    }

    /** Keeps a palette's transparency for the decoder, which ignores a transparent colour: that one is noted. */
    private boolean transparency(ByteBuffer data) {
        int length = data.remaining();
        if ((colourType == GRAY && length == 2) || (colourType == RGB && length == 6)) {
            int scale = depth < 8 ? 255 / ((1 << depth) - 1) : 1;
            transparent = IntStream.range(0, length / 2)
                    .mapToObj(i -> Short.toUnsignedInt(data.getShort(2 * i)) * scale)
                    .toList();
        }
        return colourType == PALETTE && length > 0 && length <= paletteEntries;
    }

    private void requireCrc(String type, int from, int length, int expected) {
        CRC32 crc = new CRC32();
        crc.update(file.array(), from, length);
        if ((int) crc.getValue() != expected) {
            throw damaged("the checksum of its " + type + " chunk is wrong");
        }
    }

    private void header(ByteBuffer data) {
        if (data.remaining() != 13) {
            throw damaged("its header has the wrong length");
        }
        width = data.getInt();
        height = data.getInt();
        PixelLimit.require(source, Integer.toUnsignedLong(width), Integer.toUnsignedLong(height));
        depth = data.get();
        colourType = data.get();
        int samples = switch (colourType) {
            case GRAY, PALETTE -> 1;
            case RGB -> 3;
            case GRAY_ALPHA -> 2;
            case RGB_ALPHA -> 4;
            default -> throw damaged("its colour type is unknown");
        };
        int smallest = colourType == GRAY || colourType == PALETTE ? 1 : 8;
        int largest = colourType == PALETTE ? 8 : 16;
        if (depth < smallest || depth > largest || Integer.bitCount(depth) != 1) {
            throw damaged("its bit depth does not fit its colour type");
        }
        bitsPerPixel = depth * samples;
        if (data.getShort() != 0) {
            throw damaged("its compression or filter method is unknown");
        }
        expected = data.get() == 0 ? passBytes(width, height) : adam7Bytes();
    }

    private long adam7Bytes() {
        long total = 0;
        for (int[] pass : ADAM7) {
            total += passBytes(
                    Math.ceilDiv(Math.max(width - pass[0], 0), pass[2]),
                    Math.ceilDiv(Math.max(height - pass[1], 0), pass[3]));
        }
        return total;
    }

    /** Bytes of one pass: a filter byte and the packed samples of each row; a pass without columns has none. */
    private long passBytes(int columns, int rows) {
        return columns == 0 ? 0 : rows * (1 + Math.ceilDiv((long) columns * bitsPerPixel, 8L));
    }

    private void inflate(ByteBuffer data) {
        if (colourType == PALETTE && paletteEntries == 0) {
            throw damaged("its palette is missing");
        }
        inflater.setInput(data);
        try {
            while (!inflater.finished() && !inflater.needsInput() && inflated <= expected) {
                int count = inflater.inflate(scratch);
                if (count == 0 && inflater.needsDictionary()) {
                    throw damaged("its pixel data need a dictionary");
                }
                inflated += count;
            }
        } catch (DataFormatException e) {
            throw new InputException(
                    source, "this PNG is damaged: its pixel data are corrupt", "export or download it again", e);
        }
    }

    private InputException damaged(String how) {
        return new InputException(source, "this PNG is damaged: " + how, "export or download it again");
    }
}
