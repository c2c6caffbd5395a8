package org.ouroboros3d.diffusion;

import org.ouroboros3d.tensor.Tensor;

/**
 * Standard normal noise drawn on the host, the same for one seed on every device, processor and JVM.
 *
 * <p>Element {@code i} of stream {@code s} depends on the seed, {@code s} and {@code i} alone. Philox4x32-10 with the
 * seed as key and {@code (i / 4, s)} as counter gives four words; words 0, 1 and words 2, 3 each become two normals by
 * the transform of Box and Muller (1958), {@code sqrt(-2 ln u) cos(2 pi v)} and {@code sqrt(-2 ln u) sin(2 pi v)}, with
 * {@code u} and {@code v} the words plus one half over 2^32. {@link StrictMath} computes it in double precision, and the
 * result is rounded to float. No magnitude exceeds 6.8.
 *
 * @param seed any number
 */
public record HostNoise(long seed) {
    private static final double TWO_TO_MINUS_32 = 0x1p-32;

    /**
     * {@return the first normals of a stream}
     *
     * @param stream which independent sequence to draw from; each use of noise takes its own number
     * @param count how many
     */
    public float[] normals(long stream, int count) {
        return normals(stream, 0, count);
    }

    /**
     * {@return some normals of a stream}
     *
     * @param stream which independent sequence to draw from
     * @param from index of the first
     * @param count how many
     */
    public float[] normals(long stream, long from, int count) {
        float[] result = new float[count];
        int[] words = new int[4];
        for (int i = 0; i < count; i++) {
            long index = from + i;
            if (i == 0 || index % 4 == 0) {
                fill(words, stream, index / 4);
            }
            result[i] = normal(words, (int) (index % 4));
        }
        return result;
    }

    /**
     * {@return the first normals of a stream as a host tensor}
     *
     * @param stream which independent sequence to draw from
     * @param shape the tensor's shape, filled in row-major order
     */
    public Tensor normal(long stream, long... shape) {
        long count = 1;
        for (long size : shape) {
            count = Math.multiplyExact(count, size);
        }
        return Tensor.of(normals(stream, Math.toIntExact(count)), shape);
    }

    /**
     * {@return the first numbers of a stream that is evenly distributed over (0, 1)}
     *
     * @param stream which independent sequence to draw from
     * @param count how many
     */
    public double[] uniforms(long stream, int count) {
        double[] result = new double[count];
        int[] words = new int[4];
        for (int i = 0; i < count; i++) {
            if (i % 4 == 0) {
                fill(words, stream, i / 4);
            }
            result[i] = unit(words[i % 4]);
        }
        return result;
    }

    private void fill(int[] words, long stream, long block) {
        words[0] = (int) block;
        words[1] = (int) (block >>> 32);
        words[2] = (int) stream;
        words[3] = (int) (stream >>> 32);
        Philox.generate(words, seed);
    }

    private static float normal(int[] words, int lane) {
        int pair = lane & 2;
        double radius = StrictMath.sqrt(-2 * StrictMath.log(unit(words[pair])));
        double angle = 2 * Math.PI * unit(words[pair + 1]);
        return (float) (radius * ((lane & 1) == 0 ? StrictMath.cos(angle) : StrictMath.sin(angle)));
    }

    private static double unit(int word) {
        return (Integer.toUnsignedLong(word) + 0.5) * TWO_TO_MINUS_32;
    }
}
