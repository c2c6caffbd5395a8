package org.ouroboros3d.mesh;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The file formats of meshes, by the ending of their files' names. */
public enum MeshFormat {
    /** Binary glTF 2.0: vertex colors or a texture inside of the file. */
    GLB(".glb"),
    /** Wavefront OBJ: vertex colors after the positions, or a texture in files of its own beside it. */
    OBJ(".obj"),
    /** Binary PLY with vertex colors. */
    PLY(".ply"),
    /** Binary STL: the shape alone. */
    STL(".stl");

    private final String ending;

    MeshFormat(String ending) {
        this.ending = ending;
    }

    /** {@return how names of such files end, in lower case} */
    public String ending() {
        return ending;
    }

    /** {@return whether files of this ending hold meshes and never Gaussians} */
    public boolean alwaysMesh() {
        return this == OBJ || this == STL;
    }

    /** {@return whether files can hold a texture} */
    public boolean textured() {
        return this == GLB || this == OBJ;
    }

    /** {@return the format that the ending of a file's name says, if any} */
    public static Optional<MeshFormat> of(Path file) {
        String name = file.toString().toLowerCase(Locale.ROOT);
        return Arrays.stream(values())
                .filter(format -> name.endsWith(format.ending))
                .findFirst();
    }
}
