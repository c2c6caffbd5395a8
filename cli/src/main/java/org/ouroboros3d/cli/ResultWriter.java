package org.ouroboros3d.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import org.ouroboros3d.Ouroboros3D;
import org.ouroboros3d.format.ply.PlyLayout;
import org.ouroboros3d.format.ply.PlyWriter;
import org.ouroboros3d.generate.Generation;
import org.ouroboros3d.generate.GenerationOptions;
import org.ouroboros3d.geometry.Cameras;
import org.ouroboros3d.image.ContactSheet;
import org.ouroboros3d.image.Image;
import org.ouroboros3d.image.ImageArchive;
import org.ouroboros3d.image.ImageCodecs;
import org.ouroboros3d.image.ImageWriter;
import org.ouroboros3d.io.ProcessMemory;
import org.ouroboros3d.model.ModelInfo;
import org.ouroboros3d.output.OutputFolder;
import org.ouroboros3d.output.Report;
import org.ouroboros3d.output.ResultFile;
import org.ouroboros3d.output.Turntable;
import org.ouroboros3d.raster.NativeLibrary;
import org.ouroboros3d.render.SceneRenderer;
import org.ouroboros3d.tensor.LibTorch;

/** Writes a generation as the files of a run. */
final class ResultWriter {
    /** As in the published video. */
    static final int TURNTABLE_FRAMES = 180;

    /** Gaussians have no resolution of their own; smaller models are still worth a video of this size. */
    private static final int SMALLEST_VIDEO = 256;

    private static final String UNTRAINED = "untrained";
    private static final int VIEW_COLUMNS = 4;
    private static final int STEP_COLUMNS = 5;

    private final OutputFolder folder;
    private final Progress progress;
    private final Stopwatch stopwatch;
    private List<String> written = List.of();

    ResultWriter(OutputFolder folder, Progress progress, Stopwatch stopwatch) {
        this.folder = folder;
        this.progress = progress;
        this.stopwatch = stopwatch;
    }

    /** Writes everything and puts the folder into its place. */
    Report write(Path image, Ouroboros3D model, GenerationOptions options, Generation generation) {
        boolean codecs = ImageCodecs.available();
        if (codecs) {
            stopwatch.time("write video", () -> video(model, generation));
        }
        progress.stage("Writing the results");
        int gaussians = stopwatch.time(
                "write files",
                () -> codecs ? files(options, generation, model.info()) : filesWithoutCodecs(generation, model.info()));
        Report report = report(image, model, options, generation, gaussians);
        report.write(folder.file(ResultFile.REPORT));
        written = folder.written();
        folder.commit();
        return report;
    }

    /** {@return the names of the files that {@link #write} wrote} */
    List<String> written() {
        return written;
    }

    private int filesWithoutCodecs(Generation generation, ModelInfo model) {
        ImageArchive.write(
                folder.file(ResultFile.IMAGES),
                Map.of(
                        "views", generation.views(),
                        "render", generation.renders(),
                        "ccm", generation.ccm(),
                        "steps", generation.stepRenders()));
        return gaussians(generation, model);
    }

    private int files(GenerationOptions options, Generation generation, ModelInfo model) {
        boolean trained = model.trained();
        sheet(ResultFile.VIEWS, generation.views(), trained);
        sheet(ResultFile.RENDER, generation.renders(), trained);
        sheet(ResultFile.CCM, generation.ccm(), trained);
        List<Image> steps = generation.stepRenders();
        png(ResultFile.STEPS, ContactSheet.of(steps, stepLabels(options, steps.size(), trained), STEP_COLUMNS));
        return gaussians(generation, model);
    }

    private int gaussians(Generation generation, ModelInfo model) {
        return PlyWriter.write(
                generation.gaussians(), folder.file(ResultFile.MODEL), PlyLayout.VIEWER, comments(model));
    }

    /** Remarks in the header of the PLY file. */
    static List<String> comments(ModelInfo model) {
        List<String> comments = new ArrayList<>();
        if (!model.trained()) {
            comments.add(UNTRAINED + " model: the Gaussians show nothing of the object");
        }
        if (model.lowPass()) {
            comments.add(
                    "low_pass " + model.imageSize()
                            + ": the scales include the 3D smoothing filter of views of that many pixels; do not apply it again");
        }
        return comments;
    }

    /** Views of a trained model get no captions, so that they can be cut out by division. */
    private void sheet(ResultFile file, List<Image> views, boolean trained) {
        List<String> labels = Collections.nCopies(views.size(), trained ? "" : UNTRAINED);
        png(file, ContactSheet.of(views, labels, VIEW_COLUMNS));
    }

    private void png(ResultFile file, Image image) {
        ImageWriter.writePng(image, folder.file(file));
    }

    /** The numbers of the steps that were followed by a reconstruction: every k-th and the last. */
    static List<String> stepLabels(GenerationOptions options, int count, boolean trained) {
        List<String> labels = IntStream.rangeClosed(1, options.steps())
                .filter(step -> step == options.steps() || (options.feedsBack() && step % options.feedbackEvery() == 0))
                .mapToObj(step -> "step " + step + (trained ? "" : ", " + UNTRAINED))
                .toList();
        if (labels.size() != count) {
            throw new IllegalStateException(count + " renderings of " + labels.size() + " reconstructions");
        }
        return labels;
    }

    private void video(Ouroboros3D model, Generation generation) {
        Cameras cameras = Cameras.turntable(TURNTABLE_FRAMES);
        int size = Math.max(SMALLEST_VIDEO, model.info().imageSize());
        try (SceneRenderer renderer = new SceneRenderer(generation.gaussians(), model.device())) {
            Turntable.write(folder.file(ResultFile.TURNTABLE), cameras.views(), frame -> {
                if (Thread.currentThread().isInterrupted()) {
                    throw new CancellationException("stopped at frame " + frame);
                }
                progress.step("Rendering the turntable", frame, cameras.views());
                List<Image> picture = renderer.render(cameras.select(frame), size, size);
                return model.info().trained() ? picture.getFirst() : ContactSheet.of(picture, List.of(UNTRAINED), 1);
            });
        }
    }

    private Report report(
            Path image, Ouroboros3D model, GenerationOptions options, Generation generation, int gaussians) {
        return new Report(
                image.toString(),
                model.info().name() + (model.info().trained() ? "" : ", " + UNTRAINED),
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

    private static Map<String, String> settings(Ouroboros3D model, GenerationOptions options) {
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
        return settings;
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
