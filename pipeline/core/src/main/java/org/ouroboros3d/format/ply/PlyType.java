package org.ouroboros3d.format.ply;

import java.nio.ByteBuffer;
import java.util.Map;

/** The scalar types of the PLY format, under both of their names. */
enum PlyType {
    INT8(1),
    UINT8(1),
    INT16(2),
    UINT16(2),
    INT32(4),
    UINT32(4),
    FLOAT32(4),
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

    int bytes() {
        return bytes;
    }

    /** {@return the value at {@code offset}, in the buffer's byte order} */
    float read(ByteBuffer row, int offset) {
        return switch (this) {
            case INT8 -> row.get(offset);
            case UINT8 -> row.get(offset) & 0xff;
            case INT16 -> row.getShort(offset);
            case UINT16 -> Short.toUnsignedInt(row.getShort(offset));
            case INT32 -> row.getInt(offset);
            case UINT32 -> Integer.toUnsignedLong(row.getInt(offset));
            case FLOAT32 -> row.getFloat(offset);
            case FLOAT64 -> (float) row.getDouble(offset);
        };
    }
}
