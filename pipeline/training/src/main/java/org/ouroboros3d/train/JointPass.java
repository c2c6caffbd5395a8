package org.ouroboros3d.train;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ouroboros3d.model.FeedbackFeatures;
import org.ouroboros3d.model.Networks;
import org.ouroboros3d.ops.Arithmetic;
import org.ouroboros3d.ops.Creation;
import org.ouroboros3d.ops.GradientCheckpoints;
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
 * replaces the first's.
 *
 * <p>In a step on the denoiser's own trajectory ({@link Trajectories}) the first prediction, which no loss is taken of, is
 * made one level higher, an Euler step leads from it to the latents that the second prediction is made of, and the
 * reconstruction and the renderings that are fed back belong to the first one's level: as it is in the recursive loop. If
 * the draws say so the second prediction sees them, else it sees no feedback.
 *
 * <p>Tensors belong to the scope that was innermost when the pass was made.
 */
public final class JointPass implements AutoCloseable {
    private final DiffusionTask task;
    private final Tensor firstPrediction;
    private final Optional<Tensor> secondPrediction;
    private final Tensor cleanGaussians;
    private final Tensor predictedGaussians;
    private final Tensor reconstruction;
    private BatchRendering cleanRendering;
    private BatchRendering predictedRendering;
    private final Map<String, Tensor> losses = new LinkedHashMap<>();
    private final List<FedBack> fedBack = new ArrayList<>();
    private final GradientCheckpoints denoising;
    private final GradientCheckpoints reconstructing;

    /** A map, and the leaf by which the second prediction sees it: the backward pass stops there until its loss is through. */
    private record FedBack(Tensor map, Tensor leaf) {}

    /** Runs the forward pass, recorded by autograd. */
    public JointPass(
            TrainingModules modules,
            Rasterizer rasterizer,
            TrainingBatch batch,
            StepDraws draws,
            JointObjective objective) {
        boolean done = false;
        denoising = modules.checkpoints();
        reconstructing = modules.checkpoints();
        try (GradMode recording = GradMode.enabled()) {
            Networks networks = modules.networks();
            DiffusionTask start = new DiffusionTask(modules, batch, draws, objective.dropout());
            firstPrediction = firstPrediction(start, draws.selfConditioned() || draws.onTrajectory());
            Tensor clean = start.clean(firstPrediction);
            task = draws.onTrajectory() ? start.eulerStep(clean, draws.sigmas()) : start;
            Tensor seen = networks.reconstructorInput().views(decode(networks, clean), batch.conditionImages());
            try (var segments = reconstructing.record()) {
                predictedGaussians =
                        networks.reconstructor().reconstruct(seen, batch.c2w(), batch.intrinsics(), start.timesteps());
                cleanGaussians = modules.reconstructClean(batch);
            }
            int size = batch.imageSize();
            cleanRendering = new BatchRendering(rasterizer, cleanGaussians, batch.views(), size, modules.ccm());
            predictedRendering = new BatchRendering(rasterizer, predictedGaussians, batch.views(), size, modules.ccm());
            secondPrediction = secondPrediction(networks, draws, objective);
            reconstruction = addLosses(
                    batch, objective, secondPrediction.map(task::clean).orElse(clean));
            done = true;
        } finally {
            if (!done) {
                close();
            }
        }
    }

    /** Recorded only if its loss counts. */
    private Tensor firstPrediction(DiffusionTask start, boolean uncounted) {
        try (GradMode mode = uncounted ? GradMode.disabled() : GradMode.enabled()) {
            return predict(start, start.noFeedback());
        }
    }

    private Optional<Tensor> secondPrediction(Networks networks, StepDraws draws, JointObjective objective) {
        if (draws.selfConditioned()) {
            return Optional.of(predict(task, feedback(networks, objective)));
        }
        return draws.onTrajectory() ? Optional.of(predict(task, task.noFeedback())) : Optional.empty();
    }

    private Tensor predict(DiffusionTask asked, FeedbackFeatures feedback) {
        try (var segments = denoising.record()) {
            return asked.predict(feedback);
        }
    }

    private static Tensor decode(Networks networks, Tensor clean) {
        try (GradMode frozen = GradMode.disabled()) {
            // One by one: a decoder that works in chunks of frames would put two objects into one clip.
            List<Tensor> objects = new ArrayList<>();
            for (int b = 0; b < clean.size(0); b++) {
                objects.add(networks.latentDecoder().decode(Shapes.narrow(clean.detach(), 0, b, 1)));
            }
            return Shapes.cat(objects, 0);
        }
    }

    private FeedbackFeatures feedback(Networks networks, JointObjective objective) {
        Tensor color = map(objective, objective.feedback().usesRgb(), predictedRendering.color());
        Tensor ccm = map(objective, objective.feedback().usesCcm(), predictedRendering.ccm());
        return networks.denoiser().encodeFeedback(color, ccm);
    }

    private Tensor map(JointObjective objective, boolean used, Tensor map) {
        if (!used) {
            return Creation.zerosLike(map.detach());
        }
        if (!objective.feedbackGradients()) {
            return map.detach();
        }
        FedBack cut = new FedBack(map, map.detach().requiresGrad(true));
        fedBack.add(cut);
        return cut.leaf();
    }

    /** {@return the reconstruction's part of the total} */
    private Tensor addLosses(TrainingBatch batch, JointObjective objective, Tensor clean) {
        Tensor targets = batch.targets();
        Tensor diffusion = task.loss(clean, objective.weights());
        Tensor ofClean = objective.imageLoss().of(cleanRendering.color(), targets);
        Tensor ofPredicted = objective.imageLoss().of(predictedRendering.color(), targets);
        Tensor reconstruction = Arithmetic.mul(Arithmetic.add(ofClean, ofPredicted), 0.5);
        losses.put(StepLosses.TOTAL, Arithmetic.addScaled(diffusion, reconstruction, objective.reconstructionWeight()));
        losses.put("diffusion", diffusion);
        losses.put("reconstruction_clean", ofClean);
        losses.put("reconstruction_predicted", ofPredicted);
        return Arithmetic.mul(reconstruction, objective.reconstructionWeight());
    }

    /** Adds the gradients of the total loss to the leaves. Once only. */
    public void backward() {
        backward(1);
    }

    /** Adds the gradients of the total loss, multiplied by {@code lossScale}, to the leaves. Once only. */
    public void backward(double lossScale) {
        try (GradMode recording = GradMode.enabled()) {
            StepLosses.backward(losses.get("diffusion"), lossScale);
            denoising.backward();
            List<Tensor> roots = new ArrayList<>(List.of(reconstruction));
            List<Tensor> gradients = new ArrayList<>(List.of(StepLosses.gradient(reconstruction, lossScale)));
            for (FedBack cut : fedBack) {
                roots.add(cut.map());
                gradients.add(Autograd.gradient(cut.leaf()));
            }
            Autograd.backward(roots, gradients);
            roots.clear();
            gradients.clear();
            cleanRendering.collect(roots, gradients);
            predictedRendering.collect(roots, gradients);
            Autograd.backward(roots, gradients);
            reconstructing.backward();
        }
    }

    /** {@return the losses, the total first} */
    public StepLosses losses() {
        return StepLosses.read(losses);
    }

    /** {@return what the denoiser was asked for the prediction whose loss counts} */
    public DiffusionTask task() {
        return task;
    }

    /** {@return v predicted without feedback, on a trajectory at the level above, [B, F, C, h, w]} */
    public Tensor firstPrediction() {
        return firstPrediction;
    }

    /** {@return v predicted with the renderings of the first, or on its trajectory, [B, F, C, h, w]} */
    public Optional<Tensor> secondPrediction() {
        return secondPrediction;
    }

    /** {@return Gaussians of the ground truth, [B, N, 14]} */
    public Tensor cleanGaussians() {
        return cleanGaussians;
    }

    /** {@return Gaussians of the decoded first prediction, whose first view may be the true one, [B, N, 14]} */
    public Tensor predictedGaussians() {
        return predictedGaussians;
    }

    /** {@return the renderings of {@link #predictedGaussians}} */
    public BatchRendering predictedRendering() {
        return predictedRendering;
    }

    /** Frees the rasterizer's state and the checkpoints. */
    @Override
    public void close() {
        denoising.close();
        reconstructing.close();
        if (cleanRendering != null) {
            cleanRendering.close();
        }
        if (predictedRendering != null) {
            predictedRendering.close();
        }
    }
}
