package org.ouroboros3d.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** Tells files of meshes from files of Gaussians, where formats can hold either. */
final class MeshFile {
    /** A header, or the extensions of a glTF, are within as many bytes. */
    private static final int START = 1 << 16;

    private MeshFile() {}

    /** {@return whether a file is to be read as a mesh; one that cannot be read is left to who reads it} */
    static boolean holdsMesh(Path file) {
        String name = file.toString().toLowerCase(Locale.ROOT);
        if (name.endsWith(".obj") || name.endsWith(".gltf")) {
            return true;
        }
        if (name.endsWith(".ply")) {
            return start(file).contains("\nelement face ");
        }
        return name.endsWith(".glb") && Files.exists(file) && !start(file).contains("KHR_gaussian_splatting");
    }

    private static String start(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return new String(in.readNBytes(START), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return "";
        }
    }
}
