package org.ouroboros3d.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.ouroboros3d.Ouroboros3D;
import org.ouroboros3d.export.GenerationExport;
import org.ouroboros3d.export.ResultPictures;
import org.ouroboros3d.format.ply.PlyLayout;
import org.ouroboros3d.format.ply.PlyWriter;
import org.ouroboros3d.generate.Generation;
import org.ouroboros3d.generate.GenerationOptions;
import org.ouroboros3d.image.Background;
import org.ouroboros3d.image.Image;
import org.ouroboros3d.image.ImageArchive;
import org.ouroboros3d.image.ImageCodecs;
import org.ouroboros3d.image.ImageWriter;
import org.ouroboros3d.image.Scaling;
import org.ouroboros3d.io.ProcessMemory;
import org.ouroboros3d.mesh.Mesh;
import org.ouroboros3d.mesh.MeshFormat;
import org.ouroboros3d.mesh.MeshWriter;
import org.ouroboros3d.model.ModelInfo;
import org.ouroboros3d.output.OutputFolder;
import org.ouroboros3d.output.Report;
import org.ouroboros3d.output.ResultFile;
import org.ouroboros3d.output.Turntable;
import org.ouroboros3d.output.VideoCodecs;
import org.ouroboros3d.raster.NativeLibrary;
import org.ouroboros3d.tensor.Device;
import org.ouroboros3d.tensor.LibTorch;

/** Writes a generation as the files of a run. */
final class ResultWriter {
    private final OutputFolder folder;
    private final OutputFlags flags;
    private final Progress progress;
    private final Stopwatch stopwatch;
    private List<String> written = List.of();
    private int gaussians;
    private Optional<Mesh> mesh = Optional.empty();

    ResultWriter(OutputFolder folder, OutputFlags flags, Progress progress, Stopwatch stopwatch) {
        this.folder = folder;
        this.flags = flags;
        this.progress = progress;
        this.stopwatch = stopwatch;
    }

    /**
     * Writes what was chosen and puts the folder into its place.
     *
     * @param object what the model was given of the file {@code image}
     */
    Report write(Path image, Image object, Ouroboros3D model, GenerationOptions options, Generation generation) {
        progress.stage("Writing the results");
        gaussians = generation.gaussians().count();
        Map<String, List<Image>> archived = new LinkedHashMap<>();
        GenerationExport export = new GenerationExport(model, options, generation, flags.style());
        try (ResultPictures pictures = export.pictures()) {
            for (ResultFile file : flags.outputs()) {
                stopwatch.time("write " + file.word(), () -> {
                    switch (file) {
                        case MODEL -> gaussians(generation, model.info());
                        case OBJECT -> object(object, archived);
                        case MESH, MESH_OBJ, MESH_PLY, MESH_STL -> mesh(file, export);
                        case VIEWER ->
                            export.viewer(
                                            image.getFileName().toString(),
                                            object,
                                            mesh,
                                            gaussians,
                                            VersionProvider.version())
                                    .write(folder.file(file));
                        default -> picture(file, pictures, archived);
                    }
                });
            }
        }
        if (!archived.isEmpty()) {
            ImageArchive.write(folder.file(ResultFile.IMAGES), archived);
        }
        Report report = report(image, model, options, generation);
        report.write(folder.file(ResultFile.REPORT));
        written = folder.written();
        folder.commit();
        return report;
    }

    /** {@return the names of the files that {@link #write} wrote} */
    List<String> written() {
        return written;
    }

    /** Without codecs, pictures become tensors of {@code archived} by the same words. */
    private void picture(ResultFile file, ResultPictures pictures, Map<String, List<Image>> archived) {
        boolean codecs = ImageCodecs.available();
        switch (file) {
            case VIEWS -> sheet(file, codecs, pictures::viewSheet, pictures::views, archived);
            case RENDER -> sheet(file, codecs, pictures::renderSheet, pictures::renders, archived);
            case CCM -> sheet(file, codecs, pictures::coordinateSheet, pictures::coordinates, archived);
            case STEPS -> sheet(file, codecs, pictures::stepSheet, pictures::steps, archived);
            case TURNTABLE -> turntable(file, pictures, background().opaque());
            case ANIMATION, GIF -> turntable(file, pictures, background());
            case MODEL, OBJECT, MESH, MESH_OBJ, MESH_PLY, MESH_STL, VIEWER, IMAGES, REPORT ->
                throw new IllegalArgumentException(file + " is no picture");
        }
    }

    private void sheet(
            ResultFile file,
            boolean codecs,
            Supplier<Image> sheet,
            Supplier<List<Image>> pictures,
            Map<String, List<Image>> archived) {
        if (codecs) {
            ImageWriter.writePng(sheet.get(), folder.file(file));
        } else {
            archived.put(file.word(), pictures.get());
        }
    }

    private void object(Image object, Map<String, List<Image>> archived) {
        if (ImageCodecs.available()) {
            ImageWriter.writePng(object, folder.file(ResultFile.OBJECT));
        } else {
            archived.put(ResultFile.OBJECT.word(), List.of(object));
        }
    }

    private void turntable(ResultFile file, ResultPictures pictures, Background background) {
        if (VideoCodecs.available()) {
            Turntable.write(
                    folder.file(file),
                    flags.pictures().fps(),
                    flags.frames(),
                    pictures.turn(background, (done, total) -> progress.step("Rendering the turntable", done, total)));
        } else {
            progress.notice("No " + file.fileName() + ": this installation leaves FFmpeg out");
        }
    }

    /** Meshes come before the viewer, which shows them too. */
    private void mesh(ResultFile file, GenerationExport export) {
        Mesh made = export.mesh();
        Path path = folder.file(file);
        MeshWriter.write(made, path, MeshFormat.of(path).orElseThrow());
        mesh = Optional.of(made);
    }

    private void gaussians(Generation generation, ModelInfo model) {
        gaussians = PlyWriter.write(
                generation.gaussians(),
                folder.file(ResultFile.MODEL),
                PlyLayout.VIEWER,
                GenerationExport.plyComments(model));
    }

    private Background background() {
        return flags.pictures().background();
    }

    private Report report(Path image, Ouroboros3D model, GenerationOptions options, Generation generation) {
        return new Report(
                image.toString(),
                GenerationExport.name(model.info()),
                options.seed(),
                settings(model, options),
                versions(),
                model.device().toString(),
                gaussians,
                stopwatch.stages(),
                stopwatch.total(),
                ProcessMemory.resident(),
                deviceBytes(model.device()),
                generation.hostToDeviceBytes(),
                generation.deviceToHostBytes());
    }

    private static OptionalLong deviceBytes(Device device) {
        return Device.available().stream()
                .filter(info -> !device.isHost() && info.device().equals(device))
                .filter(info ->
                        info.totalBytes().isPresent() && info.freeBytes().isPresent())
                .mapToLong(
                        info -> info.totalBytes().getAsLong() - info.freeBytes().getAsLong())
                .findFirst();
    }

    private Map<String, Object> settings(Ouroboros3D model, GenerationOptions options) {
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("imageSize", model.info().imageSize());
        settings.put("parameters", model.parameters());
        settings.put("geometry", model.info().geometry().name());
        settings.put("temporalContext", model.info().temporalContext().name());
        settings.put("precision", model.precision().toString());
        settings.put("lowVram", model.offload());
        settings.put("decodeChunk", model.decodeChunk());
        settings.put("steps", options.steps());
        settings.put("feedback", GenerationExport.word(options.feedback()));
        settings.put("feedbackEvery", options.feedbackEvery());
        settings.put("minGuidance", options.guidance().minScale());
        settings.put("maxGuidance", options.guidance().maxScale());
        settings.put("guidanceStart", options.guidance().start());
        settings.put("guidanceStop", options.guidance().stop());
        settings.put("noiseAugStrength", options.noiseAugStrength());
        settings.put("outputs", flags.outputs().stream().map(ResultFile::word).toList());
        settings.put("renderSize", flags.renderSize());
        settings.put("background", background().toString());
        settings.put("viewScaling", scaling(model.info().imageSize()));
        settings.put("turntableFrames", flags.frames());
        settings.put("fps", flags.pictures().fps());
        return settings;
    }

    /** How views.png was scaled. */
    private String scaling(int imageSize) {
        return imageSize == flags.renderSize()
                ? "none"
                : Scaling.between(imageSize, flags.renderSize()).name().toLowerCase(Locale.ROOT);
    }

    private static Map<String, String> versions() {
        Map<String, String> versions = new LinkedHashMap<>();
        versions.put("ouroboros3d", VersionProvider.version());
        versions.put("java", Runtime.version().toString());
        versions.put("libtorch", LibTorch.load().version());
        versions.put("rasterizer", NativeLibrary.load().buildInfo());
        return versions;
    }
}
