package org.ouroboros3d.format.ply;

import java.util.List;

/**
 * PlayCanvas' compressed layout of PLY files (splat-transform 2.7.1, {@code compressed-chunk.ts}): an element
 * {@code chunk} for every 256 Gaussians with the bounds of their values, an element {@code vertex} with four packed words
 * each, and, if colors depend on the view, an element {@code sh} with a byte for each coefficient.
 */
final class CompressedPly {
    static final int CHUNK = 256;
    static final List<String> BOUNDS = List.of(
            "min_x",
            "min_y",
            "min_z",
            "max_x",
            "max_y",
            "max_z",
            "min_scale_x",
            "min_scale_y",
            "min_scale_z",
            "max_scale_x",
            "max_scale_y",
            "max_scale_z",
            "min_r",
            "min_g",
            "min_b",
            "max_r",
            "max_g",
            "max_b");
    /** The bounds without those of the colors, which older files do not have: theirs are 0 and 1. */
    static final List<String> OLDER_BOUNDS = BOUNDS.subList(0, 12);

    static final List<String> WORDS = List.of("packed_position", "packed_rotation", "packed_scale", "packed_color");

    /** Bits of x, y and z in a packed word, the first one highest. */
    private static final int[] VECTOR_BITS = {11, 10, 11};

    private static final int ROTATION_BITS = 10;
    private static final double SQRT2 = Math.sqrt(2);

    /** Coefficients are kept between -4 and 4. */
    private static final float SH_RANGE = 8;

    private CompressedPly() {}

    /** {@return three values between 0 and 1 in one word} */
    static int packVector(double x, double y, double z) {
        return unorm(x, VECTOR_BITS[0]) << 21 | unorm(y, VECTOR_BITS[1]) << 11 | unorm(z, VECTOR_BITS[2]);
    }

    /** {@return component {@code k} of {@link #packVector}} */
    static double unpackVector(int word, int k) {
        int shift = k == 0 ? 21 : k == 1 ? 11 : 0;
        int largest = (1 << VECTOR_BITS[k]) - 1;
        return ((word >>> shift) & largest) / (double) largest;
    }

    /** {@return red, green, blue and opacity between 0 and 1 in one word} */
    static int packColor(double r, double g, double b, double opacity) {
        return unorm(r, 8) << 24 | unorm(g, 8) << 16 | unorm(b, 8) << 8 | unorm(opacity, 8);
    }

    /** {@return component {@code k} of {@link #packColor}} */
    static double unpackColor(int word, int k) {
        return (word >>> (24 - 8 * k) & 0xff) / 255.0;
    }

    /** {@return the index of the largest component and the others of the unit quaternion at {@code quats[at]}} */
    static int packRotation(float[] quats, int at) {
        int largest = 0;
        for (int k = 1; k < 4; k++) {
            largest = Math.abs(quats[at + k]) > Math.abs(quats[at + largest]) ? k : largest;
        }
        double sign = quats[at + largest] < 0 ? -1 : 1;
        int word = largest;
        for (int k = 0; k < 4; k++) {
            if (k != largest) {
                word = word << ROTATION_BITS | unorm(sign * quats[at + k] / SQRT2 + 0.5, ROTATION_BITS);
            }
        }
        return word;
    }

    /** Puts the quaternion of {@link #packRotation} at {@code quats[at]}. */
    static void unpackRotation(int word, float[] quats, int at) {
        int largest = word >>> 30;
        int mask = (1 << ROTATION_BITS) - 1;
        int shift = 2 * ROTATION_BITS;
        double rest = 1;
        for (int k = 0; k < 4; k++) {
            if (k != largest) {
                double value = (((word >>> shift) & mask) / (double) mask - 0.5) * SQRT2;
                quats[at + k] = (float) value;
                rest -= value * value;
                shift -= ROTATION_BITS;
            }
        }
        quats[at + largest] = (float) Math.sqrt(Math.max(0, rest));
    }

    /** {@return a coefficient of spherical harmonics as a byte} */
    static byte packSh(float value) {
        return (byte) Math.clamp((int) ((value / SH_RANGE + 0.5f) * 256), 0, 255);
    }

    /** {@return the coefficient of {@link #packSh}, at the middle of what the byte stands for} */
    static float unpackSh(int value) {
        float unit = value == 0 ? 0 : value == 255 ? 1 : (value + 0.5f) / 256;
        return (unit - 0.5f) * SH_RANGE;
    }

    private static int unorm(double value, int bits) {
        int largest = (1 << bits) - 1;
        return (int) Math.clamp(Math.floor(value * largest + 0.5), 0, largest);
    }
}
