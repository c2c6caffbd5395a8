package org.ouroboros3d.mesh;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Writes binary PLY with positions, normals and colors as bytes. */
final class PlyMeshWriter {
    private PlyMeshWriter() {}

    static void write(Mesh mesh, OutputStream out) throws IOException {
        LittleEndianOutput numbers = new LittleEndianOutput(out);
        numbers.putBytes("""
            ply
            format binary_little_endian 1.0
            comment Ouroboros3D, y up
            element vertex %d
            property float x
            property float y
            property float z
            property float nx
            property float ny
            property float nz
            property uchar red
            property uchar green
            property uchar blue
            element face %d
            property list uchar int vertex_indices
            end_header
            """.formatted(mesh.vertexCount(), mesh.faceCount()).getBytes(StandardCharsets.US_ASCII));
        for (int v = 0; v < mesh.positions().length; v += 3) {
            for (int axis = 0; axis < 3; axis++) {
                numbers.putFloat(mesh.positions()[v + axis]);
            }
            for (int axis = 0; axis < 3; axis++) {
                numbers.putFloat(mesh.normals()[v + axis]);
            }
            for (int channel = 0; channel < 3; channel++) {
                numbers.putByte(Math.clamp(Math.round(255 * mesh.colors()[v + channel]), 0, 255));
            }
        }
        for (int f = 0; f < mesh.faces().length; f += 3) {
            numbers.putByte(3);
            for (int corner = f; corner < f + 3; corner++) {
                numbers.putInt(mesh.faces()[corner]);
            }
        }
        numbers.flush();
    }
}
