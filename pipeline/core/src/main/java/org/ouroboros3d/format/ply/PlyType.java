package org.ouroboros3d.format.ply;

import java.nio.ByteBuffer;
import java.util.Map;

/** The scalar types of the PLY format, under both of their names. */
public enum PlyType {
    /** Signed, 8 bits. */
    INT8(1),
    /** Unsigned, 8 bits. */
    UINT8(1),
    /** Signed, 16 bits. */
    INT16(2),
    /** Unsigned, 16 bits. */
    UINT16(2),
    /** Signed, 32 bits. */
    INT32(4),
    /** Unsigned, 32 bits. */
    UINT32(4),
    /** Floating point, 32 bits. */
    FLOAT32(4),
    /** Floating point, 64 bits. */
    FLOAT64(8);

    private static final Map<String, PlyType> BY_NAME = Map.ofEntries(
            Map.entry("char", INT8),
            Map.entry("int8", INT8),
            Map.entry("uchar", UINT8),
            Map.entry("uint8", UINT8),
            Map.entry("short", INT16),
            Map.entry("int16", INT16),
            Map.entry("ushort", UINT16),
            Map.entry("uint16", UINT16),
            Map.entry("int", INT32),
            Map.entry("int32", INT32),
            Map.entry("uint", UINT32),
            Map.entry("uint32", UINT32),
            Map.entry("float", FLOAT32),
            Map.entry("float32", FLOAT32),
            Map.entry("double", FLOAT64),
            Map.entry("float64", FLOAT64));

    private final int bytes;

    PlyType(int bytes) {
        this.bytes = bytes;
    }

    /** {@return the type of this name, or null} */
    static PlyType named(String name) {
        return BY_NAME.get(name);
    }

    /** Whether its values are integers. */
    public boolean integer() {
        return this != FLOAT32 && this != FLOAT64;
    }

    int bytes() {
        return bytes;
    }

    /** {@return the value at {@code offset}, in the buffer's byte order} */
    double read(ByteBuffer row, int offset) {
        return switch (this) {
            case INT8 -> row.get(offset);
            case UINT8 -> row.get(offset) & 0xff;
            case INT16 -> row.getShort(offset);
            case UINT16 -> Short.toUnsignedInt(row.getShort(offset));
            case INT32 -> row.getInt(offset);
            case UINT32 -> Integer.toUnsignedLong(row.getInt(offset));
            case FLOAT32 -> row.getFloat(offset);
            case FLOAT64 -> row.getDouble(offset);
        };
    }
}
