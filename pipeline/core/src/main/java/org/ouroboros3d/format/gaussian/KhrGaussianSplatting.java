package org.ouroboros3d.format.gaussian;

import java.util.ArrayList;
import java.util.List;

/** Names of the glTF extension KHR_gaussian_splatting (KhronosGroup/glTF 77b44be) and numbers of binary glTF 2.0. */
final class KhrGaussianSplatting {
    static final String NAME = "KHR_gaussian_splatting";
    static final String POSITION = "POSITION";
    static final String COLOR = "COLOR_0";
    /** A unit quaternion (x, y, z, w). */
    static final String ROTATION = NAME + ":ROTATION";
    /** Standard deviations, not their logarithms. */
    static final String SCALE = NAME + ":SCALE";
    /** From 0 to 1. */
    static final String OPACITY = NAME + ":OPACITY";

    static final String KERNEL = "ellipse";
    static final String COLOR_SPACE = "srgb_rec709_display";

    /** "glTF", little endian. */
    static final int MAGIC = 0x46546c67;

    static final int VERSION = 2;
    static final int HEADER_BYTES = 12;
    static final int CHUNK_HEADER_BYTES = 8;
    static final int JSON_CHUNK = 0x4e4f534a;
    static final int BINARY_CHUNK = 0x004e4942;

    static final int POINTS = 0;
    static final int SIGNED_BYTE = 5120;
    static final int UNSIGNED_BYTE = 5121;
    static final int SIGNED_SHORT = 5122;
    static final int UNSIGNED_SHORT = 5123;
    static final int FLOAT = 5126;

    private KhrGaussianSplatting() {}

    /** {@return the attributes of degrees 0 to {@code degree}, order by order} */
    static List<String> sphericalHarmonics(int degree) {
        List<String> names = new ArrayList<>();
        for (int l = 0; l <= degree; l++) {
            for (int n = 0; n < 2 * l + 1; n++) {
                names.add(NAME + ":SH_DEGREE_" + l + "_COEF_" + n);
            }
        }
        return names;
    }
}
