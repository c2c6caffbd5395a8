package org.ouroboros3d.mesh;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Writes numbers with the least significant byte first. */
final class LittleEndianOutput {
    private static final int CHUNK = 1 << 13;

    private final OutputStream out;
    private final ByteBuffer buffer = ByteBuffer.allocate(CHUNK).order(ByteOrder.LITTLE_ENDIAN);

    LittleEndianOutput(OutputStream out) {
        this.out = out;
    }

    LittleEndianOutput putFloat(float value) throws IOException {
        room(Float.BYTES).putFloat(value);
        return this;
    }

    LittleEndianOutput putInt(int value) throws IOException {
        room(Integer.BYTES).putInt(value);
        return this;
    }

    LittleEndianOutput putShort(int value) throws IOException {
        room(Short.BYTES).putShort((short) value);
        return this;
    }

    LittleEndianOutput putByte(int value) throws IOException {
        room(1).put((byte) value);
        return this;
    }

    LittleEndianOutput putBytes(byte... values) throws IOException {
        flush();
        out.write(values);
        return this;
    }

    private ByteBuffer room(int bytes) throws IOException {
        if (buffer.remaining() < bytes) {
            flush();
        }
        return buffer;
    }

    /** Hands all numbers on. */
    void flush() throws IOException {
        out.write(buffer.array(), 0, buffer.position());
        buffer.clear();
    }
}
