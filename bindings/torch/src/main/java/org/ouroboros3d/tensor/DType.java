package org.ouroboros3d.tensor;

/** Element types that the models, the weights files and the rasterizer use, with ATen's {@code ScalarType} codes. */
public enum DType {
    UINT8(0, 1),
    INT8(1, 1),
    INT16(2, 2),
    INT32(3, 4),
    INT64(4, 8),
    FLOAT16(5, 2),
    FLOAT32(6, 4),
    FLOAT64(7, 8),
    BOOL(11, 1),
    BFLOAT16(15, 2);

    private final int code;
    private final int byteSize;

    DType(int code, int byteSize) {
        this.code = code;
        this.byteSize = byteSize;
    }

    /** {@return the size of one element in bytes} */
    public int byteSize() {
        return byteSize;
    }

    /** {@return whether elements are floating-point numbers} */
    public boolean isFloatingPoint() {
        return switch (this) {
            case FLOAT16, FLOAT32, FLOAT64, BFLOAT16 -> true;
            default -> false;
        };
    }

    /** ATen's {@code ScalarType} (c10/core/ScalarType.h), the same in every LibTorch with the stable ABI. */
    int code() {
        return code;
    }

    static DType ofCode(int code) {
        for (DType dtype : values()) {
            if (dtype.code == code) {
                return dtype;
            }
        }
        throw new IllegalStateException("LibTorch returned a tensor of ScalarType " + code
                + ", which Ouroboros3D does not use; convert it with aten::_to_copy first");
    }
}
