package org.ouroboros3d.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.ouroboros3d.data.mesh.MeshKind;
import org.ouroboros3d.error.InputException;
import org.ouroboros3d.format.gaussian.GaussianFormat;

/** Tells files of meshes from files of Gaussians, where formats can hold either. */
final class MeshFile {
    /** A header, or the extensions of a glTF, are within as many bytes. */
    private static final int START = 1 << 16;

    private MeshFile() {}

    /** {@return whether a file is to be read as a mesh; one that cannot be read is left to who reads it} */
    static boolean holdsMesh(Path file) {
        Optional<MeshKind> kind = MeshKind.of(file);
        if (kind.isEmpty()) {
            return false;
        }
        return switch (kind.get()) {
            case OBJ, GLTF -> true;
            case PLY -> start(file).contains("\nelement face ");
            case GLB -> Files.exists(file) && !start(file).contains("KHR_gaussian_splatting");
        };
    }

    /** @throws InputException if files with such a name hold neither Gaussians nor meshes */
    static void requireKnownEnding(Path file) {
        if (GaussianFormat.find(file).isEmpty() && MeshKind.of(file).isEmpty()) {
            throw new InputException(
                    file.toString(),
                    "the ending of its name is unknown",
                    "name a file of Gaussians, which ends in " + GaussianFormat.endings()
                            + ", or of a mesh, which ends in " + MeshKind.endings());
        }
    }

    private static String start(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return new String(in.readNBytes(START), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return "";
        }
    }
}
