package org.ouroboros3d.data.mesh;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.ouroboros3d.error.InputException;
import org.ouroboros3d.image.ImageReader;

/**
 * Finds the files that a mesh names: at that path below its folder, else beside it under the last part of the path, each
 * in any case, as on the systems that most such names come from. Nothing outside of the mesh's folder is looked at.
 */
final class MeshParts {
    private MeshParts() {}

    /**
     * {@return the file of a name}
     *
     * @param folder of the file that names it
     * @param name with slashes or backslashes, from any system
     */
    static Optional<Path> find(Path folder, String name) {
        String path = name.strip().replace('\\', '/');
        String last = path.substring(path.lastIndexOf('/') + 1);
        return below(folder, path).or(() -> last.equals(path) ? Optional.empty() : below(folder, last));
    }

    /** {@return the folder of a mesh} */
    static Path folder(Path mesh) {
        return mesh.toAbsolutePath().normalize().getParent();
    }

    private static Optional<Path> below(Path folder, String path) {
        Path file;
        try {
            file = folder.resolve(path).normalize();
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
        if (!file.startsWith(folder) || file.equals(folder)) {
            return Optional.empty();
        }
        Path found = folder;
        for (Path step : folder.relativize(file)) {
            Optional<Path> next = entry(found, step.toString());
            if (next.isEmpty()) {
                return next;
            }
            found = next.get();
        }
        return Optional.of(found).filter(Files::isRegularFile);
    }

    /** {@return what a folder has under a name, else under the same name in other case} */
    private static Optional<Path> entry(Path folder, String name) {
        Path exact = folder.resolve(name);
        if (Files.exists(exact)) {
            return Optional.of(exact);
        }
        if (!Files.isDirectory(folder)) {
            return Optional.empty();
        }
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(entry -> entry.getFileName().toString().equalsIgnoreCase(name))
                    .min(Path::compareTo);
        } catch (IOException e) {
            // A folder that cannot be listed holds nothing to be found.
            return Optional.empty();
        }
    }

    /** {@return the picture of a name below the mesh's folder; none, with a warning, if there is none that can be read} */
    static Optional<Texture> texture(MeshBuilder mesh, Path file, String name) {
        return texture(mesh, List.of(folder(file)), name);
    }

    /** As above, looked for in several folders. */
    static Optional<Texture> texture(MeshBuilder mesh, List<Path> folders, String name) {
        Optional<Path> picture =
                folders.stream().flatMap(folder -> find(folder, name).stream()).findFirst();
        if (picture.isEmpty()) {
            mesh.warn("drawn without its texture " + name + ", which is not there");
            return Optional.empty();
        }
        try {
            return Optional.of(new Texture(ImageReader.read(picture.get())));
        } catch (InputException e) {
            mesh.warn("drawn without a texture that cannot be used: " + e.getMessage());
            return Optional.empty();
        }
    }
}
