package org.ouroboros3d.train;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ouroboros3d.generate.SamplerModules;
import org.ouroboros3d.model.FeedbackFeatures;
import org.ouroboros3d.ops.Arithmetic;
import org.ouroboros3d.ops.Creation;
import org.ouroboros3d.ops.Shapes;
import org.ouroboros3d.raster.Rasterizer;
import org.ouroboros3d.tensor.Autograd;
import org.ouroboros3d.tensor.GradMode;
import org.ouroboros3d.tensor.Tensor;

/**
 * One joint training step's forward pass, and the backward pass through denoiser, rasterizer and reconstructor (paper,
 * algorithm 1; released code, {@code SVDSystem.training_step} of {@code svd_lgm_multi_t2iadapter.py} at 8e64942f).
 *
 * <p>The clean latents predicted without feedback are decoded and reconstructed at their noise level, and the ground truth
 * is reconstructed as clean. If the draws say so, a second prediction sees the renderings of the first, and its loss
 * replaces the first's. Tensors belong to the scope that was innermost when the pass was made.
 */
public final class JointPass implements AutoCloseable {
    /** What the reconstructor is told of ground truth images: the released code passes the integer 0. */
    private static final float CLEAN_TIMESTEP = 0;

    private final DiffusionTask task;
    private final Tensor firstPrediction;
    private final Optional<Tensor> secondPrediction;
    private final Tensor cleanGaussians;
    private final Tensor predictedGaussians;
    private BatchRendering cleanRendering;
    private BatchRendering predictedRendering;
    private final Map<String, Tensor> losses = new LinkedHashMap<>();

    /** Runs the forward pass, recorded by autograd. */
    public JointPass(
            TrainingModules modules,
            Rasterizer rasterizer,
            TrainingBatch batch,
            StepDraws draws,
            JointObjective objective) {
        boolean done = false;
        try (GradMode recording = GradMode.enabled()) {
            SamplerModules networks = modules.networks();
            task = new DiffusionTask(modules, batch, draws, objective.dropout());
            firstPrediction = firstPrediction(draws.selfConditioned());
            Tensor clean = task.clean(firstPrediction);
            Tensor decoded = decode(networks, clean);
            predictedGaussians =
                    networks.reconstructor().reconstruct(decoded, batch.c2w(), batch.intrinsics(), task.timesteps());
            cleanGaussians = networks.reconstructor()
                    .reconstruct(batch.images(), batch.c2w(), batch.intrinsics(), CLEAN_TIMESTEP);
            int size = batch.imageSize();
            cleanRendering = new BatchRendering(rasterizer, cleanGaussians, batch.views(), size, modules.ccm());
            predictedRendering = new BatchRendering(rasterizer, predictedGaussians, batch.views(), size, modules.ccm());
            secondPrediction = draws.selfConditioned()
                    ? Optional.of(task.predict(feedback(networks, objective)))
                    : Optional.empty();
            addLosses(batch, objective, secondPrediction.map(task::clean).orElse(clean));
            done = true;
        } finally {
            if (!done) {
                close();
            }
        }
    }

    /** Recorded only if its loss counts. */
    private Tensor firstPrediction(boolean onlyForFeedback) {
        try (GradMode mode = onlyForFeedback ? GradMode.disabled() : GradMode.enabled()) {
            return task.predict(task.noFeedback());
        }
    }

    private static Tensor decode(SamplerModules networks, Tensor clean) {
        try (GradMode frozen = GradMode.disabled()) {
            // One by one: a decoder that works in chunks of frames would put two objects into one clip.
            List<Tensor> objects = new ArrayList<>();
            for (int b = 0; b < clean.size(0); b++) {
                objects.add(networks.latentDecoder().decode(Shapes.narrow(clean.detach(), 0, b, 1)));
            }
            return Shapes.cat(objects, 0);
        }
    }

    private FeedbackFeatures feedback(SamplerModules networks, JointObjective objective) {
        Tensor color = map(objective, objective.feedback().usesRgb(), predictedRendering.color());
        Tensor ccm = map(objective, objective.feedback().usesCcm(), predictedRendering.ccm());
        return networks.denoiser().encodeFeedback(color, ccm);
    }

    private static Tensor map(JointObjective objective, boolean used, Tensor map) {
        if (!used) {
            return Creation.zerosLike(map.detach());
        }
        return objective.feedbackGradients() ? map : map.detach();
    }

    private void addLosses(TrainingBatch batch, JointObjective objective, Tensor clean) {
        Tensor targets = batch.targets();
        Tensor diffusion = task.loss(clean);
        Tensor ofClean = objective.imageLoss().of(cleanRendering.color(), targets);
        Tensor ofPredicted = objective.imageLoss().of(predictedRendering.color(), targets);
        Tensor reconstruction = Arithmetic.mul(Arithmetic.add(ofClean, ofPredicted), 0.5);
        losses.put(StepLosses.TOTAL, Arithmetic.addScaled(diffusion, reconstruction, objective.reconstructionWeight()));
        losses.put("diffusion", diffusion);
        losses.put("reconstruction_clean", ofClean);
        losses.put("reconstruction_predicted", ofPredicted);
    }

    /** Adds the gradients of the total loss to the leaves. Once only. */
    public void backward() {
        try (GradMode recording = GradMode.enabled()) {
            Autograd.backward(losses.get(StepLosses.TOTAL));
            List<Tensor> roots = new ArrayList<>();
            List<Tensor> gradients = new ArrayList<>();
            cleanRendering.collect(roots, gradients);
            predictedRendering.collect(roots, gradients);
            Autograd.backward(roots, gradients);
        }
    }

    /** {@return the losses, the total first} */
    public StepLosses losses() {
        return StepLosses.read(losses);
    }

    /** {@return what the denoiser was asked} */
    public DiffusionTask task() {
        return task;
    }

    /** {@return v predicted without feedback, [B, F, C, h, w]} */
    public Tensor firstPrediction() {
        return firstPrediction;
    }

    /** {@return v predicted with the renderings of the first, [B, F, C, h, w]} */
    public Optional<Tensor> secondPrediction() {
        return secondPrediction;
    }

    /** {@return Gaussians of the ground truth, [B, N, 14]} */
    public Tensor cleanGaussians() {
        return cleanGaussians;
    }

    /** {@return Gaussians of the decoded first prediction, [B, N, 14]} */
    public Tensor predictedGaussians() {
        return predictedGaussians;
    }

    /** {@return the renderings of {@link #predictedGaussians}} */
    public BatchRendering predictedRendering() {
        return predictedRendering;
    }

    /** Frees the rasterizer's state. */
    @Override
    public void close() {
        if (cleanRendering != null) {
            cleanRendering.close();
        }
        if (predictedRendering != null) {
            predictedRendering.close();
        }
    }
}
