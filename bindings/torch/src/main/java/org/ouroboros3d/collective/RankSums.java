package org.ouroboros3d.collective;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.ouroboros3d.tensor.DType;

/** Sums of host memory in the order of the ranks. */
final class RankSums {
    /** Elements that are added at once: small enough for the cache. */
    private static final int CHUNK = 1 << 12;

    private RankSums() {}

    /**
     * Adds tensors that lie one behind the other, the first rank's first.
     *
     * @param type of the elements
     * @param parts [ranks, elements]
     * @param ranks how many
     * @param sum gets the result, [elements]
     */
    static void add(DType type, MemorySegment parts, int ranks, MemorySegment sum) {
        long elements = sum.byteSize() / type.byteSize();
        switch (type) {
            case FLOAT32 -> floats(parts, ranks, sum, elements);
            case FLOAT64 -> doubles(parts, ranks, sum, elements);
            case BFLOAT16 -> bfloats(parts, ranks, sum, elements);
            default -> throw new IllegalArgumentException("sums are of float32, float64 or bfloat16, not of " + type);
        }
    }

    private static void floats(MemorySegment parts, int ranks, MemorySegment sum, long elements) {
        float[] total = new float[CHUNK];
        float[] next = new float[CHUNK];
        for (long at = 0; at < elements; at += CHUNK) {
            int count = (int) Math.min(CHUNK, elements - at);
            for (int rank = 0; rank < ranks; rank++) {
                float[] into = rank == 0 ? total : next;
                long from = (rank * elements + at) * Float.BYTES;
                MemorySegment.copy(parts, ValueLayout.JAVA_FLOAT, from, into, 0, count);
                if (rank > 0) {
                    for (int i = 0; i < count; i++) {
                        total[i] += next[i];
                    }
                }
            }
            MemorySegment.copy(total, 0, sum, ValueLayout.JAVA_FLOAT, at * Float.BYTES, count);
        }
    }

    private static void doubles(MemorySegment parts, int ranks, MemorySegment sum, long elements) {
        for (long i = 0; i < elements; i++) {
            double total = parts.getAtIndex(ValueLayout.JAVA_DOUBLE, i);
            for (int rank = 1; rank < ranks; rank++) {
                total += parts.getAtIndex(ValueLayout.JAVA_DOUBLE, rank * elements + i);
            }
            sum.setAtIndex(ValueLayout.JAVA_DOUBLE, i, total);
        }
    }

    private static void bfloats(MemorySegment parts, int ranks, MemorySegment sum, long elements) {
        float[] total = new float[CHUNK];
        short[] next = new short[CHUNK];
        for (long at = 0; at < elements; at += CHUNK) {
            int count = (int) Math.min(CHUNK, elements - at);
            for (int rank = 0; rank < ranks; rank++) {
                long from = (rank * elements + at) * Short.BYTES;
                MemorySegment.copy(parts, ValueLayout.JAVA_SHORT, from, next, 0, count);
                for (int i = 0; i < count; i++) {
                    float value = Float.intBitsToFloat(next[i] << Short.SIZE);
                    total[i] = rank == 0 ? value : total[i] + value;
                }
            }
            for (int i = 0; i < count; i++) {
                next[i] = rounded(total[i]);
            }
            MemorySegment.copy(next, 0, sum, ValueLayout.JAVA_SHORT, at * Short.BYTES, count);
        }
    }

    /** {@return the nearest bfloat16, to even where two are} */
    static short rounded(float value) {
        int bits = Float.floatToRawIntBits(value);
        if (Float.isNaN(value)) {
            return (short) ((bits >>> Short.SIZE) | 0x40);
        }
        return (short) ((bits + 0x7fff + ((bits >>> Short.SIZE) & 1)) >>> Short.SIZE);
    }
}
