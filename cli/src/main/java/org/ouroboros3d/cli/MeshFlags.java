package org.ouroboros3d.cli;

import java.util.Locale;
import org.ouroboros3d.mesh.MeshFormat;
import org.ouroboros3d.mesh.MeshOptions;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** What a mesh is to be like. */
final class MeshFlags {
    private static final int MAX_FACES = 10_000_000;

    @Option(
            names = "--faces",
            paramLabel = "N",
            description = "Triangles at most (default: " + MeshOptions.DEFAULT_FACES + ").")
    private Integer faces;

    @Option(
            names = "--texture",
            paramLabel = "PIXELS",
            description = "Paint a square texture of that size instead of the vertices (.glb and .obj).")
    private Integer texture;

    /** {@return whether any was} */
    boolean given() {
        return faces != null || texture != null;
    }

    void check(MeshFormat format, CommandLine line) {
        if (faces != null && (faces < MeshOptions.MIN_FACES || faces > MAX_FACES)) {
            throw new ParameterException(
                    line, "--faces must be " + MeshOptions.MIN_FACES + " to " + MAX_FACES + ", not " + faces);
        }
        if (texture != null && (texture < MeshOptions.MIN_TEXTURE || texture > MeshOptions.MAX_TEXTURE)) {
            throw new ParameterException(
                    line,
                    "--texture must be " + MeshOptions.MIN_TEXTURE + " to " + MeshOptions.MAX_TEXTURE + ", not "
                            + texture);
        }
        if (texture != null && !format.textured()) {
            throw new ParameterException(
                    line,
                    format.name().toLowerCase(Locale.ROOT) + " files hold no texture; write .glb or .obj, or leave"
                            + " --texture out");
        }
    }

    MeshOptions options(int threads) {
        MeshOptions options = MeshOptions.of(threads);
        options = faces == null ? options : options.withFaces(faces);
        return texture == null ? options : options.withTexture(texture);
    }
}
