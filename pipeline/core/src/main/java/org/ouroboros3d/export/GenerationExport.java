package org.ouroboros3d.export;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.ouroboros3d.Ouroboros3D;
import org.ouroboros3d.gaussian.GaussianCloud;
import org.ouroboros3d.generate.Feedback;
import org.ouroboros3d.generate.Generation;
import org.ouroboros3d.generate.GenerationOptions;
import org.ouroboros3d.image.Image;
import org.ouroboros3d.image.ImageCodecs;
import org.ouroboros3d.image.ImageWriter;
import org.ouroboros3d.image.Scaling;
import org.ouroboros3d.mesh.Mesh;
import org.ouroboros3d.mesh.MeshExtractor;
import org.ouroboros3d.mesh.MeshOptions;
import org.ouroboros3d.model.ModelInfo;
import org.ouroboros3d.tensor.Device;
import org.ouroboros3d.tensor.LibTorch;
import org.ouroboros3d.viewer.ViewerPage;

/**
 * Makes what people take away of a generation, each when it is asked for, on the thread that asks and not on the model's. The
 * model may be closed by then.
 */
public final class GenerationExport {
    /** Most pixels a side of the input image in the viewer. */
    private static final int VIEWER_INPUT = 384;

    private final Ouroboros3D model;
    private final GenerationOptions options;
    private final Generation generation;
    private final PictureStyle style;

    /**
     * Makes nothing yet.
     *
     * @param model that generated
     * @param options that it generated with
     */
    public GenerationExport(Ouroboros3D model, GenerationOptions options, Generation generation, PictureStyle style) {
        this.model = model;
        this.options = options;
        this.generation = generation;
        this.style = style;
    }

    /** {@return the pictures, to be closed by the caller} */
    public ResultPictures pictures() {
        return new ResultPictures(generation, options, model.device(), style);
    }

    /**
     * {@return a closed mesh of the Gaussians}
     *
     * @throws org.ouroboros3d.error.InputException if they show no surface
     */
    public Mesh mesh() {
        MeshOptions meshing = MeshOptions.of(LibTorch.load().threads());
        return MeshExtractor.extract(generation.gaussians(), model.device(), meshing);
    }

    /**
     * {@return the viewer with the Gaussians of every step}
     *
     * @param title the page's heading
     * @param object what the model was given, shown beside the Gaussians where there are codecs
     * @param mesh to switch to, of the last step
     * @param gaussians how many the last step shows
     * @param version of the program, for the page's facts
     * @throws IllegalStateException if the generation did not keep the Gaussians of its steps
     */
    public ViewerPage viewer(String title, Image object, Optional<Mesh> mesh, int gaussians, String version) {
        List<String> labels =
                ResultPictures.stepLabels(options, generation.stepGaussians().size());
        Map<String, GaussianCloud> steps = new LinkedHashMap<>();
        for (int i = 0; i < labels.size(); i++) {
            steps.put(
                    labels.get(i) + " of " + options.steps(),
                    generation.stepGaussians().get(i));
        }
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("Seed", String.valueOf(options.seed()));
        facts.put("Model", name(model.info()));
        facts.put("Gaussians", String.valueOf(gaussians));
        facts.put("Feedback", word(options.feedback()));
        facts.put(
                "Guidance",
                options.guidance().minScale() + " to " + options.guidance().maxScale());
        facts.put("Device", word(model.device()) + ", " + model.precision());
        facts.put("Version", version);
        Optional<byte[]> input = ImageCodecs.available()
                ? Optional.of(ImageWriter.encodePng(Scaling.square(object, Math.min(VIEWER_INPUT, object.width()))))
                : Optional.empty();
        return new ViewerPage(title, steps, input, mesh, facts, plyComments(model.info()), style.background());
    }

    /** {@return remarks for the header of a PLY file} */
    public static List<String> plyComments(ModelInfo model) {
        return model.lowPass()
                ? List.of("low_pass " + model.imageSize()
                        + ": the scales include the 3D smoothing filter of views of that many pixels; do not apply"
                        + " it again")
                : List.of();
    }

    /** {@return a model's name, and whether its weights are random} */
    public static String name(ModelInfo model) {
        return model.name() + (model.trained() ? "" : ", untrained");
    }

    /** {@return what command line and interfaces call a kind of feedback} */
    public static String word(Feedback feedback) {
        return feedback.name().toLowerCase(Locale.ROOT);
    }

    /** {@return what files call a kind of device, whichever of them computed} */
    static String word(Device device) {
        return device.type().name().toLowerCase(Locale.ROOT);
    }
}
