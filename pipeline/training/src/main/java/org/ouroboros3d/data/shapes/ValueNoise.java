package org.ouroboros3d.data.shapes;

/** Noise in space: random values at the points of a unit lattice, blended smoothly between them. */
final class ValueNoise {
    private static final int OCTAVES = 4;
    private static final long X = 0x9E3779B97F4A7C15L;
    private static final long Y = 0xC2B2AE3D27D4EB4FL;
    private static final long Z = 0x165667B19E3779F9L;

    private ValueNoise() {}

    /** {@return fractional Brownian motion: octaves of noise, each half as strong and twice as fine, in [0, 1)} */
    static double fractal(double x, double y, double z) {
        double sum = 0;
        double weight = 0.5;
        double total = 0;
        double scale = 1;
        for (int octave = 0; octave < OCTAVES; octave++) {
            sum += weight * at(scale * x, scale * y, scale * z);
            total += weight;
            weight /= 2;
            scale *= 2;
        }
        return sum / total;
    }

    /** {@return the noise at a point, in [0, 1)} */
    static double at(double x, double y, double z) {
        long left = (long) Math.floor(x);
        long low = (long) Math.floor(y);
        long back = (long) Math.floor(z);
        double u = smooth(x - left);
        double v = smooth(y - low);
        double w = smooth(z - back);
        return mix(
                w,
                mix(v, row(left, low, back, u), row(left, low + 1, back, u)),
                mix(v, row(left, low, back + 1, u), row(left, low + 1, back + 1, u)));
    }

    private static double row(long x, long y, long z, double u) {
        return mix(u, value(x, y, z), value(x + 1, y, z));
    }

    private static double mix(double share, double from, double to) {
        return from + share * (to - from);
    }

    private static double smooth(double t) {
        return t * t * (3 - 2 * t);
    }

    private static double value(long x, long y, long z) {
        return new ShapeRandom(x * X + y * Y, z * Z).unit();
    }
}
