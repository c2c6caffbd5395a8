package org.ouroboros3d.data.shapes;

/** The numbers that an object is made from: SplitMix64 (Steele, Lea and Flood 2014), spelled out to be the same always. */
public final class ShapeRandom {
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    private long state;

    /** Begins the numbers of a seed and an index. */
    public ShapeRandom(long seed, long index) {
        this.state = mix(mix(seed + GOLDEN) ^ (index * GOLDEN));
    }

    private static long mix(long z) {
        long a = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        long b = (a ^ (a >>> 27)) * 0x94D049BB133111EBL;
        return b ^ (b >>> 31);
    }

    private long next() {
        state += GOLDEN;
        return mix(state);
    }

    /** {@return a number in [0, 1)} */
    public double unit() {
        return (next() >>> 11) * 0x1p-53;
    }

    /** {@return a number in [from, to)} */
    public double in(double from, double to) {
        return from + (to - from) * unit();
    }

    /** {@return an integer in [from, to], both included} */
    public int integer(int from, int to) {
        return from + (int) (unit() * (to - from + 1));
    }

    /** {@return true with a probability} */
    public boolean chance(double probability) {
        return unit() < probability;
    }

    /** {@return one of the values} */
    @SafeVarargs
    public final <T> T one(T... values) {
        return values[integer(0, values.length - 1)];
    }
}
