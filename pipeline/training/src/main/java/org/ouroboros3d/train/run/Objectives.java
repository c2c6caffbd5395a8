package org.ouroboros3d.train.run;

import java.util.Optional;
import org.ouroboros3d.diffusion.HostNoise;
import org.ouroboros3d.diffusion.SchedulerConfig;
import org.ouroboros3d.load.ModelPart;
import org.ouroboros3d.tensor.Device;
import org.ouroboros3d.tensor.TensorScope;
import org.ouroboros3d.train.DenoiserStage;
import org.ouroboros3d.train.DetailStage;
import org.ouroboros3d.train.DrawSource;
import org.ouroboros3d.train.ImageLoss;
import org.ouroboros3d.train.JointObjective;
import org.ouroboros3d.train.JointStage;
import org.ouroboros3d.train.Parameters;
import org.ouroboros3d.train.PixelGaussians;
import org.ouroboros3d.train.PlacementStage;
import org.ouroboros3d.train.ReconstructorStage;
import org.ouroboros3d.train.TrainableModel;
import org.ouroboros3d.train.TrainingModules;
import org.ouroboros3d.train.TrainingStage;
import org.ouroboros3d.train.Trajectories;
import org.ouroboros3d.train.VaeStage;
import org.ouroboros3d.train.ViewDegradation;
import org.ouroboros3d.vae.VaeConfig;
import org.ouroboros3d.vae.VaeDecoder;
import org.ouroboros3d.vae.VaeEncoder;

/**
 * Makes the stage that a configuration asks for.
 *
 * @param config of the run
 * @param owned holds the weights of the perceptual loss
 */
record Objectives(TrainingConfig config, TensorScope owned) {
    /**
     * {@return the stage}
     *
     * @param frames views of an object
     */
    TrainingStage stage(TrainableModel model, int frames) {
        Parameters parameters = model.trained(config.stage().parts(config.trainImageEncoder()));
        HostNoise noise = new HostNoise(config.seed());
        return switch (config.stage()) {
            case VAE -> vae(model, parameters, frames, noise);
            case PRETRAIN_PLANES ->
                new PlacementStage(parameters, modules(model), PixelGaussians.onPlanes(inputViews(model)));
            case PRETRAIN_DEPTH ->
                new PlacementStage(parameters, modules(model), PixelGaussians.onSurfaces(inputViews(model)));
            case RECONSTRUCTOR -> reconstructor(model, parameters, noise);
            case DENOISER ->
                new DenoiserStage(
                        parameters,
                        modules(model),
                        model.vae(),
                        config.diffusion().dropout(),
                        config.diffusion().lossWeights(),
                        draws(model, noise));
            case DETAIL -> detail(model, parameters, noise);
            case JOINT ->
                new JointStage(parameters, modules(model), model.vae(), objective(model.device()), draws(model, noise));
        };
    }

    private static int inputViews(TrainableModel model) {
        return model.reconstructor().numFrames();
    }

    private TrainingModules modules(TrainableModel model) {
        return model.modules().in(config.mixedPrecision()).withGradientCheckpointing(config.gradientCheckpointing());
    }

    private VaeStage vae(TrainableModel model, Parameters parameters, int frames, HostNoise noise) {
        VaeConfig vae = model.vae();
        AutoencoderConfig autoencoder = config.autoencoder();
        int clip = Math.min(autoencoder.clip(), frames);
        return new VaeStage(
                parameters,
                new VaeEncoder(model.weights(ModelPart.VAE), vae),
                new VaeDecoder(model.weights(ModelPart.VAE), vae, clip),
                vae.scalingFactor(),
                imageLoss(model.device()),
                autoencoder.priorWeight(),
                clip,
                config.mixedPrecision(),
                noise);
    }

    private ReconstructorStage reconstructor(TrainableModel model, Parameters parameters, HostNoise noise) {
        return new ReconstructorStage(
                parameters,
                modules(model),
                imageLoss(model.device()),
                config.reconstructor().renderSizes(),
                degradation(model),
                noise);
    }

    private DetailStage detail(TrainableModel model, Parameters parameters, HostNoise noise) {
        DetailTraining detail = config.detail();
        return new DetailStage(
                parameters,
                modules(model),
                model.info(),
                imageLoss(model.device()),
                config.reconstructor().renderSizes().orElse(DetailTraining.RENDER_SIZES),
                degradation(model),
                detail.otherWeight(),
                detail.depthWeight(),
                noise);
    }

    private ViewDegradation degradation(TrainableModel model) {
        SchedulerConfig scheduler = model.modules().networks().scheduler();
        return new ViewDegradation(
                config.reconstructor().degrade(), config.diffusion().noiseLevels(scheduler));
    }

    private DrawSource draws(TrainableModel model, HostNoise noise) {
        DiffusionConfig diffusion = config.diffusion();
        SchedulerConfig scheduler = model.modules().networks().scheduler();
        return new DrawSource(
                noise,
                diffusion.noiseLevels(scheduler),
                diffusion.conditionSigmas(),
                diffusion.selfConditioning(),
                Optional.of(new Trajectories(diffusion.trajectories(), scheduler)));
    }

    private JointObjective objective(Device device) {
        DiffusionConfig diffusion = config.diffusion();
        return new JointObjective(
                diffusion.dropout(),
                diffusion.feedback(),
                imageLoss(device),
                diffusion.reconstructionWeight(),
                diffusion.feedbackGradients(),
                diffusion.lossWeights());
    }

    private ImageLoss imageLoss(Device device) {
        LossConfig loss = config.loss();
        ImageLoss.Perceptual perceptual = loss.lpips()
                .map(given -> ImageLoss.Perceptual.lpips(given.files().load(device, owned), given.weight()))
                .orElseGet(() -> ImageLoss.Perceptual.ssim(loss.ssimWeight()));
        return new ImageLoss(
                loss.pixels(),
                loss.chromaWeight(),
                perceptual.and(ImageLoss.Perceptual.gradients(loss.gradientWeight())));
    }
}
