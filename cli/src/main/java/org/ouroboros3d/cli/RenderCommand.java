package org.ouroboros3d.cli;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.ouroboros3d.error.InputException;
import org.ouroboros3d.format.gaussian.GaussianReader;
import org.ouroboros3d.format.gaussian.ReadOptions;
import org.ouroboros3d.format.ply.PlyLayout;
import org.ouroboros3d.gaussian.Axes;
import org.ouroboros3d.gaussian.GaussianCloud;
import org.ouroboros3d.geometry.Cameras;
import org.ouroboros3d.image.Background;
import org.ouroboros3d.image.ContactSheet;
import org.ouroboros3d.image.Image;
import org.ouroboros3d.image.ImageCodecs;
import org.ouroboros3d.image.ImageWriter;
import org.ouroboros3d.output.Turntable;
import org.ouroboros3d.output.VideoCodecs;
import org.ouroboros3d.output.VideoFormat;
import org.ouroboros3d.render.SceneRenderer;
import org.ouroboros3d.tensor.Device;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** {@code ouroboros3d render}. */
@Command(
        name = "render",
        description =
                "Renders 3D Gaussians or a mesh from cameras on a circle around them: a video, or a picture of all"
                        + " views.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  ouroboros3d render cat/model.ply -o cat.mp4 --size 512",
            "  ouroboros3d render cat/model.ply -o cat.png --views 6 --elevation 20",
            "  ouroboros3d render cat/model.ply -o front.png --views 1",
        })
final class RenderCommand extends CliCommand {
    /** As in the published video. */
    private static final int VIDEO_VIEWS = 180;

    private static final int SHEET_VIEWS = 8;
    private static final int SHEET_COLUMNS = 4;
    private static final int MAX_VIEWS = 10_000;
    private static final int MAX_SIZE = 4096;

    @Parameters(
            paramLabel = "FILE",
            description = "File of 3D Gaussians, such as the model.ply of generate: .ply (compressed too), .splat, .spz"
                    + " or .glb. Or a mesh, which is fitted into the views: .obj,"
                    + " .ply, .gltf or .glb.")
    private Path file;

    @Option(
            names = {"-o", "--output"},
            required = true,
            paramLabel = "OUT",
            description =
                    "OUT.mp4 for a video, OUT.webp or OUT.gif for an animation, OUT.png for one picture of all views,"
                            + " four in a row.")
    private Path out;

    @Option(names = "--force", description = "Replace OUT.")
    private boolean force;

    @Option(
            names = "--views",
            paramLabel = "N",
            description = "How many views on a full turn (default: 180 for a video, 8 for a picture).")
    private Integer views;

    @Option(
            names = "--size",
            paramLabel = "PIXELS",
            defaultValue = "512",
            description = "Width and height of a view (default: ${DEFAULT-VALUE}).")
    private int size;

    @Option(
            names = "--rotations",
            paramLabel = "LAYOUT",
            defaultValue = "viewer",
            description =
                    "What the quaternions of a PLY file mean: viewer (rotations, as in the model.ply of generate) or"
                            + " reference (as they are, as in files of the released Ouroboros3D and LGM)"
                            + " (default: ${DEFAULT-VALUE}).")
    private PlyLayout layout;

    @Option(
            names = "--axes",
            paramLabel = "AXES",
            description = "The axes of FILE: rub (y up, z towards the camera) or rdf (y down, z away from it) (default:"
                    + " what FILE says, else rdf for .ply and .splat, rub for .spz and .glb).")
    private Axes axes;

    @Mixin
    private PictureFlags pictures;

    @Mixin
    private DeviceFlag device;

    @ArgGroup(exclusive = false, heading = "%nThe cameras:%n")
    private OrbitFlags orbit = new OrbitFlags();

    @Override
    Outcome run() {
        Optional<VideoFormat> video = VideoFormat.of(out);
        if (video.isPresent()) {
            VideoCodecs.require("Writing " + out);
        } else {
            ImageCodecs.require("Writing " + out);
        }
        requireKnownEnding(video);
        pictures.check(this);
        int count = views != null ? views : video.isPresent() ? VIDEO_VIEWS : SHEET_VIEWS;
        requireRange("--views", count, MAX_VIEWS);
        boolean mp4 = video.filter(format -> format == VideoFormat.MP4).isPresent();
        Background background = mp4 ? pictures.background().opaque() : pictures.background();
        requireRange("--size", size, MAX_SIZE);
        checkOrbit();
        DestinationFile.require(out, force);
        InputPath.requireNoUrl(file);
        MeshFile.requireKnownEnding(file);
        if (MeshFile.holdsMesh(file)) {
            return mesh(video, mp4, count, background);
        }
        GaussianCloud gaussians = GaussianReader.read(file, new ReadOptions(Optional.ofNullable(axes), layout));
        if (gaussians.count() == 0) {
            throw new InputException(file.toString(), "it holds no Gaussians that could be drawn", "name another file");
        }
        OrbitScene scene = orbit.scene(gaussians, count);
        Cameras cameras = scene.cameras();
        Device usable = device.usable();
        try (Interruption interruption = Interruption.open();
                Progress progress = Progress.on(err());
                SceneRenderer renderer = new SceneRenderer(scene.gaussians(), usable)) {
            write(
                    video,
                    cameras,
                    background,
                    progress,
                    view -> renderer.render(cameras.select(view), size, size, background)
                            .getFirst());
            if (!renderer.seen()) {
                progress.notice(
                        "WARNING: " + file + ": nothing of its Gaussians is visible from these cameras; look at it"
                                + " with --fit, or with another --center or --radius");
            }
            return outcome(scene, mp4, renderer.seen());
        }
    }

    /** Renders a mesh, fitted into a sphere of radius 0.5. */
    private Outcome mesh(Optional<VideoFormat> video, boolean mp4, int count, Background background) {
        if (axes != null) {
            throw new ParameterException(spec().commandLine(), "meshes have y up; leave --axes out");
        }
        Cameras cameras;
        try {
            cameras = orbit.aroundFitted(count);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec().commandLine(), e.getMessage(), e);
        }
        MeshPictures mesh = MeshPictures.read(file);
        try (Interruption interruption = Interruption.open();
                Progress progress = Progress.on(err())) {
            write(video, cameras, background, progress, view -> mesh.render(cameras.select(view), size, background));
        }
        return new MeshResult(out.toAbsolutePath().normalize(), mesh.triangles(), count, side(mp4));
    }

    private record MeshResult(Path out, int triangles, int views, int size) implements Outcome {
        @Override
        public String text() {
            return out + System.lineSeparator() + triangles + " triangles, " + views + " views of " + size + "x" + size
                    + " pixels.";
        }
    }

    private void write(
            Optional<VideoFormat> video,
            Cameras cameras,
            Background background,
            Progress progress,
            IntFunction<Image> render) {
        IntFunction<Image> picture = view -> {
            if (Thread.currentThread().isInterrupted()) {
                throw new CancellationException("stopped at view " + view);
            }
            progress.step("Rendering", view, cameras.views());
            return render.apply(view);
        };
        if (video.isPresent()) {
            Turntable.write(out, pictures.fps(), cameras.views(), picture);
        } else {
            List<Image> all =
                    IntStream.range(0, cameras.views()).mapToObj(picture).toList();
            List<String> labels = Collections.nCopies(all.size(), "");
            ImageWriter.writePng(ContactSheet.of(all, labels, SHEET_COLUMNS, background), out);
        }
    }

    private void requireKnownEnding(Optional<VideoFormat> video) {
        if (video.isEmpty() && !out.toString().toLowerCase(Locale.ROOT).endsWith(".png")) {
            throw new ParameterException(spec().commandLine(), "OUT must end in .mp4, .webp, .gif or .png, not " + out);
        }
    }

    private void checkOrbit() {
        try {
            orbit.check();
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec().commandLine(), e.getMessage(), e);
        }
    }

    /** The pixels of H.264 come in twos. */
    private int side(boolean mp4) {
        return mp4 ? size + size % 2 : size;
    }

    private Outcome outcome(OrbitScene scene, boolean mp4, boolean visible) {
        return new SceneResult(
                out.toAbsolutePath().normalize(),
                scene.gaussians().count(),
                scene.cameras().views(),
                side(mp4),
                Arrays.stream(scene.center()).boxed().toList(),
                scene.distance(),
                visible,
                (side(mp4) == size ? "" : " Videos have even sizes.")
                        + (scene.remark().isEmpty() ? "" : System.lineSeparator() + scene.remark()));
    }

    /** @param remarks for people; may be empty */
    private record SceneResult(
            Path out,
            int gaussians,
            int views,
            int size,
            List<Double> center,
            double radius,
            boolean visible,
            @JsonIgnore String remarks)
            implements Outcome {
        @Override
        public String text() {
            return out + System.lineSeparator() + gaussians + " Gaussians, " + views + " views of " + size + "x" + size
                    + " pixels." + remarks;
        }
    }
}
