package org.ouroboros3d.verify;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.ouroboros3d.diffusion.LinearGuidance;
import org.ouroboros3d.generate.Feedback;
import org.ouroboros3d.generate.GenerationOptions;
import org.ouroboros3d.geometry.Geometry;
import org.ouroboros3d.geometry.TemporalContext;
import org.ouroboros3d.load.ModelBuilder;
import org.ouroboros3d.model.ModelInfo;
import org.ouroboros3d.model.Networks;
import org.ouroboros3d.model.SamplingDefaults;
import org.ouroboros3d.render.GaussianRenderer;
import org.ouroboros3d.sample.RecursiveSampler;
import org.ouroboros3d.sample.SamplerOutput;
import org.ouroboros3d.tensor.Device;
import org.ouroboros3d.tensor.TensorScope;
import org.ouroboros3d.weights.Weights;

/**
 * The whole recursive loop, free running from the recorded noise: every step's guidance, latents, decoded views,
 * Gaussians, renderings and maps. Outputs whose names end in {@code _head} were made with the fixed temporal context,
 * the others with that of diffusers 0.25.0.
 */
final class LoopCheck implements GoldenCheck {
    @Override
    public List<Comparison> run(GoldenFile golden, Device device) {
        Weights weights = golden.sibling(golden.metadata("weights_file")).weights(device);
        GoldenFile inputs = golden.hasInput("c2w") ? golden : golden.sibling(golden.metadata("inputs_file"));
        Feedback feedback = golden.hasInput("c2w") ? Feedback.BOTH : Feedback.NONE;
        List<Comparison> comparisons = new ArrayList<>();
        for (TemporalContext context : TemporalContext.values()) {
            try (TensorScope scope = TensorScope.open()) {
                comparisons.addAll(run(golden, inputs, weights, feedback, context, device));
            }
        }
        return comparisons;
    }

    private static List<Comparison> run(
            GoldenFile golden,
            GoldenFile inputs,
            Weights weights,
            Feedback feedback,
            TemporalContext context,
            Device device) {
        JsonNode config = golden.config();
        int size = config.path("image_size").asInt();
        ModelInfo info =
                new ModelInfo(golden.module(), size, Geometry.OFFICIAL, context, true, SamplingDefaults.PUBLISHED);
        try (GaussianRenderer renderer = new GaussianRenderer(Geometry.OFFICIAL)) {
            Networks modules =
                    new ModelBuilder(flattened(config), info, part -> weights.at(part.key())).build(renderer);
            LoopComparisons comparisons = new LoopComparisons(golden, context);
            SamplerOutput output = new RecursiveSampler(modules, options(config).withFeedback(feedback), step -> true)
                    .sample(new LoopInput(inputs, size, device).read(), comparisons::add);
            return comparisons.finish(output);
        }
    }

    /** What the reference's loop was run with, with both maps fed back. */
    static GenerationOptions options(JsonNode config) {
        return GenerationOptions.defaults()
                .withSteps(config.path("num_inference_steps").asInt())
                .withGuidance(new LinearGuidance(
                        config.path("min_guidance_scale").asDouble(),
                        config.path("max_guidance_scale").asDouble()))
                .withNoiseAugStrength(config.path("noise_aug_strength").asDouble());
    }

    /** The reference keeps LGM's sizes one level deeper than the reader of its configuration expects them. */
    static JsonNode flattened(JsonNode config) {
        ObjectNode copy = config.deepCopy();
        ObjectNode lgm = config.path("recon_model").path("opt").deepCopy();
        lgm.set("num_frames", config.path("recon_model").path("num_frames"));
        copy.set("recon_model", lgm);
        return copy;
    }
}
