package org.ouroboros3d.format.ply;

import java.util.Arrays;

/** The order of points along the Z-shaped curve through a grid over their bounds (Morton 1966). */
final class MortonOrder {
    private static final int BITS = 21;

    private MortonOrder() {}

    /** {@return the indices of the points [N, 3] in the order of the curve; equal cells keep their order} */
    static int[] of(float[] means) {
        int count = means.length / 3;
        float[] min = new float[3];
        float[] max = new float[3];
        Arrays.fill(min, Float.MAX_VALUE);
        Arrays.fill(max, -Float.MAX_VALUE);
        for (int i = 0; i < means.length; i++) {
            min[i % 3] = Math.min(min[i % 3], means[i]);
            max[i % 3] = Math.max(max[i % 3], means[i]);
        }
        record Cell(long code, int index) {}
        Cell[] cells = new Cell[count];
        for (int i = 0; i < count; i++) {
            long code = 0;
            for (int k = 0; k < 3; k++) {
                double width = (double) max[k] - min[k];
                double at = width > 0 ? (means[3 * i + k] - (double) min[k]) / width : 0;
                code |= spread((long) (at * ((1 << BITS) - 1))) << k;
            }
            cells[i] = new Cell(code, i);
        }
        Arrays.sort(cells, (a, b) -> Long.compare(a.code(), b.code()));
        return Arrays.stream(cells).mapToInt(Cell::index).toArray();
    }

    /** Moves the lowest 21 bits apart, to every third place. */
    private static long spread(long bits) {
        long spread = bits & 0x1fffff;
        spread = (spread | spread << 32) & 0x1f00000000ffffL;
        spread = (spread | spread << 16) & 0x1f0000ff0000ffL;
        spread = (spread | spread << 8) & 0x100f00f00f00f00fL;
        spread = (spread | spread << 4) & 0x10c30c30c30c30c3L;
        return (spread | spread << 2) & 0x1249249249249249L;
    }
}
