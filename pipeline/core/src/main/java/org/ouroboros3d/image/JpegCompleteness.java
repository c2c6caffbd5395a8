package org.ouroboros3d.image;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Whether the scans of a JPEG file so far hold all coefficients of all components in full precision, so that nothing is
 * missing if no more follow.
 */
final class JpegCompleteness {
    private static final int COEFFICIENTS = 64;
    /** More bits than any coefficient has: nothing of it has come. */
    private static final int NOTHING = 16;

    private final List<Integer> ids = new ArrayList<>();
    /** Of each component's coefficients the bits that are still to come. */
    private final List<int[]> missing = new ArrayList<>();

    private boolean progressive;

    /** Reads the components from a frame header's data. */
    void frame(boolean isProgressive, ByteBuffer header) {
        progressive = isProgressive;
        for (int at = 6; at + 2 < header.limit() && ids.size() < header.get(5); at += 3) {
            ids.add(header.get(at) & 0xff);
            int[] bits = new int[COEFFICIENTS];
            Arrays.fill(bits, NOTHING);
            missing.add(bits);
        }
    }

    /** Notes what a scan adds, from its header's data. */
    void scan(ByteBuffer header) {
        int count = header.limit() == 0 ? 0 : header.get(0) & 0xff;
        int tail = 1 + 2 * count;
        if (header.limit() < tail + 3) {
            return;
        }
        int from = progressive ? Math.min(header.get(tail) & 0xff, COEFFICIENTS) : 0;
        int to = progressive ? Math.min(header.get(tail + 1) & 0xff, COEFFICIENTS - 1) : COEFFICIENTS - 1;
        int left = progressive ? header.get(tail + 2) & 0xf : 0;
        for (int i = 0; i < count; i++) {
            int component = ids.indexOf(header.get(1 + 2 * i) & 0xff);
            for (int k = from; component >= 0 && k <= to; k++) {
                missing.get(component)[k] = left;
            }
        }
    }

    boolean isComplete() {
        return !missing.isEmpty()
                && missing.stream().allMatch(bits -> Arrays.stream(bits).allMatch(left -> left == 0));
    }
}
