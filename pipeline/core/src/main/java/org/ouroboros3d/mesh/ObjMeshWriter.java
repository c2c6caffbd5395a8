package org.ouroboros3d.mesh;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Writes Wavefront OBJ. Without a texture colors follow the positions, as most programs read them. */
final class ObjMeshWriter {
    private static final String MATERIAL = "surface";

    private ObjMeshWriter() {}

    /** @param library name of the file that {@link #writeMaterial} wrote, for a mesh with a texture */
    static void write(Mesh mesh, String library, OutputStream out) throws IOException {
        boolean textured = mesh.texture().isPresent();
        StringBuilder text = new StringBuilder("# Ouroboros3D, y up\n");
        if (textured) {
            text.append("mtllib ")
                    .append(library)
                    .append("\nusemtl ")
                    .append(MATERIAL)
                    .append('\n');
        }
        for (int v = 0; v < mesh.vertexCount(); v++) {
            line(text.append("v"), mesh.positions(), 3 * v, 3);
            if (!textured) {
                line(text, mesh.colors(), 3 * v, 3);
            }
            hand(text.append('\n'), out);
        }
        if (textured) {
            float[] places = mesh.texture().get().coordinates();
            for (int v = 0; v < mesh.vertexCount(); v++) {
                // Here (0, 0) is the lower left corner.
                text.append("vt ").append(places[2 * v]).append(' ').append(1 - places[2 * v + 1]);
                hand(text.append('\n'), out);
            }
        }
        for (int v = 0; v < mesh.vertexCount(); v++) {
            line(text.append("vn"), mesh.normals(), 3 * v, 3);
            hand(text.append('\n'), out);
        }
        for (int f = 0; f < mesh.faces().length; f += 3) {
            text.append('f');
            for (int corner = f; corner < f + 3; corner++) {
                int index = mesh.faces()[corner] + 1;
                text.append(' ').append(index).append('/');
                if (textured) {
                    text.append(index);
                }
                text.append('/').append(index);
            }
            hand(text.append('\n'), out);
        }
        out.write(text.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** Writes the material that shows a picture as it is. */
    static void writeMaterial(String picture, OutputStream out) throws IOException {
        String text = "# Ouroboros3D\nnewmtl " + MATERIAL + "\nKa 0 0 0\nKd 1 1 1\nKs 0 0 0\nillum 1\nmap_Kd " + picture
                + '\n';
        out.write(text.getBytes(StandardCharsets.UTF_8));
    }

    private static void line(StringBuilder text, float[] values, int from, int count) {
        for (int k = from; k < from + count; k++) {
            text.append(' ').append(values[k]);
        }
    }

    private static void hand(StringBuilder text, OutputStream out) throws IOException {
        if (text.length() >= 1 << 14) {
            out.write(text.toString().getBytes(StandardCharsets.UTF_8));
            text.setLength(0);
        }
    }
}
