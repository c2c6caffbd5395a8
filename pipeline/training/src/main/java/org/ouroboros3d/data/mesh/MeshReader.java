package org.ouroboros3d.data.mesh;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import org.ouroboros3d.error.InputException;

/** Reads meshes by the ending of their files' names. */
final class MeshReader {
    private static final long MAX_BYTES = 1L << 30;
    private static final String KINDS = "name a file that ends in " + MeshKind.endings();

    private MeshReader() {}

    static TriangleMesh read(Path file, Optional<Texture> texture) {
        String source = file.toString();
        try {
            if (Files.isDirectory(file)) {
                throw new InputException(source, "this is a folder", KINDS);
            }
            if (Files.size(file) > MAX_BYTES) {
                throw new InputException(source, "it is larger than 1 GiB", "reduce the mesh");
            }
            MeshKind kind = MeshKind.of(file)
                    .orElseThrow(() -> new InputException(source, "the ending of its name is unknown", KINDS));
            return switch (kind) {
                case OBJ -> ObjMeshReader.read(file, texture);
                case PLY -> PlyMeshReader.read(file, texture);
                case GLTF, GLB -> GltfMeshReader.read(file);
            };
        } catch (NoSuchFileException e) {
            throw new InputException(source, "there is no such file", "check the path", e);
        } catch (IOException e) {
            throw new InputException(source, "it cannot be read (" + e.getMessage() + ")", "export the mesh again", e);
        }
    }
}
