package org.ouroboros3d.data.mesh;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** The kinds of files that meshes are read from, by the ending of their names. */
public enum MeshKind {
    /** Wavefront OBJ, with its MTL and pictures. */
    OBJ(".obj"),
    /** Stanford PLY. */
    PLY(".ply"),
    /** glTF 2.0 with its buffers and pictures beside it. */
    GLTF(".gltf"),
    /** Binary glTF 2.0. */
    GLB(".glb");

    private final String ending;

    MeshKind(String ending) {
        this.ending = ending;
    }

    /** {@return what the ending of a file's name says; empty if no mesh is read from such a file} */
    public static Optional<MeshKind> of(Path file) {
        String name = file.toString().toLowerCase(Locale.ROOT);
        return Arrays.stream(values())
                .filter(kind -> name.endsWith(kind.ending))
                .findFirst();
    }

    /** {@return how names of such files end, in lower case} */
    public String ending() {
        return ending;
    }

    /** {@return all endings, for people} */
    public static String endings() {
        return Arrays.stream(values()).map(MeshKind::ending).collect(Collectors.joining(", "));
    }
}
