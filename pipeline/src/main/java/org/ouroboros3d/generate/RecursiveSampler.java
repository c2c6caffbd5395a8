package org.ouroboros3d.generate;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;
import org.ouroboros3d.diffusion.AddedTimeIds;
import org.ouroboros3d.diffusion.EulerDiscreteScheduler;
import org.ouroboros3d.diffusion.LinearGuidance;
import org.ouroboros3d.model.FeedbackFeatures;
import org.ouroboros3d.model.PreparedCameras;
import org.ouroboros3d.ops.Arithmetic;
import org.ouroboros3d.ops.Creation;
import org.ouroboros3d.ops.Shapes;
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
    private static final float FPS = 6;
    private static final float MOTION_BUCKET_ID = 127;

    private final SamplerModules modules;
    private final GenerationOptions options;
    private final IntPredicate reconstructsAfter;

    /** Reconstructs after the steps that the options say. */
    public RecursiveSampler(SamplerModules modules, GenerationOptions options) {
        this(modules, options, options::reconstructsAfter);
    }

    /**
     * Reconstructs after steps that the caller chooses, whether or not the result is fed back.
     *
     * @param reconstructsAfter asked with the index of each step but the last, which always reconstructs
     */
    public RecursiveSampler(SamplerModules modules, GenerationOptions options, IntPredicate reconstructsAfter) {
        this.modules = modules;
        this.options = options;
        this.reconstructsAfter = reconstructsAfter;
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
        try (GradMode noGrad = GradMode.disabled();
                TensorScope scope = TensorScope.open()) {
            EulerDiscreteScheduler scheduler = new EulerDiscreteScheduler(modules.scheduler(), options.steps());
            Conditions conditions = times.time("condition", () -> condition(input));
            Tensor latents = Arithmetic.mul(input.latentNoise(), scheduler.initNoiseSigma());
            FeedbackFeatures feedback = times.time("adapters", () -> firstFeedback(input));
            SamplerStep.Reconstruction last = null;
            for (int i = 0; i < options.steps(); i++) {
                try (TensorScope step = TensorScope.open()) {
                    SamplerStep done = step(input, scheduler, conditions, latents, feedback, i, times);
                    observer.observe(done);
                    latents.close();
                    latents = step.moveToOuter(done.prevSample());
                    if (done.reconstruction().isPresent()) {
                        release(last);
                        last = moveToOuter(step, done.reconstruction().get());
                    }
                    if (done.reconstruction().isPresent() && i + 1 < options.steps()) {
                        feedback.levels().forEach(Tensor::close);
                        RenderedViews maps = last.rendered();
                        feedback = moveToOuter(step, times.time("adapters", () -> encode(maps)));
                    }
                }
            }
            modules.renderer().verify();
            // The last noise level is 0, so the last latents are the last prediction, which is decoded already.
            Tensor images = Arithmetic.clamp(Arithmetic.add(Arithmetic.mul(last.decoded(), 0.5), 0.5), 0, 1);
            return new SamplerOutput(
                    scope.moveToOuter(images),
                    scope.moveToOuter(last.gaussians()),
                    last.rendered().moveToOuter(scope));
        }
    }

    /** What stays the same over a run. */
    private record Conditions(
            ImageCondition conditional,
            ImageCondition bothBranches,
            Tensor guidance,
            PreparedCameras cameras,
            AddedTimeIds timeIds) {}

    /**
     * What the denoiser sees of the picture.
     *
     * @param embeddings {@code [B, 1, D]} for the conditional branch, {@code [2B, 1, D]} for both
     * @param latents {@code [B, V, C, h, w]} or {@code [2B, V, C, h, w]}
     */
    private record ImageCondition(Tensor embeddings, Tensor latents) {
        ImageCondition withUnconditional() {
            return new ImageCondition(
                    LinearGuidance.withUnconditional(embeddings), LinearGuidance.withUnconditional(latents));
        }

        ImageCondition moveToOuter(TensorScope scope) {
            return new ImageCondition(scope.moveToOuter(embeddings), scope.moveToOuter(latents));
        }
    }

    private Conditions condition(SamplerInput input) {
        try (TensorScope scope = TensorScope.open()) {
            long views = input.views().count();
            Tensor embeddings = modules.imageEncoder().encode(input.image());
            Tensor noisy = Arithmetic.addScaled(input.image(), input.imageNoise(), options.noiseAugStrength());
            Tensor latents = Shapes.unsqueeze(modules.latentEncoder().encode(noisy), 1); // [B, 1, C, h, w]
            ImageCondition conditional = new ImageCondition(embeddings, Shapes.expand(latents, -1, views, -1, -1, -1));
            Device device = input.image().device();
            Tensor scales = options.guidance().scales(input.views().count(), device);
            long[] noise = input.latentNoise().shape();
            PreparedCameras cameras = modules.denoiser()
                    .prepareCameras(input.views().c2w(), input.views().intrinsics(), (int) noise[3], (int) noise[4]);
            cameras.embeddings().forEach(scope::moveToOuter);
            return new Conditions(
                    conditional.moveToOuter(scope),
                    conditional.withUnconditional().moveToOuter(scope),
                    scope.moveToOuter(scales),
                    cameras,
                    new AddedTimeIds(FPS, MOTION_BUCKET_ID, (float) options.noiseAugStrength()));
        }
    }

    private SamplerStep step(
            SamplerInput input,
            EulerDiscreteScheduler scheduler,
            Conditions conditions,
            Tensor latents,
            FeedbackFeatures feedback,
            int index,
            StageTimes times) {
        Tensor guided = times.time("denoiser", () -> guided(scheduler, conditions, latents, feedback, index));
        EulerDiscreteScheduler.Step euler = scheduler.step(guided, index, latents);
        boolean reconstructs = index == options.steps() - 1 || reconstructsAfter.test(index);
        Optional<SamplerStep.Reconstruction> reconstruction = reconstructs
                ? Optional.of(reconstruct(input, euler.predOriginalSample(), scheduler.timestep(index), times))
                : Optional.empty();
        return new SamplerStep(index, guided, euler.predOriginalSample(), euler.prevSample(), reconstruction);
    }

    private Tensor guided(
            EulerDiscreteScheduler scheduler,
            Conditions conditions,
            Tensor latents,
            FeedbackFeatures feedback,
            int index) {
        try (TensorScope scope = TensorScope.open()) {
            boolean both = options.guidance().needsBothBranches(index, options.steps());
            ImageCondition image = both ? conditions.bothBranches() : conditions.conditional();
            Tensor scaled = scheduler.scaleModelInput(latents, index);
            Tensor noisy = both ? LinearGuidance.forBothBranches(scaled) : scaled;
            // The image's latents join after the scaling: they carry no noise of the schedule.
            Tensor sample = Shapes.cat(List.of(noisy, image.latents()), 2); // [B or 2B, V, 2C, h, w]
            // What is there for one object is shared by all, and by both branches.
            boolean shared = !both || latents.size(0) == 1;
            FeedbackFeatures seen = shared ? feedback : feedback.forBothBranches();
            Tensor prediction = modules.denoiser()
                    .denoise(
                            sample,
                            new float[] {scheduler.timestep(index)},
                            image.embeddings(),
                            conditions.timeIds().values(),
                            conditions.cameras(),
                            seen);
            return scope.moveToOuter(both ? LinearGuidance.combine(prediction, conditions.guidance()) : prediction);
        }
    }

    private SamplerStep.Reconstruction reconstruct(
            SamplerInput input, Tensor latents, float timestep, StageTimes times) {
        Tensor decoded = times.time("decoder", () -> decode(latents));
        Tensor gaussians = times.time("reconstructor", () -> reconstruct(input, decoded, timestep));
        RenderedViews rendered = times.time("rasterizer", () -> render(input, gaussians));
        return new SamplerStep.Reconstruction(decoded, gaussians, rendered);
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

    private Tensor reconstruct(SamplerInput input, Tensor decoded, float timestep) {
        ViewTensors views = input.views();
        return modules.reconstructor()
                .reconstruct(
                        decoded,
                        Shapes.expand(views.c2w(), input.objects(), -1, -1, -1),
                        Shapes.expand(views.intrinsics(), input.objects(), -1, -1, -1),
                        timestep);
    }

    private RenderedViews render(SamplerInput input, Tensor gaussians) {
        int size = Math.toIntExact(input.image().size(-1));
        List<RenderedViews> objects = new ArrayList<>();
        for (int b = 0; b < input.objects(); b++) {
            objects.add(modules.renderer().render(Shapes.narrow(gaussians, 0, b, 1), input.views(), size));
        }
        return RenderedViews.cat(objects);
    }

    /** Zeros, which are not what an empty rendering would be: the networks learnt them as "nothing yet". */
    private FeedbackFeatures firstFeedback(SamplerInput input) {
        try (TensorScope scope = TensorScope.open()) {
            long size = input.image().size(-1);
            Tensor zeros = Creation.zeros(
                    DType.FLOAT32, input.image().device(), 1, input.views().count(), 3, size, size);
            return moveToOuter(scope, modules.denoiser().encodeFeedback(zeros, zeros));
        }
    }

    private FeedbackFeatures encode(RenderedViews maps) {
        Feedback feedback = options.feedback();
        Tensor color = feedback.usesRgb() ? maps.color() : Creation.zerosLike(maps.color());
        Tensor ccm = feedback.usesCcm() ? maps.ccm() : Creation.zerosLike(maps.ccm());
        return modules.denoiser().encodeFeedback(color, ccm);
    }

    private static FeedbackFeatures moveToOuter(TensorScope scope, FeedbackFeatures features) {
        features.levels().forEach(scope::moveToOuter);
        return features;
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
