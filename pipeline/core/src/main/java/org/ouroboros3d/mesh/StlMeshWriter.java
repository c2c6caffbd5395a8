package org.ouroboros3d.mesh;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Writes binary STL: 80 bytes of text, a count, and for each triangle its normal, corners and two bytes of zero. */
final class StlMeshWriter {
    private static final int HEADER_BYTES = 80;

    private StlMeshWriter() {}

    static void write(Mesh mesh, OutputStream out) throws IOException {
        LittleEndianOutput numbers = new LittleEndianOutput(out);
        numbers.putBytes(Arrays.copyOf("Ouroboros3D, y up".getBytes(StandardCharsets.US_ASCII), HEADER_BYTES));
        numbers.putInt(mesh.faceCount());
        float[] p = mesh.positions();
        int[] faces = mesh.faces();
        for (int f = 0; f < faces.length; f += 3) {
            for (float value : Surface.faceNormal(p, faces, f)) {
                numbers.putFloat(value);
            }
            for (int corner = f; corner < f + 3; corner++) {
                for (int axis = 0; axis < 3; axis++) {
                    numbers.putFloat(p[3 * faces[corner] + axis]);
                }
            }
            numbers.putShort(0);
        }
        numbers.flush();
    }
}
