package org.ouroboros3d.format.torch;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.math.BigInteger;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.ouroboros3d.format.WeightsException;

/** Reads the operands of pickle opcodes; every length is checked against the bytes that are left. */
final class PickleInput {
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfDouble BIG_ENDIAN_DOUBLE =
            ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    /** Longer names and strings do not occur in checkpoints. */
    private static final int MAX_TEXT = 1 << 20;

    private static final int MAX_LINE = 256;

    /** Integers of more bytes than torch's magic number has do not occur either. */
    private static final int MAX_INTEGER = 16;

    private final String file;
    private final MemorySegment bytes;
    private long position;

    PickleInput(String file, MemorySegment bytes) {
        this.file = file;
        this.bytes = bytes;
    }

    String file() {
        return file;
    }

    long position() {
        return position;
    }

    /** {@return the next {@code size} bytes, not copied} */
    MemorySegment take(long size) {
        if (size < 0 || size > bytes.byteSize() - position) {
            throw fault(
                    "it ends in the middle: " + size + " bytes wanted at byte " + position + " of " + bytes.byteSize());
        }
        MemorySegment slice = bytes.asSlice(position, size);
        position += size;
        return slice;
    }

    int unsignedByte() {
        return Byte.toUnsignedInt(take(1).get(ValueLayout.JAVA_BYTE, 0));
    }

    int unsignedShort() {
        return unsignedByte() | unsignedByte() << 8;
    }

    int int32() {
        return take(Integer.BYTES).get(INT, 0);
    }

    long int64() {
        return take(Long.BYTES).get(LONG, 0);
    }

    double float64() {
        return take(Double.BYTES).get(BIG_ENDIAN_DOUBLE, 0);
    }

    /** {@return a little-endian two's complement integer: a Long where it fits, else a BigInteger} */
    Object integer(int size) {
        if (size > MAX_INTEGER) {
            throw fault("an integer of " + size + " bytes at byte " + position);
        }
        byte[] digits = take(size).toArray(ValueLayout.JAVA_BYTE);
        byte[] reversed = new byte[size + 1];
        for (int i = 0; i < size; i++) {
            reversed[size - i] = digits[i];
        }
        reversed[0] = (byte) (size > 0 && digits[size - 1] < 0 ? -1 : 0);
        BigInteger value = new BigInteger(reversed);
        return value.bitLength() < Long.SIZE ? (Object) value.longValue() : value;
    }

    String utf8(long size) {
        if (size < 0 || size > MAX_TEXT) {
            throw fault("a text of " + Long.toUnsignedString(size) + " bytes at byte " + position);
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(take(size).asByteBuffer())
                    .toString();
        } catch (CharacterCodingException e) {
            throw new WeightsException(file, "a text before byte " + position + " of its pickle is not UTF-8", e);
        }
    }

    /** {@return the bytes up to the next line feed, as a text} */
    String line() {
        StringBuilder text = new StringBuilder();
        for (int c = unsignedByte(); c != '\n'; c = unsignedByte()) {
            if (text.length() == MAX_LINE) {
                throw fault("a name of more than " + MAX_LINE + " characters");
            }
            text.append((char) c);
        }
        return text.toString();
    }

    WeightsException fault(String message) {
        return new WeightsException(file, null, "damaged or unsupported pickle: " + message);
    }
}
