package org.ouroboros3d.verify;

import java.util.ArrayList;
import java.util.List;
import org.ouroboros3d.diffusion.EulerDiscreteScheduler;
import org.ouroboros3d.diffusion.SchedulerConfig;
import org.ouroboros3d.ops.Arithmetic;
import org.ouroboros3d.ops.Reductions;
import org.ouroboros3d.tensor.Device;
import org.ouroboros3d.tensor.Tensor;

/** Compares noise levels, times and single steps of the scheduler. */
final class EulerSchedulerCheck implements GoldenCheck {
    private static final double TOLERANCE = 1e-6;
    private static final Comparison.Limit ARITHMETIC =
            new Comparison.Limit(TOLERANCE, Measure.RELATIVE_L2, "a few operations of plain arithmetic");
    private static final String CANCELLATION =
            "a step from 700 towards 1 cancels three digits, so the difference is measured against the noisy sample";

    @Override
    public List<Comparison> run(GoldenFile golden, Device device) {
        int steps = golden.config().path("num_inference_steps").asInt();
        EulerDiscreteScheduler scheduler = new EulerDiscreteScheduler(SchedulerConfig.fromJson(golden.config()), steps);
        float[] sigmas = new float[steps + 1];
        float[] timesteps = new float[steps];
        for (int i = 0; i < steps; i++) {
            sigmas[i] = scheduler.sigma(i);
            timesteps[i] = scheduler.timestep(i);
        }
        List<Comparison> comparisons = new ArrayList<>();
        comparisons.add(golden.compare("sigmas", ARITHMETIC, Tensor.of(sigmas, steps + 1)));
        comparisons.add(golden.compare("timesteps", ARITHMETIC, Tensor.of(timesteps, steps)));
        float initial = scheduler.initNoiseSigma();
        comparisons.add(golden.compare("init_noise_sigma", ARITHMETIC, Tensor.of(new float[] {initial}, 1)));
        for (int i = 0; i < steps; i++) {
            if (golden.hasInput("sample_" + i)) {
                compareStep(scheduler, i, golden, device, comparisons);
            }
        }
        return comparisons;
    }

    private static void compareStep(
            EulerDiscreteScheduler scheduler, int i, GoldenFile golden, Device device, List<Comparison> comparisons) {
        Tensor sample = golden.input("sample_" + i).to(device);
        Tensor output = golden.input("model_output_" + i).to(device);
        EulerDiscreteScheduler.Step step = scheduler.step(output, i, sample);
        comparisons.add(golden.compare("scaled_input_" + i, ARITHMETIC, scheduler.scaleModelInput(sample, i)));
        comparisons.add(golden.compare("pred_original_sample_" + i, ARITHMETIC, step.predOriginalSample()));
        double largest = Reductions.max(Arithmetic.abs(sample)).item();
        comparisons.add(golden.compare(
                "prev_sample_" + i, Comparison.Limit.absolute(TOLERANCE * largest, CANCELLATION), step.prevSample()));
    }
}
