package org.ouroboros3d.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.ouroboros3d.format.gaussian.GaussianFormat;
import org.ouroboros3d.format.gaussian.GaussianReader;
import org.ouroboros3d.format.gaussian.GaussianWriter;
import org.ouroboros3d.format.gaussian.ReadOptions;
import org.ouroboros3d.format.gaussian.WriteOptions;
import org.ouroboros3d.format.ply.PlyLayout;
import org.ouroboros3d.gaussian.Axes;
import org.ouroboros3d.gaussian.GaussianCloud;
import org.ouroboros3d.mesh.Mesh;
import org.ouroboros3d.mesh.MeshExtractor;
import org.ouroboros3d.mesh.MeshFormat;
import org.ouroboros3d.mesh.MeshWriter;
import org.ouroboros3d.tensor.Device;
import org.ouroboros3d.tensor.LibTorch;
import org.ouroboros3d.viewer.ViewerPage;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** {@code ouroboros3d convert}. */
@Command(
        name = "convert",
        description = {
            "Converts a file of 3D Gaussians to another format, or to a mesh. Endings of names choose the formats:",
            "  .ply             INRIA's, float32 (y down)",
            "  .compressed.ply  PlayCanvas', a quarter of that (y down)",
            "  .splat           antimatter15's, half of it, one color from everywhere (y down)",
            "  .spz             Niantic's, a tenth of it (y up)",
            "  .glb             glTF with KHR_gaussian_splatting, float32 (y up)",
            "  .html            a page that shows them in a browser; only OUT",
            "Files of Ouroboros3D stand upright in viewers that follow these. SuperSplat takes .spz as if it had y"
                    + " down: write it with --axes rdf for SuperSplat.",
            "",
            "Meshes are closed (y up, meters): .obj or .stl, and with --mesh .glb or .ply.",
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ouroboros3d convert cat/model.ply cat.spz",
            "  ouroboros3d convert cat/model.ply cat.spz --axes rdf",
            "  ouroboros3d convert cat/model.ply cat.gaussians.glb",
            "  ouroboros3d convert cat/model.ply cat.glb --mesh",
            "  ouroboros3d convert cat/model.ply cat.obj --faces 5000 --texture 1024",
            "  ouroboros3d convert scan.ply scan.html",
            "  ouroboros3d convert scan.spz scan.compressed.ply --force",
        })
final class ConvertCommand extends CliCommand {
    private static final String PAGE = ".html";

    @Parameters(index = "0", paramLabel = "IN", description = "File of 3D Gaussians.")
    private Path in;

    @Parameters(index = "1", paramLabel = "OUT", description = "File to write.")
    private Path out;

    @Option(names = "--force", description = "Replace OUT.")
    private boolean force;

    @Option(
            names = "--axes",
            paramLabel = "AXES",
            description = "The axes of OUT: rub (y up, z towards the camera) or rdf (y down, z away from it) (default:"
                    + " those of its format).")
    private Axes axes;

    @Option(
            names = "--in-axes",
            paramLabel = "AXES",
            description = "The axes of IN (default: what IN says, else those of its format).")
    private Axes inAxes;

    @Option(
            names = "--rotations",
            paramLabel = "LAYOUT",
            defaultValue = "viewer",
            description =
                    "What the quaternions of a PLY file IN mean: viewer (rotations) or reference (as they are, as in"
                            + " files of the released Ouroboros3D and LGM) (default: ${DEFAULT-VALUE}).")
    private PlyLayout layout;

    @Option(
            names = "--spz-version",
            paramLabel = "N",
            defaultValue = "3",
            description = "Version of an .spz file OUT: 3, or 4, which says its axes and which fewer programs read"
                    + " (default: ${DEFAULT-VALUE}).")
    private int spzVersion;

    @Option(names = "--mesh", description = "Write a mesh, or add one to a page. .obj and .stl always are one.")
    private boolean mesh;

    @ArgGroup(exclusive = false, heading = "%nMeshes:%n")
    private MeshFlags meshFlags = new MeshFlags();

    @Mixin
    private DeviceFlag device;

    @Override
    Outcome run() {
        if (spzVersion != WriteOptions.SPZ_GZIP && spzVersion != WriteOptions.SPZ_ZSTD) {
            throw new ParameterException(spec().commandLine(), "--spz-version must be 3 or 4, not " + spzVersion);
        }
        boolean page = out.toString().toLowerCase(Locale.ROOT).endsWith(PAGE);
        if (meshFlags.given() && page) {
            throw new ParameterException(spec().commandLine(), "pages take neither --faces nor --texture");
        }
        if (page) {
            DestinationFile.require(out, force);
            return outcome(writePage());
        }
        Optional<MeshFormat> meshFormat = meshFormat();
        if (meshFormat.isPresent()) {
            meshFlags.check(meshFormat.get(), spec().commandLine());
            if (axes != null) {
                throw new ParameterException(spec().commandLine(), "meshes have y up; leave --axes out");
            }
            DestinationFile.require(out, force);
            return outcome(writeMesh(meshFormat.get()));
        }
        if (meshFlags.given()) {
            throw new ParameterException(spec().commandLine(), "--faces and --texture are for meshes; add --mesh");
        }
        GaussianFormat format = GaussianFormat.of(out);
        DestinationFile.require(out, force);
        GaussianCloud gaussians = read();
        GaussianWriter.write(gaussians, out, format, new WriteOptions(Optional.ofNullable(axes), spzVersion));
        return outcome(gaussians);
    }

    private GaussianCloud read() {
        InputPath.requireNoUrl(in);
        return GaussianReader.read(in, new ReadOptions(Optional.ofNullable(inAxes), layout));
    }

    /** {@return the format of the mesh that is asked for, if one is} */
    private Optional<MeshFormat> meshFormat() {
        Optional<MeshFormat> format = MeshFormat.of(out);
        if (!mesh) {
            return format.filter(MeshFormat::alwaysMesh);
        }
        if (format.isEmpty()) {
            throw new ParameterException(
                    spec().commandLine(), "a mesh ends in .glb, .obj, .ply or .stl, not " + out.getFileName());
        }
        return format;
    }

    private Mesh writeMesh(MeshFormat format) {
        Mesh made = extract(read());
        MeshWriter.write(made, out, format);
        return made;
    }

    private Mesh extract(GaussianCloud gaussians) {
        try (Interruption interruption = Interruption.open()) {
            Device usable = device.usable();
            return MeshExtractor.extract(
                    gaussians, usable, meshFlags.options(LibTorch.load().threads()));
        }
    }

    private GaussianCloud writePage() {
        GaussianCloud gaussians = read();
        Optional<Mesh> made = mesh ? Optional.of(extract(gaussians)) : Optional.empty();
        ViewerPage.of(in.getFileName().toString(), gaussians, made).write(out);
        return gaussians;
    }

    private Outcome outcome(Mesh made) {
        Path written = out.toAbsolutePath().normalize();
        return new MeshResult(written, made.vertexCount(), made.faceCount(), size(written));
    }

    private Outcome outcome(GaussianCloud gaussians) {
        Path written = out.toAbsolutePath().normalize();
        return new GaussianResult(written, gaussians.count(), gaussians.shDegree(), size(written));
    }

    private record MeshResult(Path out, int vertices, int faces, long bytes) implements Outcome {
        @Override
        public String text() {
            return out + System.lineSeparator() + vertices + " vertices, " + faces + " faces in " + bytes + " bytes.";
        }
    }

    private record GaussianResult(Path out, int gaussians, int shDegree, long bytes) implements Outcome {
        @Override
        public String text() {
            String each = Table.fixed(1, (double) bytes / gaussians);
            return out + System.lineSeparator() + gaussians + " Gaussians in " + bytes + " bytes, " + each + " each.";
        }
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
