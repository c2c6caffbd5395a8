package org.ouroboros3d.matting;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** One message in protobuf's wire format, field by field; throws {@link IllegalArgumentException} when it is cut. */
final class Protobuf {
    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int BYTES = 2;
    private static final int FIXED32 = 5;

    private final ByteBuffer message;
    private int field;
    private int wire;
    private long number;
    private ByteBuffer bytes;

    Protobuf(ByteBuffer message) {
        this.message = message.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Reads the next field; false at the end of the message. */
    boolean next() {
        if (!message.hasRemaining()) {
            return false;
        }
        long tag = varint();
        field = (int) (tag >>> 3);
        wire = (int) (tag & 7);
        switch (wire) {
            case VARINT -> number = varint();
            case FIXED64 -> number = fixed(8).getLong();
            case FIXED32 -> number = fixed(4).getInt();
            case BYTES -> {
                long length = varint();
                if (length < 0 || length > message.remaining()) {
                    throw new IllegalArgumentException("a field is longer than what holds it");
                }
                bytes = message.slice(message.position(), (int) length).order(ByteOrder.LITTLE_ENDIAN);
                message.position(message.position() + (int) length);
            }
            default -> throw new IllegalArgumentException("a field has an unknown type");
        }
        if (field == 0) {
            throw new IllegalArgumentException("a field has no number");
        }
        return true;
    }

    private ByteBuffer fixed(int length) {
        if (message.remaining() < length) {
            throw new IllegalArgumentException("a number is cut");
        }
        ByteBuffer fixed = message.slice(message.position(), length).order(ByteOrder.LITTLE_ENDIAN);
        message.position(message.position() + length);
        return fixed;
    }

    private long varint() {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            if (!message.hasRemaining()) {
                throw new IllegalArgumentException("a number is cut");
            }
            byte next = message.get();
            value |= (next & 0x7fL) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw new IllegalArgumentException("a number is too long");
    }

    int field() {
        return field;
    }

    /** {@return the number of a field that is one} */
    long number() {
        if (wire == BYTES) {
            throw new IllegalArgumentException("a number is missing");
        }
        return number;
    }

    /** {@return the bytes of a field that has some} */
    ByteBuffer bytes() {
        if (wire != BYTES) {
            throw new IllegalArgumentException("a text or message is missing");
        }
        return bytes;
    }

    /** {@return the text of a field that is one} */
    String text() {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(bytes().duplicate())
                    .toString();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("a text is not UTF-8", e);
        }
    }

    /** {@return the numbers of a repeated field, which may be packed or single} */
    long[] numbers() {
        if (wire != BYTES) {
            return new long[] {number};
        }
        Protobuf packed = new Protobuf(bytes);
        long[] numbers = new long[bytes.remaining()];
        int count = 0;
        while (packed.message.hasRemaining()) {
            numbers[count++] = packed.varint();
        }
        return Arrays.copyOf(numbers, count);
    }
}
