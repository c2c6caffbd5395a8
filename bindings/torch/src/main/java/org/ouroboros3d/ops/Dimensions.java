package org.ouroboros3d.ops;

/** Lists of dimensions, which operators take as 64-bit integers. */
final class Dimensions {
    private Dimensions() {}

    /** A loop and not a stream: this runs at every permutation. */
    static long[] of(int... dims) {
        long[] wide = new long[dims.length];
        for (int i = 0; i < dims.length; i++) {
            wide[i] = dims[i];
        }
        return wide;
    }
}
