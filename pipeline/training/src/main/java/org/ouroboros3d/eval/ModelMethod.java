package org.ouroboros3d.eval;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CancellationException;
import org.ouroboros3d.gaussian.GaussianCloud;
import org.ouroboros3d.generate.Feedback;
import org.ouroboros3d.generate.GenerationOptions;
import org.ouroboros3d.image.Image;
import org.ouroboros3d.image.ImageTensors;
import org.ouroboros3d.load.LoadedModel;
import org.ouroboros3d.model.FeedbackFeatures;
import org.ouroboros3d.model.ForwardingDenoiser;
import org.ouroboros3d.model.MultiViewDenoiser;
import org.ouroboros3d.model.Networks;
import org.ouroboros3d.ops.Arithmetic;
import org.ouroboros3d.ops.Creation;
import org.ouroboros3d.ops.Shapes;
import org.ouroboros3d.render.GaussianFinish;
import org.ouroboros3d.render.SceneRenderer;
import org.ouroboros3d.sample.RecursiveSampler;
import org.ouroboros3d.sample.SamplerInput;
import org.ouroboros3d.sample.SamplerOutput;
import org.ouroboros3d.sample.SamplerStep;
import org.ouroboros3d.tensor.GradMode;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;

/**
 * A model, which sees the subject's cameras. To be used on the thread that opened it.
 *
 * @param model to be closed by the caller
 * @param options of its generations, but for the cameras
 * @param oracle whether it is fed back the truth's maps instead of its own renderings: what feedback of a perfect 3D model
 *     would be worth to it. Such a method looks at all of the subject
 * @param keepsSteps whether predictions hold what each step that reconstructs predicted; without feedback, every step then
 *     does
 * @param renderSize width and height in pixels of renderings of the finished Gaussians, which a file holds; empty for the
 *     loop's own renderings of the Gaussians that it has
 */
public record ModelMethod(
        LoadedModel model, GenerationOptions options, boolean oracle, boolean keepsSteps, OptionalInt renderSize)
        implements Method {
    /** {@return the model as it is generated with} */
    public static ModelMethod of(LoadedModel model, GenerationOptions options) {
        return new ModelMethod(model, options, false, false, OptionalInt.empty());
    }

    /** {@return the same, fed back the truth's maps} */
    public ModelMethod withOracle() {
        return new ModelMethod(model, options, true, keepsSteps, renderSize);
    }

    /** {@return the same, whose predictions hold what each step predicted, or do not} */
    public ModelMethod withSteps(boolean kept) {
        return new ModelMethod(model, options, oracle, kept, renderSize);
    }

    /** {@return the same, whose renderings are of the finished Gaussians} */
    public ModelMethod withRenderSize(int pixels) {
        return new ModelMethod(model, options, oracle, keepsSteps, OptionalInt.of(pixels));
    }

    /**
     * {@inheritDoc}
     *
     * @throws CancellationException after a step, if the thread is interrupted
     * @throws IllegalArgumentException if the truth's maps are asked for and the subject's depths are not known
     */
    @Override
    public Prediction predict(Subject subject) {
        try (TensorScope scope = TensorScope.open();
                GradMode off = GradMode.disabled()) {
            SamplerInput input = SamplerInput.of(
                    subject.input(),
                    options.withCameras(subject.cameras()),
                    model.info().imageSize(),
                    model.vae().latents(),
                    model.device());
            List<StepPrediction> steps = new ArrayList<>();
            SamplerOutput output = sampler(modules(subject, input)).sample(input, step -> {
                if (Thread.currentThread().isInterrupted()) {
                    throw new CancellationException("stopped after step " + step.index());
                }
                if (keepsSteps) {
                    step.reconstruction().ifPresent(made -> steps.add(prediction(step.index(), made)));
                }
            });
            return new Prediction(pictures(output.images()), renders(output, subject), steps);
        }
    }

    private List<Image> renders(SamplerOutput output, Subject subject) {
        if (renderSize.isEmpty()) {
            return pictures(output.rendered().color());
        }
        int size = renderSize.getAsInt();
        GaussianCloud finished = new GaussianFinish(
                        model.info(), model.modules().detail(), subject.cameras())
                .apply(output.gaussians(), subject.input());
        try (SceneRenderer renderer = new SceneRenderer(finished, model.device())) {
            return renderer.render(subject.cameras(), size, size);
        }
    }

    private Networks modules(Subject subject, SamplerInput input) {
        Networks modules = model.modules();
        if (!oracle) {
            return modules;
        }
        TruthMaps truth = TruthMaps.of(subject, input.views(), model.info().geometry());
        return modules.withDenoiser(new TruthFeedback(modules.denoiser(), truth, options.feedback()));
    }

    private RecursiveSampler sampler(Networks modules) {
        return keepsSteps && options.feedback() == Feedback.NONE
                ? new RecursiveSampler(modules, options, index -> true)
                : new RecursiveSampler(modules, options);
    }

    private static StepPrediction prediction(int index, SamplerStep.Reconstruction made) {
        try (TensorScope scope = TensorScope.open()) {
            Tensor decoded = Arithmetic.add(Arithmetic.mul(made.decoded(), 0.5), 0.5);
            return new StepPrediction(
                    index, pictures(decoded), pictures(made.rendered().color()));
        }
    }

    /** {@return one picture for each view of {@code [1, V, 3, S, S]}} */
    private static List<Image> pictures(Tensor views) {
        try (TensorScope scope = TensorScope.open()) {
            return ImageTensors.toImages(Shapes.select(views, 0, 0));
        }
    }

    /**
     * A denoiser of one run that sees the truth's maps wherever the run feeds back its own. The first maps of a run, which say
     * that nothing was rendered yet, stay.
     */
    private static final class TruthFeedback extends ForwardingDenoiser {
        private final Tensor color;
        private final Tensor ccm;
        private boolean begun;

        /**
         * Gives a denoiser the truth's maps, those of them that are fed back at all.
         *
         * @param truth to be kept as long as the run lasts
         */
        TruthFeedback(MultiViewDenoiser denoiser, TruthMaps truth, Feedback feedback) {
            super(denoiser);
            color = feedback.usesRgb() ? truth.color() : Creation.zerosLike(truth.color());
            ccm = feedback.usesCcm() ? truth.ccm() : Creation.zerosLike(truth.ccm());
        }

        @Override
        public FeedbackFeatures encodeFeedback(Tensor colors, Tensor coordinates) {
            if (begun) {
                return super.encodeFeedback(color, ccm);
            }
            begun = true;
            return super.encodeFeedback(colors, coordinates);
        }
    }
}
