package org.ouroboros3d.data.mesh;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The values of a PLY file, one after the other. */
abstract class PlyMeshValues {
    private final InputStream in;
    private final MeshBuilder file;

    private PlyMeshValues(InputStream in, MeshBuilder file) {
        this.in = in;
        this.file = file;
    }

    static PlyMeshValues of(PlyMeshHeader.Format format, InputStream in, MeshBuilder file) {
        return switch (format) {
            case ASCII -> new Words(in, file);
            case BINARY_LITTLE_ENDIAN -> new Bytes(in, file, ByteOrder.LITTLE_ENDIAN);
            case BINARY_BIG_ENDIAN -> new Bytes(in, file, ByteOrder.BIG_ENDIAN);
        };
    }

    /** {@return the next value} */
    abstract double next(PlyMeshHeader.Type type) throws IOException;

    final MeshException early() {
        return file.broken("it ends early");
    }

    private static final class Words extends PlyMeshValues {
        private static final int MAX_WORD = 64;

        Words(InputStream in, MeshBuilder file) {
            super(in, file);
        }

        @Override
        double next(PlyMeshHeader.Type type) throws IOException {
            int next = super.in.read();
            while (next == ' ' || next == '\t' || next == '\r' || next == '\n') {
                next = super.in.read();
            }
            StringBuilder word = new StringBuilder();
            while (next > ' ' && word.length() < MAX_WORD) {
                word.append((char) next);
                next = super.in.read();
            }
            if (word.isEmpty()) {
                throw early();
            }
            try {
                return Double.parseDouble(word.toString());
            } catch (NumberFormatException e) {
                throw super.file.broken("it has \"" + word + "\" where a number belongs", e);
            }
        }
    }

    private static final class Bytes extends PlyMeshValues {
        private final ByteBuffer value = ByteBuffer.allocate(8);

        Bytes(InputStream in, MeshBuilder file, ByteOrder order) {
            super(in, file);
            value.order(order);
        }

        @Override
        double next(PlyMeshHeader.Type type) throws IOException {
            if (super.in.readNBytes(value.array(), 0, type.bytes()) < type.bytes()) {
                throw early();
            }
            return switch (type) {
                case INT8 -> value.get(0);
                case UINT8 -> value.get(0) & 0xff;
                case INT16 -> value.getShort(0);
                case UINT16 -> Short.toUnsignedInt(value.getShort(0));
                case INT32 -> value.getInt(0);
                case UINT32 -> Integer.toUnsignedLong(value.getInt(0));
                case FLOAT32 -> value.getFloat(0);
                case FLOAT64 -> value.getDouble(0);
            };
        }
    }
}
