package org.ouroboros3d.train;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.ouroboros3d.diffusion.AddedTimeIds;
import org.ouroboros3d.diffusion.EdmPreconditioning;
import org.ouroboros3d.model.DenoiserInput;
import org.ouroboros3d.model.FeedbackFeatures;
import org.ouroboros3d.model.MultiViewDenoiser;
import org.ouroboros3d.model.PreparedCameras;
import org.ouroboros3d.model.PreparedTimes;
import org.ouroboros3d.ops.Arithmetic;
import org.ouroboros3d.ops.Creation;
import org.ouroboros3d.ops.Reductions;
import org.ouroboros3d.ops.Shapes;
import org.ouroboros3d.tensor.DType;
import org.ouroboros3d.tensor.GradMode;
import org.ouroboros3d.tensor.Tensor;

/**
 * A batch of noisy latents to be cleaned, with everything but the feedback that the denoiser is told (paper, algorithm 1,
 * lines 2 to 5). {@link #eulerStep} leads from it to the same task at a lower noise level, as a sampler does. Its tensors belong to the scope that was innermost when it was made.
 */
public final class DiffusionTask {
    private static final float FPS = 6;
    private static final float MOTION_BUCKET_ID = 127;

    private final MultiViewDenoiser denoiser;
    private final List<EdmPreconditioning> levels;
    private final Tensor latents;
    private final Tensor noisy;
    private final Tensor scaledNoisy;
    private final Tensor embeddings;
    private final Tensor conditionLatents;
    private final Tensor inEveryView;
    private final Tensor sample;
    private final float[] timesteps;
    private final float[] timeIds;
    private final PreparedCameras cameras;
    private final PreparedTimes times;
    private final Tensor zeros;

    /**
     * Adds the noise of {@link StepDraws#startSigmas} and encodes the conditions.
     *
     * @param dropout what is hidden of the conditions
     */
    public DiffusionTask(TrainingModules modules, TrainingBatch batch, StepDraws draws, ConditioningDropout dropout) {
        this.denoiser = modules.networks().denoiser();
        this.levels = levels(draws.startSigmas());
        Tensor drawn;
        Tensor noisyImages = addNoise(batch.conditionImages(), draws);
        Tensor condition;
        try (GradMode frozen = GradMode.disabled()) {
            drawn = batch.latents()
                    .orElseGet(() -> modules.networks()
                            .latentEncoder()
                            .sample(Shapes.flatten(batch.images(), 0, 1), draws.encodeNoise()));
            // Neither of the two is trained with the denoiser, and SVD's condition latents stay unscaled.
            condition = modules.networks().latentEncoder().sample(noisyImages, draws.conditionEncodeNoise());
        }
        Tensor scaled = Arithmetic.mul(drawn, modules.networks().latentEncoder().scalingFactor());
        this.latents = Shapes.reshape(scaled, draws.latentNoise().shape());
        this.noisy = Arithmetic.add(
                latents, Arithmetic.mul(draws.latentNoise(), perObject(EdmPreconditioning::sigma, latents)));
        this.scaledNoisy = Arithmetic.mul(noisy, perObject(EdmPreconditioning::cIn, noisy));
        this.embeddings = Arithmetic.mul(
                modules.networks().imageEncoder().encode(noisyImages),
                factors(draws, dropout::embeddingFactor, batch.images(), 3));
        this.conditionLatents = Arithmetic.mul(condition, factors(draws, dropout::latentFactor, batch.images(), 4));
        long[] shape = latents.shape();
        this.inEveryView = Shapes.expand(Shapes.unsqueeze(conditionLatents, 1), -1, shape[1], -1, -1, -1);
        this.sample = Shapes.cat(List.of(scaledNoisy, inEveryView), 2);
        this.timesteps = floats(levels, EdmPreconditioning::cNoise);
        this.timeIds = timeIds(draws);
        this.cameras = denoiser.prepareCameras(batch.c2w(), batch.intrinsics(), (int) shape[3], (int) shape[4]);
        this.times = denoiser.prepareTimes(latents.device(), timesteps, timeIds);
        this.zeros = Creation.zeros(
                DType.FLOAT32,
                latents.device(),
                shape[0],
                shape[1],
                3,
                batch.images().size(3),
                batch.images().size(4));
    }

    /** The conditions of another task at other noise levels. */
    private DiffusionTask(DiffusionTask other, List<EdmPreconditioning> levels, Tensor noisy) {
        this.denoiser = other.denoiser;
        this.levels = levels;
        this.latents = other.latents;
        this.noisy = noisy;
        this.scaledNoisy = Arithmetic.mul(noisy, perObject(EdmPreconditioning::cIn, noisy));
        this.embeddings = other.embeddings;
        this.conditionLatents = other.conditionLatents;
        this.inEveryView = other.inEveryView;
        this.sample = Shapes.cat(List.of(scaledNoisy, inEveryView), 2);
        this.timesteps = floats(levels, EdmPreconditioning::cNoise);
        this.timeIds = other.timeIds;
        this.cameras = other.cameras;
        this.times = denoiser.prepareTimes(latents.device(), timesteps, timeIds);
        this.zeros = other.zeros;
    }

    /**
     * {@return the task at lower noise levels that a sampler's Euler step leads to} Its noisy latents are
     * {@code clean + sigma / from (noisy - clean)} with {@code from} the level of this task (Karras et al. 2022, algorithm 1
     * without churn and correction, as in {@link org.ouroboros3d.diffusion.EulerDiscreteScheduler}); what they are to be
     * cleaned to stays. No gradient flows back through the step.
     *
     * @param clean what the denoiser takes for the clean latents, [B, F, C, h, w]
     * @param sigmas level of each object, at most that of this task
     */
    public DiffusionTask eulerStep(Tensor clean, List<Double> sigmas) {
        List<EdmPreconditioning> lower = levels(sigmas);
        double[] ratios = new double[levels.size()];
        for (int i = 0; i < ratios.length; i++) {
            ratios[i] = lower.get(i).sigma() / levels.get(i).sigma();
        }
        Tensor guess = clean.detach();
        Tensor rest = Arithmetic.sub(noisy, guess);
        return new DiffusionTask(
                this, lower, Arithmetic.add(guess, Arithmetic.mul(rest, column(ratios, rest, rest.rank()))));
    }

    /** {@return the features of maps of zeros: no feedback yet} */
    public FeedbackFeatures noFeedback() {
        return denoiser.encodeFeedback(zeros, zeros);
    }

    /** {@return the network's output v, [B, F, C, h, w]} */
    public Tensor predict(FeedbackFeatures feedback) {
        return denoiser.denoise(new DenoiserInput(sample, times, embeddings, cameras, feedback));
    }

    /** {@return the clean latents that a prediction means, [B, F, C, h, w]} */
    public Tensor clean(Tensor prediction) {
        return Arithmetic.add(
                Arithmetic.mul(prediction, perObject(EdmPreconditioning::cOut, prediction)),
                Arithmetic.mul(noisy, perObject(EdmPreconditioning::cSkip, noisy)));
    }

    /** {@return the weighted mean squared error of clean latents, one element} */
    public Tensor loss(Tensor clean, LossWeights weights) {
        Tensor squares = Arithmetic.square(Arithmetic.sub(clean, latents));
        return Reductions.mean(Arithmetic.mul(squares, perObject(weights::at, squares)));
    }

    /** {@return the clean latents, scaled, [B, F, C, h, w]} */
    public Tensor latents() {
        return latents;
    }

    /** {@return the noisy latents, [B, F, C, h, w]} */
    public Tensor noisy() {
        return noisy;
    }

    /** {@return the noisy latents as the network sees them, [B, F, C, h, w]} */
    public Tensor scaledNoisy() {
        return scaledNoisy;
    }

    /** {@return the embeddings after dropout, [B, 1, D]} */
    public Tensor embeddings() {
        return embeddings;
    }

    /** {@return the condition's latents after dropout, unscaled, [B, C, h, w]} */
    public Tensor conditionLatents() {
        return conditionLatents;
    }

    /** {@return {@code 0.25 ln(sigma)} of each object} */
    public float[] timesteps() {
        return timesteps.clone();
    }

    /** {@return the added time ids, row by row} */
    public float[] addedTimeIds() {
        return timeIds.clone();
    }

    private static List<EdmPreconditioning> levels(List<Double> sigmas) {
        return sigmas.stream().map(EdmPreconditioning::new).toList();
    }

    private static Tensor addNoise(Tensor images, StepDraws draws) {
        Tensor sigmas =
                column(draws.conditionSigmas().stream().mapToDouble(s -> s).toArray(), images, images.rank());
        return Arithmetic.add(images, Arithmetic.mul(draws.conditionNoise(), sigmas));
    }

    /** The number of each object's noise level, shaped to be multiplied with {@code like}. */
    private Tensor perObject(ToDoubleFunction<EdmPreconditioning> factor, Tensor like) {
        return column(levels.stream().mapToDouble(factor).toArray(), like, like.rank());
    }

    /** Decides over an object's number from [0, 1). */
    @FunctionalInterface
    private interface Factor {
        float of(double uniform);
    }

    private static Tensor factors(StepDraws draws, Factor factor, Tensor like, int rank) {
        return column(draws.dropout().stream().mapToDouble(factor::of).toArray(), like, rank);
    }

    private static Tensor column(double[] values, Tensor like, int rank) {
        float[] floats = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            floats[i] = (float) values[i];
        }
        long[] shape = new long[rank];
        Arrays.fill(shape, 1);
        shape[0] = values.length;
        return Tensor.of(floats, shape).to(like.device());
    }

    private static float[] floats(List<EdmPreconditioning> levels, ToDoubleFunction<EdmPreconditioning> value) {
        float[] values = new float[levels.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) value.applyAsDouble(levels.get(i));
        }
        return values;
    }

    private static float[] timeIds(StepDraws draws) {
        int perRow = 3;
        float[] rows = new float[perRow * draws.conditionSigmas().size()];
        for (int i = 0; i < draws.conditionSigmas().size(); i++) {
            float sigma = draws.conditionSigmas().get(i).floatValue();
            System.arraycopy(new AddedTimeIds(FPS, MOTION_BUCKET_ID, sigma).values(), 0, rows, perRow * i, perRow);
        }
        return rows;
    }
}
