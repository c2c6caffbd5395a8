package org.ouroboros3d.cli;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import org.ouroboros3d.export.GenerationFiles;
import org.ouroboros3d.export.PictureStyle;
import org.ouroboros3d.mesh.MeshFormat;
import org.ouroboros3d.output.ResultFile;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The options of {@code generate} that choose results and say how they look. */
final class OutputFlags {
    private static final int MAX_SIZE = 2048;
    private static final double MAX_SECONDS = 60;

    @Option(
            names = "--outputs",
            paramLabel = "NAME",
            split = ",",
            converter = Converters.OfResultFile.class,
            description =
                    "What to write, of ply, object, views, render, ccm, steps, turntable, webp and gif (turntable.webp"
                            + " and turntable.gif), mesh and viewer; report.json always (default: all but webp, gif"
                            + " and mesh).")
    private Set<ResultFile> outputs = ResultFile.DEFAULTS;

    @Option(
            names = "--mesh",
            paramLabel = "FORMAT",
            converter = Converters.OfMeshFormat.class,
            description = "Write a mesh too, as glb (model.glb, as --outputs mesh does), obj (model.obj), ply"
                    + " (model.mesh.ply) or stl (model.stl).")
    private MeshFormat mesh;

    @Option(
            names = "--render-size",
            paramLabel = "PIXELS",
            defaultValue = "512",
            description = "Width and height of each view in pictures and videos, whatever the network's own (default:"
                    + " ${DEFAULT-VALUE}).")
    private int renderSize;

    @Option(
            names = "--turntable-seconds",
            paramLabel = "S",
            defaultValue = "6",
            description = "Seconds of a turn (default: ${DEFAULT-VALUE}).")
    private double seconds;

    @Mixin
    private PictureFlags pictures;

    /** Ends the command as wrongly used if a value is out of its range. */
    void check(CliCommand command) {
        command.requireRange("--render-size", renderSize, MAX_SIZE);
        pictures.check(command);
        if (!(seconds > 0 && seconds <= MAX_SECONDS)) {
            throw new ParameterException(
                    command.spec().commandLine(),
                    String.format(Locale.ROOT, "--turntable-seconds must be over 0 and at most 60, not %s", seconds));
        }
    }

    /** {@return what to write, and how} */
    GenerationFiles.Choice choice() {
        EnumSet<ResultFile> files = EnumSet.noneOf(ResultFile.class);
        files.addAll(outputs);
        if (mesh != null) {
            files.remove(ResultFile.MESH);
            files.add(file(mesh));
        }
        PictureStyle style = new PictureStyle(renderSize, pictures.background(), frames(), pictures.fps());
        return new GenerationFiles.Choice(files, style, VersionProvider.version(), false);
    }

    private static ResultFile file(MeshFormat format) {
        return switch (format) {
            case GLB -> ResultFile.MESH;
            case OBJ -> ResultFile.MESH_OBJ;
            case PLY -> ResultFile.MESH_PLY;
            case STL -> ResultFile.MESH_STL;
        };
    }

    private int frames() {
        return Math.max(1, (int) Math.round(seconds * pictures.fps()));
    }
}
