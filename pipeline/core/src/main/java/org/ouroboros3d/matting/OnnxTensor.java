package org.ouroboros3d.matting;

import java.nio.ByteBuffer;

/** Checks that a weight of an ONNX file (onnx.proto, TensorProto) holds what its shape and type announce. */
final class OnnxTensor {
    private static final int DIMS = 1;
    private static final int DATA_TYPE = 2;
    private static final int FLOAT_DATA = 4;
    private static final int INT32_DATA = 5;
    private static final int INT64_DATA = 7;
    private static final int NAME = 8;
    private static final int RAW_DATA = 9;
    private static final int DOUBLE_DATA = 10;

    private OnnxTensor() {}

    /** {@return the tensor's name} */
    static String check(ByteBuffer message) {
        String name = "";
        long elements = 1;
        int type = 0;
        long held = 0;
        long raw = -1;
        for (Protobuf tensor = new Protobuf(message); tensor.next(); ) {
            switch (tensor.field()) {
                case DIMS -> {
                    for (long size : tensor.numbers()) {
                        if (size < 0 || size > Integer.MAX_VALUE) {
                            throw new IllegalArgumentException("a weight has an impossible shape");
                        }
                        elements = Math.min(elements * size, Integer.MAX_VALUE);
                    }
                }
                case DATA_TYPE -> type = (int) tensor.number();
                case NAME -> name = tensor.text();
                case RAW_DATA -> raw = tensor.bytes().remaining();
                case FLOAT_DATA -> held += tensor.bytes().remaining() / Float.BYTES;
                case DOUBLE_DATA -> held += tensor.bytes().remaining() / Double.BYTES;
                case INT32_DATA, INT64_DATA -> held += tensor.numbers().length;
                default -> {}
            }
        }
        long expected = raw < 0 ? elements : elements * bytes(type);
        if (expected != (raw < 0 ? held : raw)) {
            throw new IllegalArgumentException("the weight \"" + name + "\" does not hold what its shape announces");
        }
        return name;
    }

    private static int bytes(int type) {
        return switch (type) {
            case 2, 3, 9 -> 1;
            case 4, 5, 10, 16 -> 2;
            case 1, 6, 12 -> 4;
            case 7, 11, 13 -> 8;
            default -> throw new IllegalArgumentException("a weight has the unknown type " + type);
        };
    }
}
