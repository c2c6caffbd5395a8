package org.ouroboros3d.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
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
import org.ouroboros3d.model.ModelInfo;
import org.ouroboros3d.output.OutputFolder;
import org.ouroboros3d.output.Report;
import org.ouroboros3d.output.ResultFile;
import org.ouroboros3d.output.Turntable;
import org.ouroboros3d.raster.NativeLibrary;
import org.ouroboros3d.tensor.LibTorch;

/** Writes a generation as the files of a run. */
final class ResultWriter {
    private final OutputFolder folder;
    private final OutputFlags flags;
    private final Progress progress;
    private final Stopwatch stopwatch;
    private List<String> written = List.of();
    private int gaussians;

    ResultWriter(OutputFolder folder, OutputFlags flags, Progress progress, Stopwatch stopwatch) {
        this.folder = folder;
        this.flags = flags;
        this.progress = progress;
        this.stopwatch = stopwatch;
    }

    /** Writes what was chosen and puts the folder into its place. */
    Report write(Path image, Ouroboros3D model, GenerationOptions options, Generation generation) {
        progress.stage("Writing the results");
        gaussians = generation.gaussians().count();
        try (ResultPictures pictures = new ResultPictures(generation, options, model.info(), model.device(), flags)) {
            if (ImageCodecs.available()) {
                flags.outputs()
                        .forEach(file -> stopwatch.time(
                                "write " + file.word(), () -> write(file, pictures, generation, model.info())));
            } else {
                stopwatch.time("write files", () -> writeWithoutCodecs(pictures, generation, model.info()));
            }
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

    private void write(ResultFile file, ResultPictures pictures, Generation generation, ModelInfo model) {
        switch (file) {
            case MODEL -> gaussians(generation, model);
            case VIEWS -> png(file, pictures.viewSheet());
            case RENDER -> png(file, pictures.renderSheet());
            case CCM -> png(file, pictures.coordinateSheet());
            case STEPS -> png(file, pictures.stepSheet());
            case TURNTABLE -> turntable(file, pictures, background().opaque());
            case ANIMATION -> turntable(file, pictures, background());
            case IMAGES, REPORT -> throw new IllegalArgumentException(file + " is not chosen");
        }
    }

    /** Pictures of the files that were chosen as tensors, by the same words. */
    private void writeWithoutCodecs(ResultPictures pictures, Generation generation, ModelInfo model) {
        Map<String, List<Image>> lists = new LinkedHashMap<>();
        for (ResultFile file : flags.outputs()) {
            switch (file) {
                case MODEL -> gaussians(generation, model);
                case VIEWS -> lists.put(file.word(), pictures.views());
                case RENDER -> lists.put(file.word(), pictures.renders());
                case CCM -> lists.put(file.word(), pictures.coordinates());
                case STEPS -> lists.put(file.word(), pictures.steps());
                case TURNTABLE, ANIMATION ->
                    progress.notice("No " + file.fileName() + ": this installation has no codecs");
                case IMAGES, REPORT -> throw new IllegalArgumentException(file + " is not chosen");
            }
        }
        if (!lists.isEmpty()) {
            ImageArchive.write(folder.file(ResultFile.IMAGES), lists);
        }
    }

    private void gaussians(Generation generation, ModelInfo model) {
        gaussians = PlyWriter.write(
                generation.gaussians(), folder.file(ResultFile.MODEL), PlyLayout.VIEWER, comments(model));
    }

    private void png(ResultFile file, Image image) {
        ImageWriter.writePng(image, folder.file(file));
    }

    private void turntable(ResultFile file, ResultPictures pictures, Background background) {
        Turntable.write(folder.file(file), flags.pictures().fps(), flags.frames(), pictures.turn(background, progress));
    }

    private Background background() {
        return flags.pictures().background();
    }

    /** Remarks in the header of the PLY file. */
    static List<String> comments(ModelInfo model) {
        List<String> comments = new ArrayList<>();
        if (!model.trained()) {
            comments.add(ResultPictures.UNTRAINED + " model: the Gaussians show nothing of the object");
        }
        if (model.lowPass()) {
            comments.add(
                    "low_pass " + model.imageSize()
                            + ": the scales include the 3D smoothing filter of views of that many pixels; do not apply it again");
        }
        return comments;
    }

    private Report report(Path image, Ouroboros3D model, GenerationOptions options, Generation generation) {
        return new Report(
                image.toString(),
                model.info().name() + (model.info().trained() ? "" : ", " + ResultPictures.UNTRAINED),
                options.seed(),
                settings(model, options),
                versions(),
                model.device().toString(),
                gaussians,
                stopwatch.stages(),
                stopwatch.total(),
                ProcessMemory.resident(),
                OptionalLong.empty(),
                generation.hostToDeviceBytes(),
                generation.deviceToHostBytes());
    }

    private Map<String, String> settings(Ouroboros3D model, GenerationOptions options) {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("imageSize", String.valueOf(model.info().imageSize()));
        settings.put("parameters", String.valueOf(model.parameters()));
        settings.put("geometry", model.info().geometry().name());
        settings.put("temporalContext", model.info().temporalContext().name());
        settings.put("precision", model.precision().toString());
        settings.put("lowVram", String.valueOf(model.offload()));
        settings.put("decodeChunk", String.valueOf(model.decodeChunk()));
        settings.put("steps", String.valueOf(options.steps()));
        settings.put("feedback", GenerationFlags.word(options.feedback()));
        settings.put("feedbackEvery", String.valueOf(options.feedbackEvery()));
        settings.put("minGuidance", String.valueOf(options.guidance().minScale()));
        settings.put("maxGuidance", String.valueOf(options.guidance().maxScale()));
        settings.put("guidanceStart", String.valueOf(options.guidance().start()));
        settings.put("guidanceStop", String.valueOf(options.guidance().stop()));
        settings.put("noiseAugStrength", String.valueOf(options.noiseAugStrength()));
        settings.put(
                "outputs",
                String.join(",", flags.outputs().stream().map(ResultFile::word).toList()));
        settings.put("renderSize", String.valueOf(flags.renderSize()));
        settings.put("background", background().toString());
        settings.put("viewScaling", scaling(model.info().imageSize()));
        settings.put("turntableFrames", String.valueOf(flags.frames()));
        settings.put("fps", String.valueOf(flags.pictures().fps()));
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
