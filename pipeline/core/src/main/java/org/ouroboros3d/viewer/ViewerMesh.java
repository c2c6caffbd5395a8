package org.ouroboros3d.viewer;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** A mesh of triangles for the page, in the axes of the Gaussians. */
public final class ViewerMesh {
    private final float[] positions;
    private final float[] colors;
    private final int[] triangles;

    /**
     * Takes the arrays as they are, without a copy.
     *
     * @param positions of the vertices [V, 3]
     * @param colors of the vertices [V, 3], sRGB in [0, 1]
     * @param triangles indices of vertices [F, 3], counterclockwise from outside
     */
    public ViewerMesh(float[] positions, float[] colors, int[] triangles) {
        if (positions.length % 3 != 0 || colors.length != positions.length || triangles.length % 3 != 0) {
            throw new IllegalArgumentException("a mesh has three numbers for each position, color and triangle, not "
                    + positions.length + ", " + colors.length + " and " + triangles.length);
        }
        for (int vertex : triangles) {
            if (vertex < 0 || 3L * vertex >= positions.length) {
                throw new IllegalArgumentException("there is no vertex " + vertex + " of " + positions.length / 3);
            }
        }
        this.positions = positions;
        this.colors = colors;
        this.triangles = triangles;
    }

    /** {@return counts, positions as float32, colors as bytes padded to fours, indices as int32; little endian} */
    byte[] bytes() {
        int padded = Math.ceilDiv(colors.length, 4) * 4;
        ByteBuffer out = ByteBuffer.allocate(
                        Math.toIntExact(8L + 4L * positions.length + padded + 4L * triangles.length))
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(positions.length / 3)
                .putInt(triangles.length / 3);
        for (float value : positions) {
            out.putFloat(value);
        }
        for (float value : colors) {
            out.put((byte) Math.round(255 * Math.clamp(value, 0f, 1f)));
        }
        out.position(out.position() + padded - colors.length);
        for (int vertex : triangles) {
            out.putInt(vertex);
        }
        return out.array();
    }
}
