package org.ouroboros3d.mesh;

import java.util.HashMap;
import java.util.Map;

/** What a chart covers of its plane, in cells of the size of its faces, and at which height. */
final class ChartLayer {
    /** Heights in one cell that differ by more cells belong to different layers. */
    private static final double LAYER = 6;

    private final float[] positions;
    private final int[] faces;
    private final double cell;
    private final Map<Long, Double> heights = new HashMap<>();
    private int normalAxis;

    ChartLayer(float[] positions, int[] faces) {
        this.positions = positions;
        this.faces = faces;
        double area = 0;
        for (int f = 0; f < faces.length; f += 3) {
            double longest = 0;
            for (int axis = 0; axis < 3; axis++) {
                double a = positions[3 * faces[f] + axis] - positions[3 * faces[f + 1] + axis];
                longest += a * a;
            }
            area += longest;
        }
        this.cell = Math.sqrt(area / Math.max(1, faces.length / 3));
    }

    /** Begins an empty chart with normals along an axis, 0 to 2. */
    void clear(int axis) {
        heights.clear();
        normalAxis = axis;
    }

    void add(int face) {
        heights.putIfAbsent(key(face), middle(face, normalAxis));
    }

    /** Whether no face of the chart lies clearly above or below a face. */
    boolean isFree(int face) {
        Double height = heights.get(key(face));
        return height == null || Math.abs(height - middle(face, normalAxis)) < LAYER * cell;
    }

    private long key(int face) {
        long u = (long) Math.floor(middle(face, (normalAxis + 1) % 3) / cell);
        long v = (long) Math.floor(middle(face, (normalAxis + 2) % 3) / cell);
        return u << Integer.SIZE ^ (v & 0xffffffffL);
    }

    private double middle(int face, int axis) {
        return ((double) positions[3 * faces[3 * face] + axis]
                        + positions[3 * faces[3 * face + 1] + axis]
                        + positions[3 * faces[3 * face + 2] + axis])
                / 3;
    }
}
