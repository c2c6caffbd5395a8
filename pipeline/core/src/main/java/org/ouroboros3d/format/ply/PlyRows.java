package org.ouroboros3d.format.ply;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.ouroboros3d.error.InputException;

/** The values of a PLY file's elements, one after the other, binary or as text. */
public final class PlyRows {
    private static final int LONGEST_NUMBER = 64;
    /** Strips of triangles are lists of a whole mesh. */
    private static final int MAX_LIST = 1 << 25;
    /** Of a list that announces more, the rest takes memory when it comes. */
    private static final int FIRST_CAPACITY = 1024;

    private final String source;
    private final InputStream in;
    private final PlyHeader.Format format;
    private final ByteOrder order;

    /**
     * @param source what errors call the file
     * @param in stands behind the header
     */
    public PlyRows(String source, InputStream in, PlyHeader.Format format) {
        this.source = source;
        this.in = in;
        this.format = format;
        this.order = format == PlyHeader.Format.BINARY_BIG_ENDIAN ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    }

    /** {@return the fewest bytes that one element of these properties takes} */
    long fewestBytes(PlyHeader.Element element) {
        // As text every number takes a digit and a separator.
        return format == PlyHeader.Format.ASCII ? 2L * element.properties().size() : element.rowBytes();
    }

    /** Fills {@code row} with the values of the next element, which has no lists. */
    void next(PlyHeader.Element element, float[] row) throws IOException {
        if (format == PlyHeader.Format.ASCII) {
            for (int i = 0; i < row.length; i++) {
                row[i] = (float) number(token());
            }
            return;
        }
        ByteBuffer buffer = bytes(element.rowBytes());
        int offset = 0;
        List<PlyHeader.Property> properties = element.properties();
        for (int i = 0; i < row.length; i++) {
            PlyType type = properties.get(i).type();
            row[i] = (float) type.read(buffer, offset);
            offset += type.bytes();
        }
    }

    /**
     * {@return the values of the next element: one for each property, lists as they are}
     *
     * @throws InputException when the file ends before, or holds something else
     * @throws IOException when the stream fails
     */
    public double[][] next(PlyHeader.Element element) throws IOException {
        double[][] row = new double[element.properties().size()][];
        for (int p = 0; p < row.length; p++) {
            PlyHeader.Property property = element.properties().get(p);
            int length =
                    property.length().isPresent() ? length(property.length().get()) : 1;
            row[p] = new double[Math.min(length, FIRST_CAPACITY)];
            for (int i = 0; i < length; i++) {
                if (i == row[p].length) {
                    row[p] = Arrays.copyOf(row[p], Math.min(length, 2 * i));
                }
                row[p][i] = value(property.type());
            }
        }
        return row;
    }

    private int length(PlyType type) throws IOException {
        double announced = value(type);
        if (!(announced >= 0 && announced <= MAX_LIST)) {
            throw new InputException(source, "a list announces " + announced + " values", "export it again");
        }
        return (int) announced;
    }

    private double value(PlyType type) throws IOException {
        return format == PlyHeader.Format.ASCII ? number(token()) : type.read(bytes(type.bytes()), 0);
    }

    private ByteBuffer bytes(int count) throws IOException {
        byte[] bytes = in.readNBytes(count);
        if (bytes.length < count) {
            throw truncated();
        }
        return ByteBuffer.wrap(bytes).order(order);
    }

    /** Throws when anything but white space follows. */
    static void requireEnd(String source, InputStream in) throws IOException {
        int next = in.read();
        while (next == ' ' || next == '\t' || next == '\r' || next == '\n') {
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

    private double number(String token) {
        return switch (token.toLowerCase(Locale.ROOT)) {
            case "nan", "-nan" -> Double.NaN;
            case "inf" -> Double.POSITIVE_INFINITY;
            case "-inf" -> Double.NEGATIVE_INFINITY;
            default -> {
                try {
                    yield Double.parseDouble(token);
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
