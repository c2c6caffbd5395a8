package org.ouroboros3d.data.mesh;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.ouroboros3d.error.InputException;
import org.ouroboros3d.image.ImageReader;

/** Reads meshes by the ending of their files' names. */
final class MeshReader {
    private static final long MAX_BYTES = 1L << 30;

    private MeshReader() {}

    static TriangleMesh read(Path file, Optional<Texture> texture) {
        String name = file.toString().toLowerCase(Locale.ROOT);
        String source = file.toString();
        try {
            if (Files.isDirectory(file)) {
                throw new MeshException(source, "this is a folder", "name an OBJ, PLY, glTF or GLB file");
            }
            if (Files.size(file) > MAX_BYTES) {
                throw new MeshException(source, "it is larger than 1 GiB", "reduce the mesh");
            }
            if (name.endsWith(".obj")) {
                return ObjMeshReader.read(file, texture);
            }
            if (name.endsWith(".ply")) {
                return PlyMeshReader.read(file, texture);
            }
            if (name.endsWith(".gltf") || name.endsWith(".glb")) {
                return GltfMeshReader.read(file);
            }
            throw new MeshException(source, "the ending of its name is unknown", "name an OBJ, PLY, glTF or GLB file");
        } catch (NoSuchFileException e) {
            throw new MeshException(source, "there is no such file", "check the path", e);
        } catch (IOException e) {
            throw new MeshException(source, "it cannot be read (" + e.getMessage() + ")", "export the mesh again", e);
        }
    }

    /** {@return the file of that name beside or below the mesh} */
    static Path beside(Path mesh, String name) {
        Path folder = mesh.toAbsolutePath().normalize().getParent();
        Path file;
        try {
            file = folder.resolve(name.replace('\\', '/')).normalize();
        } catch (InvalidPathException e) {
            throw new MeshException(mesh.toString(), "it names a file that no system has", "export it again", e);
        }
        if (!file.startsWith(folder)) {
            throw new MeshException(
                    mesh.toString(), "it names a file outside of its folder, " + name, "put that file beside the mesh");
        }
        return file;
    }

    /** {@return the picture beside a mesh as its texture} */
    static Texture texture(Path mesh, String name) {
        try {
            return new Texture(ImageReader.read(beside(mesh, name)));
        } catch (InputException e) {
            throw new MeshException(mesh.toString(), "its texture cannot be used", e.getMessage(), e);
        }
    }
}
