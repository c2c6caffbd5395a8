package org.ouroboros3d.train.run;

import java.util.List;
import org.ouroboros3d.diffusion.HostNoise;
import org.ouroboros3d.model.Networks;
import org.ouroboros3d.ops.Arithmetic;
import org.ouroboros3d.ops.Shapes;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.train.ConditioningDropout;
import org.ouroboros3d.train.DetailStage;
import org.ouroboros3d.train.DiffusionTask;
import org.ouroboros3d.train.DrawSource;
import org.ouroboros3d.train.LogNormal;
import org.ouroboros3d.train.StepDraws;
import org.ouroboros3d.train.TrainingBatch;
import org.ouroboros3d.train.TrainingModules;
import org.ouroboros3d.vae.VaeConfig;

/**
 * What a stage's networks make of an object's views: decoded latents, renderings of reconstructed Gaussians, or views
 * predicted in one step from latents with much noise.
 */
final class SampleViews {
    /** The noise level that views are predicted from: little of them is left at it. */
    private static final double SIGMA = 3;

    private final StageKind stage;
    private final AveragedModel model;
    private final DrawSource draws;

    /** @param seed of the noise, the same at every step */
    SampleViews(StageKind stage, AveragedModel model, long seed) {
        this.stage = stage;
        this.model = model;
        LogNormal level = new LogNormal(Math.log(SIGMA), 0);
        this.draws = new DrawSource(new HostNoise(seed), level, LogNormal.CONDITION, 0);
    }

    /**
     * {@return pictures in [0, 1], each [1, F, 3, H, W]}
     *
     * @param batch one object
     */
    List<Tensor> of(TrainingBatch batch) {
        return switch (stage) {
            case VAE -> List.of(decoded(batch));
            case PRETRAIN_PLANES, PRETRAIN_DEPTH, RECONSTRUCTOR ->
                List.of(rendered(batch, batch.images(), TrainingModules.CLEAN_TIMESTEP));
            case DENOISER -> predicted(batch).subList(0, 1);
            case JOINT -> predicted(batch);
            case DETAIL -> List.of(refined(batch));
        };
    }

    private Tensor decoded(TrainingBatch batch) {
        VaeConfig vae = model.trained().vae();
        Tensor latents = Arithmetic.mul(
                model.networks().latentEncoder().encode(Shapes.flatten(batch.images(), 0, 1)), vae.scalingFactor());
        return toUnit(model.networks().latentDecoder().decode(Shapes.unsqueeze(latents, 0)));
    }

    private Tensor rendered(TrainingBatch batch, Tensor images, float timestep) {
        Networks networks = model.networks();
        Tensor gaussians = networks.reconstructor().reconstruct(images, batch.c2w(), batch.intrinsics(), timestep);
        Tensor color = networks.renderer()
                .render(gaussians, batch.views().getFirst(), batch.imageSize())
                .color();
        networks.renderer().verify();
        return color;
    }

    private Tensor refined(TrainingBatch batch) {
        Networks networks = model.networks();
        TrainingBatch small = batch.shrunk(model.trained().info().imageSize());
        Tensor gaussians = networks.reconstructor()
                .reconstruct(small.images(), small.c2w(), small.intrinsics(), TrainingModules.CLEAN_TIMESTEP);
        Tensor refined = DetailStage.refined(model.trained().info(), networks, gaussians, batch);
        Tensor color = networks.renderer()
                .render(refined, batch.views().getFirst(), batch.imageSize())
                .color();
        networks.renderer().verify();
        return color;
    }

    private List<Tensor> predicted(TrainingBatch batch) {
        VaeConfig vae = model.trained().vae();
        StepDraws drawn = draws.draws(0, batch, vae.latentChannels(), vae.downsampling());
        TrainingModules modules =
                new TrainingModules(model.networks(), model.trained().modules().ccm(), false);
        DiffusionTask task = new DiffusionTask(modules, batch, drawn, new ConditioningDropout(0));
        Tensor clean = task.clean(task.predict(task.noFeedback()));
        Tensor pictures = model.networks().latentDecoder().decode(clean);
        Tensor seen = model.networks().reconstructorInput().views(pictures, batch.conditionImages());
        return List.of(toUnit(pictures), rendered(batch, seen, task.timesteps()[0]));
    }

    private static Tensor toUnit(Tensor signed) {
        return Arithmetic.add(Arithmetic.mul(signed, 0.5), 0.5);
    }
}
