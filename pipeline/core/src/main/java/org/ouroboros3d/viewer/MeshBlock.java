package org.ouroboros3d.viewer;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.ouroboros3d.mesh.Mesh;

/**
 * A mesh as the page holds it, little endian, with the colors of its vertices and without its texture:
 *
 * <pre>
 * u32 vertices, u32 faces
 * f32[vertices, 3] positions
 * u8[vertices, 3] colors, and zeros up to a multiple of four
 * u32[faces, 3] indices
 * </pre>
 */
final class MeshBlock {
    private MeshBlock() {}

    static byte[] of(Mesh mesh) {
        float[] colors = mesh.colors();
        int padded = Math.ceilDiv(colors.length, 4) * 4;
        long size = 8 + 4L * mesh.positions().length + padded + 4L * mesh.faces().length;
        ByteBuffer out = ByteBuffer.allocate(Math.toIntExact(size))
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(mesh.vertexCount())
                .putInt(mesh.faceCount());
        for (float value : mesh.positions()) {
            out.putFloat(value);
        }
        for (float value : colors) {
            out.put((byte) Math.round(255 * Math.clamp(value, 0f, 1f)));
        }
        out.position(out.position() + padded - colors.length);
        for (int vertex : mesh.faces()) {
            out.putInt(vertex);
        }
        return out.array();
    }
}
