package org.ouroboros3d.mesh;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.ouroboros3d.image.ImageWriter;
import org.ouroboros3d.io.AtomicFile;

/** Writes meshes as files of every {@link MeshFormat}, y up, in metres. */
public final class MeshWriter {
    private MeshWriter() {}

    /**
     * Writes a file, replacing it at once or not at all. An OBJ with a texture gets two files beside it, named like it but
     * for their endings {@code .mtl} and {@code .png}, which are written before.
     *
     * @throws UncheckedIOException when the folder cannot be written
     */
    public static void write(Mesh mesh, Path file, MeshFormat format) {
        if (format == MeshFormat.OBJ) {
            writeObj(mesh, file);
            return;
        }
        AtomicFile.write(file, out -> write(mesh, out, format));
    }

    private static void writeObj(Mesh mesh, Path file) {
        String stem = file.getFileName().toString();
        stem = stem.contains(".") ? stem.substring(0, stem.lastIndexOf('.')) : stem;
        String name = stem;
        if (mesh.texture().isPresent()) {
            String picture = name + ".png";
            byte[] png = ImageWriter.encodePng(mesh.texture().get().image());
            AtomicFile.write(file.resolveSibling(picture), out -> out.write(png));
            AtomicFile.write(file.resolveSibling(name + ".mtl"), out -> ObjMeshWriter.writeMaterial(picture, out));
        }
        AtomicFile.write(file, out -> ObjMeshWriter.write(mesh, name + ".mtl", out));
    }

    /**
     * As above, to a stream, which is left open; what needs files beside it, an OBJ's texture, is left out.
     *
     * @throws IOException when the stream fails
     */
    public static void write(Mesh mesh, OutputStream out, MeshFormat format) throws IOException {
        switch (format) {
            case GLB -> new GlbMeshWriter(mesh).write(out);
            case OBJ ->
                ObjMeshWriter.write(new Mesh(mesh.positions(), mesh.normals(), mesh.colors(), mesh.faces()), "", out);
            case PLY -> PlyMeshWriter.write(mesh, out);
            case STL -> StlMeshWriter.write(mesh, out);
        }
    }
}
