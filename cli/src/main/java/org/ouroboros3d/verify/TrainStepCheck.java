package org.ouroboros3d.verify;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.ouroboros3d.geometry.Geometry;
import org.ouroboros3d.geometry.TemporalContext;
import org.ouroboros3d.load.ModelBuilder;
import org.ouroboros3d.model.ModelInfo;
import org.ouroboros3d.model.Networks;
import org.ouroboros3d.model.SamplingDefaults;
import org.ouroboros3d.ops.Shapes;
import org.ouroboros3d.raster.Ccm;
import org.ouroboros3d.raster.Rasterizer;
import org.ouroboros3d.render.GaussianRenderer;
import org.ouroboros3d.tensor.Device;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;
import org.ouroboros3d.train.DiffusionTask;
import org.ouroboros3d.train.JointObjective;
import org.ouroboros3d.train.JointPass;
import org.ouroboros3d.train.StepLosses;
import org.ouroboros3d.train.TrainingModules;
import org.ouroboros3d.weights.Weights;

/**
 * One joint training step with both outcomes of the self-conditioning coin: its tensors, its losses, the gradients of
 * twenty parameters and the sizes of all gradients, through denoiser, adapters, rasterizer and reconstructor; and the
 * losses with each of the conditions hidden.
 */
final class TrainStepCheck implements GoldenCheck {
    private static final double PICTURE_TOLERANCE = 1e-3;

    @Override
    public List<Comparison> run(GoldenFile golden, Device device) {
        JsonNode config = golden.config();
        int size = config.path("image_size").asInt();
        ModelInfo info = new ModelInfo(
                golden.module(), size, Geometry.OFFICIAL, TemporalContext.FIXED, true, SamplingDefaults.PUBLISHED);
        TrainStepInput input = new TrainStepInput(golden, device);
        List<Comparison> comparisons = new ArrayList<>();
        try (GaussianRenderer renderer = new GaussianRenderer(Geometry.OFFICIAL);
                Rasterizer rasterizer = Rasterizer.create()) {
            for (TrainStepInput.Coin coin : TrainStepInput.Coin.values()) {
                try (TensorScope scope = TensorScope.open()) {
                    // Leaves of their own for each outcome, since gradients add up.
                    Map<String, Tensor> leaves =
                            golden.sibling(golden.metadata("weights_file")).weightTensors(device);
                    TrainStepGradients gradients = new TrainStepGradients(golden, coin, leaves);
                    TrainingModules modules = modules(config, info, leaves, renderer);
                    Step step = new Step(golden, input, modules, rasterizer);
                    comparisons.addAll(step.compare(coin));
                    comparisons.addAll(gradients.compare());
                    if (!coin.selfConditioned()) {
                        comparisons.add(step.compareDropout());
                    }
                }
            }
        }
        return comparisons;
    }

    private static TrainingModules modules(
            JsonNode config, ModelInfo info, Map<String, Tensor> leaves, GaussianRenderer renderer) {
        Weights weights = Weights.of(leaves, "training weights");
        Networks networks =
                new ModelBuilder(LoopCheck.flattened(config), info, part -> weights.at(part.key())).build(renderer);
        return new TrainingModules(networks, Ccm.OFFICIAL, false);
    }

    /** A training step on the recorded input. */
    private record Step(GoldenFile golden, TrainStepInput input, TrainingModules modules, Rasterizer rasterizer) {
        List<Comparison> compare(TrainStepInput.Coin coin) {
            double dropout = golden.input("cfg_uniform").toDoubleArray()[0];
            try (JointPass pass = pass(coin, dropout)) {
                List<Comparison> comparisons = new ArrayList<>(losses(coin, pass.losses()));
                comparisons.addAll(coin.selfConditioned() ? second(pass) : first(pass));
                pass.backward();
                return comparisons;
            }
        }

        private JointPass pass(TrainStepInput.Coin coin, double dropout) {
            return new JointPass(
                    modules, rasterizer, input.batch(), input.draws(coin, dropout), JointObjective.released());
        }

        private List<Comparison> first(JointPass pass) {
            DiffusionTask task = pass.task();
            float[] timesteps = task.timesteps();
            float[] timeIds = task.addedTimeIds();
            return List.of(
                    of("latents", task.latents()),
                    of("noisy_latents_scaled", task.scaledNoisy()),
                    of("encoder_hidden_states", task.embeddings()),
                    of("cond_latent_in_model", task.conditionLatents()),
                    of("timesteps", Tensor.of(timesteps, timesteps.length)),
                    of("added_time_ids", Tensor.of(timeIds, 1, timeIds.length)),
                    of("model_pred_0", pass.firstPrediction()),
                    of("gaussians_x0", pass.cleanGaussians()),
                    of("gaussians_x1", pass.predictedGaussians()),
                    picture("render_rgb_x1", pass.predictedRendering().color()),
                    picture("render_depth_x1", pass.predictedRendering().depth()));
        }

        private List<Comparison> second(JointPass pass) {
            return List.of(of("model_pred_cond", pass.secondPrediction().orElseThrow()));
        }

        private Comparison of(String name, Tensor actual) {
            return golden.compare(name, actual.detach());
        }

        /** Pictures are recorded at every fourth row from 1 and every fourth column from 2. */
        private Comparison picture(String name, Tensor actual) {
            Tensor rows = Shapes.slice(actual.detach(), -2, 1, actual.size(-2), 4);
            return Comparison.of(
                    name,
                    Shapes.slice(rows, -1, 2, actual.size(-1), 4),
                    golden.output(name),
                    PICTURE_TOLERANCE,
                    Measure.RELATIVE_L2,
                    "where a Gaussian's alpha crosses 1/255, its rounding of 1e-5 moves a pixel by 4e-3 and more");
        }

        private List<Comparison> losses(TrainStepInput.Coin coin, StepLosses losses) {
            Map<String, Double> terms = losses.terms();
            double clean = terms.get("reconstruction_clean");
            double predicted = terms.get("reconstruction_predicted");
            return List.of(
                    loss(coin, "total_loss", losses.total()),
                    loss(coin, "diffusion_loss", terms.get("diffusion")),
                    loss(coin, "recon_loss0", clean),
                    loss(coin, "recon_loss1", predicted),
                    loss(coin, "recon_loss", (clean + predicted) / 2));
        }

        private Comparison loss(TrainStepInput.Coin coin, String name, double actual) {
            String full = coin.name().toLowerCase(Locale.ROOT) + "." + name;
            return Comparison.of(full, Tensor.of(new double[] {actual}, 1), golden.output(full));
        }

        Comparison compareDropout() {
            double[] uniforms = golden.input("drop_uniforms").toDoubleArray();
            double[] rows = IntStream.range(0, uniforms.length)
                    .mapToObj(i -> lossesWith(uniforms[i]))
                    .flatMap(losses -> losses.terms().values().stream())
                    .mapToDouble(value -> value)
                    .toArray();
            int terms = rows.length / uniforms.length;
            return of("drop_losses", Tensor.of(rows, uniforms.length, terms));
        }

        private StepLosses lossesWith(double dropout) {
            try (TensorScope scope = TensorScope.open();
                    JointPass pass = pass(TrainStepInput.Coin.NOCOND, dropout)) {
                return pass.losses();
            }
        }
    }
}
