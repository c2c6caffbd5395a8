package org.ouroboros3d.export;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.ouroboros3d.generate.Generation;
import org.ouroboros3d.generate.GenerationOptions;
import org.ouroboros3d.generate.ProgressListener;
import org.ouroboros3d.geometry.Cameras;
import org.ouroboros3d.image.Background;
import org.ouroboros3d.image.ContactSheet;
import org.ouroboros3d.image.Image;
import org.ouroboros3d.image.Scaling;
import org.ouroboros3d.render.SceneRenderer;
import org.ouroboros3d.tensor.Device;

/** The pictures of a generation at the size that people look at, each made when it is asked for, on the thread that asks. */
public final class ResultPictures implements AutoCloseable {
    private static final int VIEW_COLUMNS = 4;
    private static final int STEP_COLUMNS = 5;

    private final Generation generation;
    private final GenerationOptions options;
    private final Device device;
    private final PictureStyle style;
    private final SceneRenderer renderer;

    /**
     * Prepares to render.
     *
     * @param options that the generation was made with
     * @param device that renders
     */
    public ResultPictures(Generation generation, GenerationOptions options, Device device, PictureStyle style) {
        this.generation = generation;
        this.options = options;
        this.device = device;
        this.style = style;
        this.renderer = new SceneRenderer(generation.gaussians(), device);
    }

    /** {@return what the network made, not rendered: at its own size on the background that it learned} */
    public List<Image> views() {
        return generation.views();
    }

    /** {@return the Gaussians from the cameras of the views} */
    public List<Image> renders() {
        return renderer.render(options.cameras(), size(), size(), background());
    }

    /** {@return their canonical coordinates from the same cameras} */
    public List<Image> coordinates() {
        return renderer.renderCoordinates(options.cameras(), size(), size(), background());
    }

    /** {@return the first view after each step that reconstructed} */
    public List<Image> steps() {
        List<Image> pictures = new ArrayList<>();
        generation.stepGaussians().forEach(step -> {
            try (SceneRenderer one = new SceneRenderer(step, device)) {
                pictures.addAll(one.render(options.cameras().select(0), size(), size(), background()));
            }
        });
        return pictures;
    }

    /** {@return the views scaled to the size of the renderings, see {@link Scaling}} */
    public Image viewSheet() {
        return sheet(views().stream().map(view -> Scaling.square(view, size())).toList());
    }

    /** {@return {@link #renders()} side by side} */
    public Image renderSheet() {
        return sheet(renders());
    }

    /** {@return {@link #coordinates()} side by side} */
    public Image coordinateSheet() {
        return sheet(coordinates());
    }

    /** {@return {@link #steps()} side by side, with their numbers} */
    public Image stepSheet() {
        List<Image> steps = steps();
        return ContactSheet.of(steps, stepLabels(options, steps.size()), STEP_COLUMNS, background());
    }

    /** Without captions, so that views can be cut out by division. */
    private Image sheet(List<Image> views) {
        List<String> labels = Collections.nCopies(views.size(), "");
        return ContactSheet.of(views, labels, VIEW_COLUMNS, background());
    }

    /** {@return the numbers of the {@code count} steps that were followed by a reconstruction: every k-th and the last} */
    public static List<String> stepLabels(GenerationOptions options, int count) {
        List<String> labels = IntStream.rangeClosed(1, options.steps())
                .filter(step -> step == options.steps() || (options.feedsBack() && step % options.feedbackEvery() == 0))
                .mapToObj(step -> "step " + step)
                .toList();
        if (labels.size() != count) {
            throw new IllegalStateException(count + " renderings of " + labels.size() + " reconstructions");
        }
        return labels;
    }

    /**
     * {@return the frames of a turn of {@link PictureStyle#frames}; each throws {@link CancellationException} where the thread
     * that asks is interrupted}
     *
     * @param progress told of the frames, before each
     */
    public IntFunction<Image> turn(Background background, ProgressListener progress) {
        Cameras cameras = Cameras.turntable(style.frames());
        return frame -> {
            if (Thread.currentThread().isInterrupted()) {
                throw new CancellationException("stopped at frame " + frame);
            }
            progress.step(frame, cameras.views());
            return renderer.render(cameras.select(frame), size(), size(), background)
                    .getFirst();
        };
    }

    private int size() {
        return style.size();
    }

    private Background background() {
        return style.background();
    }

    @Override
    public void close() {
        renderer.close();
    }
}
