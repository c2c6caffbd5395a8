package org.ouroboros3d.mesh;

import java.util.Arrays;
import java.util.BitSet;

/**
 * A queue of edges by their error, to within 1 %: edges of nearly equal error leave in no order of theirs. A heap, which would
 * be exact, spends most of a simplification's time on waiting for memory.
 */
final class EdgeQueue {
    /** Bits of a float that are left out of its bucket: 128 buckets for each power of two. */
    private static final int DROPPED_BITS = 16;

    private static final int BUCKETS = 1 << (Integer.SIZE - 1 - DROPPED_BITS);

    /** First end, second end, version, next entry of the same bucket. */
    private static final int ENTRY = 4;

    private static final int NONE = -1;

    private final int[] heads = new int[BUCKETS];
    private final BitSet filled = new BitSet(BUCKETS);
    private int[] entries = new int[ENTRY << 12];
    private int end;
    /** No bucket below it is filled. */
    private int lowest;

    private int unused = NONE;
    private int first;
    private int second;
    private int version;

    EdgeQueue() {
        Arrays.fill(heads, NONE);
    }

    /**
     * @param error at least 0
     * @param sum of the ends' versions
     */
    void push(double error, int one, int other, int sum) {
        int entry = unused;
        if (entry == NONE) {
            entry = end;
            end += ENTRY;
            if (end > entries.length) {
                entries = Arrays.copyOf(entries, Math.multiplyExact(2, entries.length));
            }
        } else {
            unused = entries[entry + 3];
        }
        // Bits of floats that are not negative are in the order of their values.
        int bucket = Float.floatToIntBits((float) error) >>> DROPPED_BITS;
        entries[entry] = one;
        entries[entry + 1] = other;
        entries[entry + 2] = sum;
        entries[entry + 3] = heads[bucket];
        heads[bucket] = entry;
        filled.set(bucket);
        lowest = Math.min(lowest, bucket);
    }

    /** Takes an edge of least error out. {@return whether there was one} */
    boolean pop() {
        int bucket = filled.nextSetBit(lowest);
        if (bucket < 0) {
            return false;
        }
        lowest = bucket;
        int entry = heads[bucket];
        first = entries[entry];
        second = entries[entry + 1];
        version = entries[entry + 2];
        heads[bucket] = entries[entry + 3];
        entries[entry + 3] = unused;
        unused = entry;
        if (heads[bucket] == NONE) {
            filled.clear(bucket);
        }
        return true;
    }

    int first() {
        return first;
    }

    int second() {
        return second;
    }

    /** The sum of the ends' versions when the edge was pushed. */
    int version() {
        return version;
    }
}
