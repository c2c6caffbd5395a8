package org.ouroboros3d.sample;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.function.UnaryOperator;
import org.ouroboros3d.diffusion.AddedTimeIds;
import org.ouroboros3d.diffusion.EulerDiscreteScheduler;
import org.ouroboros3d.diffusion.GuidedInput;
import org.ouroboros3d.diffusion.LinearGuidance;
import org.ouroboros3d.generate.Feedback;
import org.ouroboros3d.generate.GenerationOptions;
import org.ouroboros3d.model.DenoiserInput;
import org.ouroboros3d.model.FeedbackFeatures;
import org.ouroboros3d.model.Networks;
import org.ouroboros3d.model.PreparedCameras;
import org.ouroboros3d.model.PreparedTimes;
import org.ouroboros3d.model.RenderedViews;
import org.ouroboros3d.model.StageTimes;
import org.ouroboros3d.model.ViewTensors;
import org.ouroboros3d.ops.Arithmetic;
import org.ouroboros3d.ops.Creation;
import org.ouroboros3d.ops.Shapes;
import org.ouroboros3d.raster.LostRenderingException;
import org.ouroboros3d.tensor.DType;
import org.ouroboros3d.tensor.Device;
import org.ouroboros3d.tensor.GradMode;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;

/**
 * The recursive diffusion loop: every step's prediction is decoded, reconstructed and rendered, and the next step sees
 * the renderings (paper, section 3.2; released code, {@code inference.py} at 8e64942f).
 *
 * <p>Immutable; one object may serve several runs, one at a time.
 */
public final class RecursiveSampler {
    /** A multiple of the eight views that the published loop renders. */
    private static final int VIEWS_AT_ONCE = 32;

    private static final float FPS = 6;
    private static final float MOTION_BUCKET_ID = 127;

    private final Networks modules;
    private final GenerationOptions options;
    private final IntPredicate reconstructsAfter;
    private final StepExecutor executor;

    /** Reconstructs after the steps that the options say. */
    public RecursiveSampler(Networks modules, GenerationOptions options) {
        this(modules, options, options::reconstructsAfter);
    }

    /**
     * Reconstructs after steps that the caller chooses, whether or not the result is fed back.
     *
     * @param reconstructsAfter asked with the index of each step but the last, which always reconstructs
     */
    public RecursiveSampler(Networks modules, GenerationOptions options, IntPredicate reconstructsAfter) {
        this(modules, options, reconstructsAfter, StepExecutor.EAGER);
    }

    private RecursiveSampler(
            Networks modules, GenerationOptions options, IntPredicate reconstructsAfter, StepExecutor executor) {
        this.modules = modules;
        this.options = options;
        this.reconstructsAfter = reconstructsAfter;
        this.executor = executor;
    }

    /** {@return the same loop, whose steps another executor runs, which sees no other networks} */
    public RecursiveSampler with(StepExecutor other) {
        return new RecursiveSampler(modules, options, reconstructsAfter, other);
    }

    /**
     * Runs the loop.
     *
     * @param input on the device of the modules
     * @param observer sees every step
     * @return in the innermost scope
     */
    public SamplerOutput sample(SamplerInput input, SamplerStep.Observer observer) {
        return sample(input, new StageTimes(), observer);
    }

    /**
     * Runs the loop and measures it.
     *
     * @param input on the device of the modules
     * @param times is given the seconds of each stage
     * @param observer sees every step
     * @return in the innermost scope
     */
    public SamplerOutput sample(SamplerInput input, StageTimes times, SamplerStep.Observer observer) {
        try {
            return loop(input, times, observer);
        } catch (LostRenderingException e) {
            // Captured renderings have the room that they were captured with.
            executor.forget();
            throw e;
        }
    }

    private SamplerOutput loop(SamplerInput input, StageTimes times, SamplerStep.Observer observer) {
        try (GradMode noGrad = GradMode.disabled();
                TensorScope scope = TensorScope.open()) {
            EulerDiscreteScheduler scheduler = new EulerDiscreteScheduler(modules.scheduler(), options.steps());
            Conditions conditions = times.time("condition", () -> condition(input, scheduler));
            Tensor latents = Arithmetic.mul(input.latentNoise(), scheduler.initNoiseSigma());
            FeedbackFeatures feedback = times.time("adapters", () -> firstFeedback(input));
            StepExecutor.Steps steps = executor.begin(() -> loopKey(input), modules.renderer());
            SamplerStep.Reconstruction last = null;
            for (int i = 0; i < options.steps(); i++) {
                try (TensorScope step = TensorScope.open()) {
                    StepState state = new StepState(conditions, input.views(), input.image(), latents, feedback);
                    StepResult result = run(scheduler, i, steps, state, times);
                    SamplerStep done = result.step();
                    observer.observe(done);
                    latents.close();
                    latents = step.moveToOuter(done.prevSample());
                    if (done.reconstruction().isPresent()) {
                        release(last);
                        last = moveToOuter(step, done.reconstruction().get());
                    }
                    if (result.feedback().isPresent()) {
                        feedback.levels().forEach(Tensor::close);
                        feedback = result.feedback().get().map(step::moveToOuter);
                    }
                }
            }
            modules.renderer().verify();
            // The last noise level is 0, so the last latents are the last prediction, which is decoded already.
            Tensor images = Arithmetic.clamp(Arithmetic.add(Arithmetic.mul(last.decoded(), 0.5), 0.5), 0, 1);
            UnaryOperator<Tensor> kept = executor.overwritesResults() ? Shapes::clone : UnaryOperator.identity();
            return new SamplerOutput(
                    scope.moveToOuter(images),
                    scope.moveToOuter(kept.apply(last.gaussians())),
                    last.rendered().map(kept).moveToOuter(scope));
        }
    }

    private StepResult run(
            EulerDiscreteScheduler scheduler, int index, StepExecutor.Steps steps, StepState state, StageTimes times) {
        boolean reconstructs = index == options.steps() - 1 || reconstructsAfter.test(index);
        return steps.run(
                new StepExecutor.StepKey(index, reconstructs),
                (from, stages) -> compute(scheduler, index, reconstructs, from, stages),
                state,
                times);
    }

    private StepExecutor.LoopKey loopKey(SamplerInput input) {
        List<Float> cameras = new ArrayList<>();
        for (Tensor numbers : List.of(input.views().viewmats(), input.views().ks())) {
            for (float number : numbers.toFloatArray()) {
                cameras.add(number);
            }
        }
        return new StepExecutor.LoopKey(
                options.steps(),
                options.feedback(),
                options.latentFeedback(),
                options.guidance(),
                cameras,
                Math.toIntExact(input.image().size(-1)),
                Arrays.stream(input.latentNoise().shape()).boxed().toList());
    }

    private Conditions condition(SamplerInput input, EulerDiscreteScheduler scheduler) {
        try (TensorScope scope = TensorScope.open()) {
            long views = input.views().count();
            Tensor embeddings = modules.imageEncoder().encode(input.image());
            Tensor noisy = Arithmetic.addScaled(input.image(), input.imageNoise(), options.noiseAugStrength());
            Tensor latents = Shapes.unsqueeze(modules.latentEncoder().encode(noisy), 1); // [B, 1, C, h, w]
            Conditions.Picture conditional =
                    new Conditions.Picture(embeddings, Shapes.expand(latents, -1, views, -1, -1, -1));
            Device device = input.image().device();
            Tensor scales = options.guidance().scales(input.views().count(), device);
            long[] noise = input.latentNoise().shape();
            PreparedCameras cameras = modules.denoiser()
                    .prepareCameras(input.views().c2w(), input.views().intrinsics(), (int) noise[3], (int) noise[4]);
            cameras.embeddings().forEach(scope::moveToOuter);
            AddedTimeIds ids = new AddedTimeIds(FPS, MOTION_BUCKET_ID, (float) options.noiseAugStrength());
            PreparedTimes times = modules.denoiser().prepareTimes(device, scheduler.timesteps(), ids.values());
            return new Conditions(
                    conditional.moveToOuter(scope),
                    conditional.withUnconditional().moveToOuter(scope),
                    scope.moveToOuter(scales),
                    cameras,
                    times.map(scope::moveToOuter));
        }
    }

    private StepResult compute(
            EulerDiscreteScheduler scheduler, int index, boolean reconstructs, StepState state, StageTimes times) {
        Tensor guided = times.time("denoiser", () -> guided(scheduler, state, index));
        EulerDiscreteScheduler.Step euler = scheduler.step(guided, index, state.latents());
        Optional<SamplerStep.Reconstruction> reconstruction = reconstructs
                ? Optional.of(reconstruct(state, euler.predOriginalSample(), scheduler.timestep(index), times))
                : Optional.empty();
        boolean feedsBack = reconstructs && index + 1 < options.steps();
        Optional<FeedbackFeatures> feedback = feedsBack
                ? reconstruction.map(made -> times.time("adapters", () -> encode(made.rendered())))
                : Optional.empty();
        Tensor prevSample = feedsBack && options.latentFeedback().appliesAt(scheduler.sigma(index))
                ? times.time(
                        "latent feedback",
                        () -> scheduler.stepTowards(
                                blend(
                                        euler.predOriginalSample(),
                                        reconstruction.orElseThrow().rendered()),
                                index,
                                state.latents()))
                : euler.prevSample();
        return new StepResult(
                new SamplerStep(index, guided, euler.predOriginalSample(), prevSample, reconstruction), feedback);
    }

    /** View by view, so that the encoder needs no more memory than for the input image. */
    private Tensor blend(Tensor predOriginalSample, RenderedViews rendered) {
        double weight = options.latentFeedback().weight();
        try (TensorScope scope = TensorScope.open()) {
            Tensor colors = Arithmetic.add(Arithmetic.mul(rendered.color(), 2), -1);
            List<Tensor> views = new ArrayList<>();
            for (int v = 0; v < colors.size(1); v++) {
                views.add(modules.latentEncoder().encode(Shapes.select(colors, 1, v)));
            }
            double scale = weight * modules.latentEncoder().scalingFactor();
            return scope.moveToOuter(Arithmetic.add(
                    Arithmetic.mul(predOriginalSample, 1 - weight), Arithmetic.mul(Shapes.stack(views, 1), scale)));
        }
    }

    private Tensor guided(EulerDiscreteScheduler scheduler, StepState state, int index) {
        try (TensorScope scope = TensorScope.open()) {
            Conditions conditions = state.conditions();
            Tensor latents = state.latents();
            FeedbackFeatures feedback = state.feedback();
            boolean both = options.guidance().needsBothBranches(index, options.steps());
            Conditions.Picture image = both ? conditions.bothBranches() : conditions.conditional();
            Tensor sample = new GuidedInput(image.latents()).with(scheduler.scaleModelInput(latents, index));
            // What is there for one object is shared by all, and by both branches.
            boolean shared = !both || latents.size(0) == 1;
            FeedbackFeatures seen = shared ? feedback : feedback.forBothBranches();
            Tensor prediction = modules.denoiser()
                    .denoise(new DenoiserInput(
                            sample, conditions.times().row(index), image.embeddings(), conditions.cameras(), seen));
            return scope.moveToOuter(both ? LinearGuidance.combine(prediction, conditions.guidance()) : prediction);
        }
    }

    private SamplerStep.Reconstruction reconstruct(StepState state, Tensor latents, float timestep, StageTimes times) {
        Tensor decoded = times.time("decoder", () -> decode(latents));
        Tensor gaussians = times.time("reconstructor", () -> reconstruct(state, decoded, timestep));
        List<RenderedViews> rendered = new ArrayList<>();
        int views = state.views().count();
        // Many views are rendered in parts, so that the run can be stopped between them.
        for (int first = 0; first < views; first += VIEWS_AT_ONCE) {
            int from = first;
            int count = Math.min(VIEWS_AT_ONCE, views - first);
            rendered.add(times.time("rasterizer", () -> render(state, gaussians, from, count)));
        }
        return new SamplerStep.Reconstruction(decoded, gaussians, RenderedViews.catViews(rendered));
    }

    /** Object by object: the decoder takes all frames that it is given for those of one video. */
    private Tensor decode(Tensor latents) {
        if (latents.size(0) == 1) {
            return modules.latentDecoder().decode(latents);
        }
        try (TensorScope scope = TensorScope.open()) {
            List<Tensor> objects = new ArrayList<>();
            for (int b = 0; b < latents.size(0); b++) {
                objects.add(modules.latentDecoder().decode(Shapes.narrow(latents, 0, b, 1)));
            }
            return scope.moveToOuter(Shapes.cat(objects, 0));
        }
    }

    private Tensor reconstruct(StepState state, Tensor decoded, float timestep) {
        ViewTensors views = state.views();
        try (TensorScope scope = TensorScope.open()) {
            return scope.moveToOuter(modules.reconstructor()
                    .reconstruct(
                            modules.reconstructorInput().views(decoded, state.image()),
                            Shapes.expand(views.c2w(), state.objects(), -1, -1, -1),
                            Shapes.expand(views.intrinsics(), state.objects(), -1, -1, -1),
                            timestep));
        }
    }

    private RenderedViews render(StepState state, Tensor gaussians, int first, int count) {
        List<RenderedViews> objects = new ArrayList<>();
        ViewTensors views =
                count == state.views().count() ? state.views() : state.views().narrow(first, count);
        for (int b = 0; b < state.objects(); b++) {
            objects.add(modules.renderer().render(Shapes.narrow(gaussians, 0, b, 1), views, state.imageSize()));
        }
        return RenderedViews.cat(objects);
    }

    /** Zeros, which are not what an empty rendering would be: the networks learnt them as "nothing yet". */
    private FeedbackFeatures firstFeedback(SamplerInput input) {
        try (TensorScope scope = TensorScope.open()) {
            long size = input.image().size(-1);
            Tensor zeros = Creation.zeros(
                    DType.FLOAT32, input.image().device(), 1, input.views().count(), 3, size, size);
            return modules.denoiser().encodeFeedback(zeros, zeros).map(scope::moveToOuter);
        }
    }

    private FeedbackFeatures encode(RenderedViews maps) {
        Feedback feedback = options.feedback();
        Tensor color = feedback.usesRgb() ? maps.color() : Creation.zerosLike(maps.color());
        Tensor ccm = feedback.usesCcm() ? maps.ccm() : Creation.zerosLike(maps.ccm());
        return modules.denoiser().encodeFeedback(color, ccm);
    }

    private static SamplerStep.Reconstruction moveToOuter(
            TensorScope scope, SamplerStep.Reconstruction reconstruction) {
        return new SamplerStep.Reconstruction(
                scope.moveToOuter(reconstruction.decoded()),
                scope.moveToOuter(reconstruction.gaussians()),
                reconstruction.rendered().moveToOuter(scope));
    }

    private static void release(SamplerStep.Reconstruction reconstruction) {
        if (reconstruction != null) {
            reconstruction.decoded().close();
            reconstruction.gaussians().close();
            reconstruction.rendered().close();
        }
    }
}
