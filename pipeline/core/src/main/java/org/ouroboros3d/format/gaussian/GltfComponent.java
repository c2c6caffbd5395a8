package org.ouroboros3d.format.gaussian;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** The types of numbers in glTF accessors that attributes of Gaussians may have. */
enum GltfComponent {
    SIGNED_BYTE(KhrGaussianSplatting.SIGNED_BYTE, 1, 127),
    UNSIGNED_BYTE(KhrGaussianSplatting.UNSIGNED_BYTE, 1, 255),
    SIGNED_SHORT(KhrGaussianSplatting.SIGNED_SHORT, 2, 32767),
    UNSIGNED_SHORT(KhrGaussianSplatting.UNSIGNED_SHORT, 2, 65535),
    FLOAT(KhrGaussianSplatting.FLOAT, 4, 1);

    private final int code;
    private final int bytes;
    private final float largest;

    GltfComponent(int code, int bytes, float largest) {
        this.code = code;
        this.bytes = bytes;
        this.largest = largest;
    }

    /** {@return the type of this number, or null} */
    static GltfComponent of(int code) {
        return Arrays.stream(values())
                .filter(type -> type.code == code)
                .findFirst()
                .orElse(null);
    }

    int bytes() {
        return bytes;
    }

    /** {@return the number at a byte, as a part of the largest one if normalized} */
    float read(ByteBuffer in, int at, boolean normalized) {
        float value = switch (this) {
            case SIGNED_BYTE -> in.get(at);
            case UNSIGNED_BYTE -> in.get(at) & 0xff;
            case SIGNED_SHORT -> in.getShort(at);
            case UNSIGNED_SHORT -> in.getShort(at) & 0xffff;
            case FLOAT -> in.getFloat(at);
        };
        return normalized && this != FLOAT ? Math.max(value / largest, -1) : value;
    }
}
