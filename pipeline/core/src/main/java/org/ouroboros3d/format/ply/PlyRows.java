package org.ouroboros3d.format.ply;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.ouroboros3d.error.InputException;

/** The values of a PLY file's elements, one after the other, binary or as text. */
final class PlyRows {
    private static final int LONGEST_NUMBER = 64;

    private final String source;
    private final InputStream in;
    private final PlyHeader.Format format;

    PlyRows(String source, InputStream in, PlyHeader.Format format) {
        this.source = source;
        this.in = in;
        this.format = format;
    }

    /** {@return the fewest bytes that one element of these properties takes} */
    long fewestBytes(PlyHeader.Element element) {
        // As text every number takes a digit and a separator.
        return format == PlyHeader.Format.ASCII ? 2L * element.properties().size() : element.rowBytes();
    }

    /** Fills {@code row} with the values of the next element. */
    void next(PlyHeader.Element element, float[] row) throws IOException {
        if (format == PlyHeader.Format.ASCII) {
            for (int i = 0; i < row.length; i++) {
                row[i] = number(token());
            }
            return;
        }
        byte[] bytes = in.readNBytes(element.rowBytes());
        if (bytes.length < element.rowBytes()) {
            throw truncated();
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes)
                .order(format == PlyHeader.Format.BINARY_BIG_ENDIAN ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
        int offset = 0;
        int i = 0;
        for (PlyType type : element.properties().values()) {
            row[i++] = type.read(buffer, offset);
            offset += type.bytes();
        }
    }

    /** Throws when anything but white space of a text file follows. */
    void requireEnd() throws IOException {
        int next = in.read();
        while (format == PlyHeader.Format.ASCII && next >= 0 && isSpace(next)) {
            next = in.read();
        }
        if (next >= 0) {
            throw new InputException(source, "it holds more than its header announces", "export it again");
        }
    }

    private String token() throws IOException {
        byte[] token = new byte[LONGEST_NUMBER];
        int length = 0;
        int next = in.read();
        while (next >= 0 && isSpace(next)) {
            next = in.read();
        }
        while (next >= 0 && !isSpace(next)) {
            if (length == LONGEST_NUMBER) {
                throw new InputException(source, "a number of it is longer than 64 characters", "export it again");
            }
            token[length++] = (byte) next;
            next = in.read();
        }
        if (length == 0) {
            throw truncated();
        }
        return new String(token, 0, length, StandardCharsets.ISO_8859_1);
    }

    private static boolean isSpace(int character) {
        return character <= ' ';
    }

    private float number(String token) {
        return switch (token.toLowerCase(Locale.ROOT)) {
            case "nan", "-nan" -> Float.NaN;
            case "inf" -> Float.POSITIVE_INFINITY;
            case "-inf" -> Float.NEGATIVE_INFINITY;
            default -> {
                try {
                    yield Float.parseFloat(token);
                } catch (NumberFormatException e) {
                    throw new InputException(source, "\"" + token + "\" is not a number", "export it again", e);
                }
            }
        };
    }

    private InputException truncated() {
        return new InputException(source, "it ends before its last value", "export or download it again");
    }
}
