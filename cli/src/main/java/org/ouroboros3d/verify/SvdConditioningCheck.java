package org.ouroboros3d.verify;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.ouroboros3d.diffusion.AddedTimeIds;
import org.ouroboros3d.diffusion.EulerDiscreteScheduler;
import org.ouroboros3d.diffusion.GuidedInput;
import org.ouroboros3d.diffusion.LinearGuidance;
import org.ouroboros3d.diffusion.SchedulerConfig;
import org.ouroboros3d.geometry.PositionMap;
import org.ouroboros3d.ops.Arithmetic;
import org.ouroboros3d.ops.Resampling;
import org.ouroboros3d.ops.Shapes;
import org.ouroboros3d.tensor.Device;
import org.ouroboros3d.tensor.Tensor;

/**
 * Follows the reference's sampling loop with recorded outputs in place of the networks, and compares what the loop hands
 * to them and makes of what they return.
 */
final class SvdConditioningCheck implements GoldenCheck {
    @Override
    public List<Comparison> run(GoldenFile golden, Device device) {
        return new Run(golden, device).compare();
    }

    private static final class Run {
        private final GoldenFile golden;
        private final Device device;
        private final JsonNode config;
        private final EulerDiscreteScheduler scheduler;
        private final int frames;
        private final List<Comparison> comparisons = new ArrayList<>();

        Run(GoldenFile golden, Device device) {
            this.golden = golden;
            this.device = device;
            config = golden.config();
            scheduler = new EulerDiscreteScheduler(
                    SchedulerConfig.fromJson(config),
                    config.path("num_inference_steps").asInt());
            frames = config.path("num_frames").asInt();
        }

        List<Comparison> compare() {
            compareConditions();
            GuidedInput guidedInput = GuidedInput.of(input("cond_image_latent"), frames);
            LinearGuidance guidance = new LinearGuidance(
                    config.path("min_guidance_scale").asDouble(),
                    config.path("max_guidance_scale").asDouble());
            Tensor scales = guidance.scales(frames, device);
            check("guidance_scale", Shapes.flatten(scales, 0, -1));
            Tensor latents = Arithmetic.mul(input("latent_noise"), scheduler.initNoiseSigma());
            int steps = scheduler.numInferenceSteps();
            for (int i = 0; i < steps; i++) {
                check("mv_timestep_" + i, Tensor.of(new float[] {scheduler.timestep(i)}, 1));
                check("mv_input_" + i, guidedInput.with(scheduler.scaleModelInput(latents, i)));
                Tensor guided = LinearGuidance.combine(input("mv_output_" + i), scales);
                EulerDiscreteScheduler.Step step = scheduler.step(guided, i, latents);
                latents = step.prevSample();
                check("guided_" + i, guided);
                check("pred_x0_latent_" + i, step.predOriginalSample());
                check("prev_sample_" + i, latents);
                check("recon_input_" + i, views("decoded_" + i));
                compareFeedback(i);
            }
            check("final_cond", input("recon_images_" + (steps - 1)));
            Tensor images = Arithmetic.add(Arithmetic.mul(views("decoded_" + steps), 0.5), 0.5);
            check("images_pred", Arithmetic.clamp(images, 0, 1));
            return comparisons;
        }

        private void compareConditions() {
            int size = config.path("resized_to").asInt();
            double noise = config.path("noise_aug_strength").asDouble();
            Tensor image = Resampling.bilinear(input("condition_image"), size, size, false);
            check("vae_input", Arithmetic.addScaled(image, input("noise_aug"), noise));
            Tensor embedding = Shapes.unsqueeze(input("image_embeds"), 1);
            check("encoder_hidden_states", LinearGuidance.withUnconditional(embedding));
            AddedTimeIds ids = new AddedTimeIds(
                    (float) config.path("fps").asDouble(),
                    (float) config.path("motion_bucket_id").asDouble(),
                    (float) noise);
            Tensor row = Tensor.of(ids.values(), 1, 3);
            check("added_time_ids", LinearGuidance.forBothBranches(row));
            check("init_noise_sigma", Tensor.of(new float[] {scheduler.initNoiseSigma()}, 1));
            check("mv_extrinsics", LinearGuidance.forBothBranches(input("c2w")));
            check("mv_intrinsics", LinearGuidance.forBothBranches(input("intrinsics")));
        }

        private void compareFeedback(int step) {
            if (!golden.hasOutput("cond_ccm_" + (step + 1))) {
                return;
            }
            Tensor map = PositionMap.of(input("recon_depths_" + step), input("c2w"), input("intrinsics"));
            check("cond_ccm_" + (step + 1), LinearGuidance.forBothBranches(map));
            check("cond_rgb_" + (step + 1), LinearGuidance.forBothBranches(input("recon_images_" + step)));
        }

        /** {@return decoded pictures, stored with the channels before the views, as {@code [B, V, 3, H, W]}} */
        private Tensor views(String decoded) {
            return Shapes.transpose(input(decoded), 1, 2);
        }

        private Tensor input(String name) {
            return golden.input(name).to(device);
        }

        private void check(String name, Tensor actual) {
            comparisons.add(golden.compare(name, actual));
        }
    }
}
