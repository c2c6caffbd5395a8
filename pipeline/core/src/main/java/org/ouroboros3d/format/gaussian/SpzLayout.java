package org.ouroboros3d.format.gaussian;

/**
 * How SPZ files are laid out and their values quantized (nianticlabs/spz 21715c3, {@code load-spz.cc},
 * {@code splat-utils.h}): a header, then six blocks, each with one kind of value of all Gaussians.
 */
final class SpzLayout {
    /** "NGSP", little endian. */
    static final int MAGIC = 0x5053474e;

    static final int OLDEST = 1;
    /** The first version with positions in fixed point instead of float16. */
    static final int FIXED_POINT = 2;
    /** The first version with the smallest three components of quaternions instead of the first three. */
    static final int SMALLEST_THREE = 3;
    /** The first version in Zstandard frames behind a table of contents. */
    static final int ZSTD = 4;

    static final int GZIP_HEADER = 16;
    static final int ZSTD_HEADER = 32;
    /** Bytes of the padding at the end of the header of version 4. */
    static final int ZSTD_PADDING = 12;
    /** Compressed and uncompressed size of a block, 64 bits each. */
    static final int TOC_ENTRY = 16;

    static final int EXTENSIONS_FLAG = 2;
    /** {@code SPZ_ADOBE_coordinate_system}: one number of the reference's {@code CoordinateSystem}. */
    static final int AXES_EXTENSION = 0xADBE0003;

    static final int RUB = 4;
    static final int RDF = 6;

    /** Degree 4 exists in files, and is more than a cloud can have. */
    static final int MAX_SH_DEGREE = 4;

    /** What the reference assumes at most of compression, to refuse forged counts: bytes of positions for a byte. */
    static final long MAX_COMPRESSION = 1024;

    static final int POSITION_BYTES = 9;
    /** Coefficients of degree 0 are stored times this, so that colors beyond 0 and 1 fit. */
    static final double COLOR_SCALE = 0.15;

    static final double SCALE_STEPS = 16;
    static final double SCALE_OFFSET = 10;
    static final int SH_ZERO = 128;

    private static final double SQRT_HALF = Math.sqrt(0.5);
    private static final int MAGNITUDE = 511;

    private SpzLayout() {}

    /** {@return bytes of a Gaussian in each of the six blocks: positions, alphas, colors, scales, rotations, sh} */
    static int[] blockBytes(int version, int shDegree) {
        return new int[] {
            version < FIXED_POINT ? 3 * Short.BYTES : POSITION_BYTES,
            1,
            3,
            3,
            version < SMALLEST_THREE ? 3 : 4,
            3 * ((shDegree + 1) * (shDegree + 1) - 1)
        };
    }

    /**
     * {@return a unit quaternion (w, x, y, z) at {@code quats[at]} in 32 bits}
     *
     * <p>The two highest bits say which of (x, y, z, w) is largest; the others follow, each as a sign and 9 bits.
     */
    static int packRotation(float[] quats, int at) {
        double[] xyzw = {quats[at + 1], quats[at + 2], quats[at + 3], quats[at]};
        int largest = 0;
        for (int k = 1; k < 4; k++) {
            largest = Math.abs(xyzw[k]) > Math.abs(xyzw[largest]) ? k : largest;
        }
        int word = largest;
        for (int k = 0; k < 4; k++) {
            if (k != largest) {
                int negative = xyzw[k] < 0 != xyzw[largest] < 0 ? 1 : 0;
                int magnitude = Math.min(MAGNITUDE, (int) (MAGNITUDE * Math.abs(xyzw[k]) / SQRT_HALF + 0.5));
                word = word << 10 | negative << 9 | magnitude;
            }
        }
        return word;
    }

    /** Puts the quaternion of {@link #packRotation} at {@code quats[at]}. */
    static void unpackRotation(int word, float[] quats, int at) {
        double[] xyzw = new double[4];
        int largest = word >>> 30;
        double rest = 1;
        int bits = word;
        for (int k = 3; k >= 0; k--) {
            if (k != largest) {
                double magnitude = SQRT_HALF * (bits & MAGNITUDE) / MAGNITUDE;
                xyzw[k] = (bits & MAGNITUDE + 1) == 0 ? magnitude : -magnitude;
                rest -= magnitude * magnitude;
                bits >>>= 10;
            }
        }
        xyzw[largest] = Math.sqrt(Math.max(0, rest));
        put(xyzw, quats, at);
    }

    /** Puts the quaternion whose x, y and z older versions store in a byte each, with w ≥ 0, at {@code quats[at]}. */
    static void unpackFirstThree(int x, int y, int z, float[] quats, int at) {
        double[] xyzw = {x / 127.5 - 1, y / 127.5 - 1, z / 127.5 - 1, 0};
        xyzw[3] = Math.sqrt(Math.max(0, 1 - xyzw[0] * xyzw[0] - xyzw[1] * xyzw[1] - xyzw[2] * xyzw[2]));
        put(xyzw, quats, at);
    }

    /** Rounding leaves some a little longer than one. */
    private static void put(double[] xyzw, float[] quats, int at) {
        double length = Math.sqrt(xyzw[0] * xyzw[0] + xyzw[1] * xyzw[1] + xyzw[2] * xyzw[2] + xyzw[3] * xyzw[3]);
        for (int k = 0; k < 4; k++) {
            quats[at + (k + 1) % 4] = (float) (xyzw[k] / length);
        }
    }
}
