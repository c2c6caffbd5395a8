package org.ouroboros3d.export;

import java.nio.file.Path;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Supplier;
import org.ouroboros3d.Ouroboros3D;
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
public final class GenerationFiles {
    private final OutputFolder folder;
    private final Choice choice;
    private final Listener listener;
    private final Stopwatch stopwatch;
    private List<String> written = List.of();
    private int gaussians;
    private Optional<Mesh> mesh = Optional.empty();

    /**
     * What to write, and how.
     *
     * @param outputs besides the report; written in the order of {@link ResultFile}
     * @param style of all pictures
     * @param version of the program, for the report and the viewer
     * @param repeatable whether {@code report.json} leaves out time, memory and the number of the device, so that another
     *     run of the same software on the same kind of machine writes the same bytes
     */
    public record Choice(Set<ResultFile> outputs, PictureStyle style, String version, boolean repeatable) {
        /** Copies the set. */
        public Choice {
            EnumSet<ResultFile> ordered = EnumSet.noneOf(ResultFile.class);
            ordered.addAll(outputs);
            outputs = Collections.unmodifiableSet(ordered);
        }

        /** {@return whether a generation has to keep the Gaussians of its steps for these files} */
        public boolean needsSteps() {
            return outputs.contains(ResultFile.STEPS) || outputs.contains(ResultFile.VIEWER);
        }
    }

    /** Is told how the writing goes. */
    public interface Listener {
        /** A frame of a turntable is next. */
        void frame(int done, int total);

        /** A file is not written, since this installation leaves FFmpeg out. */
        void noVideo(ResultFile file);
    }

    /**
     * Writes nothing yet.
     *
     * @param folder to be closed by the caller
     * @param stopwatch that gets a stage for each file, and whose time is the report's
     */
    public GenerationFiles(OutputFolder folder, Choice choice, Listener listener, Stopwatch stopwatch) {
        this.folder = folder;
        this.choice = choice;
        this.listener = listener;
        this.stopwatch = stopwatch;
    }

    /**
     * Writes what was chosen and puts the folder into its place.
     *
     * @param input the picture as the report names it; what follows its last slash is the viewer's title
     * @param object what the model was given of it
     * @return the report with its cost
     */
    public Report write(
            String input, Image object, Ouroboros3D model, GenerationOptions options, Generation generation) {
        gaussians = generation.gaussians().count();
        Map<String, List<Image>> archived = new LinkedHashMap<>();
        GenerationExport export = new GenerationExport(model, options, generation, choice.style());
        try (ResultPictures pictures = export.pictures()) {
            for (ResultFile file : choice.outputs()) {
                stopwatch.time("write " + file.word(), () -> {
                    switch (file) {
                        case MODEL -> gaussians(generation, model.info());
                        case OBJECT -> object(object, archived);
                        case MESH, MESH_OBJ, MESH_PLY, MESH_STL -> mesh(file, export);
                        case VIEWER ->
                            export.viewer(
                                            input.substring(input.lastIndexOf('/') + 1),
                                            object,
                                            mesh,
                                            gaussians,
                                            choice.version())
                                    .write(folder.file(file));
                        default -> picture(file, pictures, archived);
                    }
                });
            }
        }
        if (!archived.isEmpty()) {
            ImageArchive.write(folder.file(ResultFile.IMAGES), archived);
        }
        Report report = report(input, model, options, generation);
        (choice.repeatable() ? report.withoutCost() : report).write(folder.file(ResultFile.REPORT));
        written = folder.written();
        folder.commit();
        return report;
    }

    /** {@return the names of the files that {@link #write} wrote} */
    public List<String> written() {
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
                    choice.style().framesPerSecond(),
                    choice.style().frames(),
                    pictures.turn(background, listener::frame));
        } else {
            listener.noVideo(file);
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
        return choice.style().background();
    }

    private Report report(String input, Ouroboros3D model, GenerationOptions options, Generation generation) {
        return new Report(
                input,
                GenerationExport.name(model.info()),
                options.seed(),
                settings(model, options),
                versions(),
                choice.repeatable()
                        ? GenerationExport.word(model.device())
                        : model.device().toString(),
                gaussians,
                new Report.Cost(
                        stopwatch.stages(),
                        stopwatch.total(),
                        ProcessMemory.resident(),
                        deviceBytes(model.device()),
                        generation.hostToDeviceBytes(),
                        generation.deviceToHostBytes()));
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
        settings.put("outputs", choice.outputs().stream().map(ResultFile::word).toList());
        settings.put("renderSize", choice.style().size());
        settings.put("background", background().toString());
        settings.put("viewScaling", scaling(model.info().imageSize()));
        settings.put("turntableFrames", choice.style().frames());
        settings.put("fps", choice.style().framesPerSecond());
        return settings;
    }

    /** How views.png was scaled. */
    private String scaling(int imageSize) {
        return imageSize == choice.style().size()
                ? "none"
                : Scaling.between(imageSize, choice.style().size()).name().toLowerCase(Locale.ROOT);
    }

    private Map<String, String> versions() {
        Map<String, String> versions = new LinkedHashMap<>();
        versions.put("ouroboros3d", choice.version());
        versions.put("java", Runtime.version().toString());
        versions.put("libtorch", LibTorch.load().version());
        versions.put("rasterizer", NativeLibrary.load().buildInfo());
        return versions;
    }
}
