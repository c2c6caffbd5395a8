package org.ouroboros3d.train;

import java.util.ArrayList;
import java.util.List;
import org.ouroboros3d.diffusion.EulerDiscreteScheduler;
import org.ouroboros3d.diffusion.SchedulerConfig;

/**
 * Training on the denoiser's own trajectories: in a share of the steps the noisy latents are not clean latents plus noise,
 * but what an Euler step makes of the denoiser's own guess at the next higher level of a sampler's schedule. This is what
 * the denoiser sees when it samples, with its own errors in it.
 *
 * <p>Each object of a batch has a schedule of its own, of {@value SamplerLevels#MIN_STEPS} to
 * {@value SamplerLevels#MAX_STEPS} steps ({@link EulerDiscreteScheduler}), and a step of it that is not the first; all are
 * equally likely.
 *
 * @param share of the training steps, 0 to 1
 * @param scheduler range of the noise levels
 */
public record Trajectories(double share, SchedulerConfig scheduler) {
    /** The draws of a training step are a stream of their own, far from those of {@link DrawSource}. */
    private static final long STREAMS = 1L << 48;

    /** Checks the share. */
    public Trajectories {
        if (!(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException("trajectories is a share of the steps from 0 to 1, not " + share);
        }
    }

    /**
     * {@return the Euler step of each object that leads to its noisy latents; empty where they are clean latents plus noise}
     *
     * @param rows the objects and the generator
     * @param step number of the training step
     */
    List<LevelStep> draw(RowDraws rows, long step) {
        int end = rows.before() + rows.count();
        double[] uniforms = rows.noise().uniforms(STREAMS + step, 1 + 2 * end);
        List<LevelStep> levels = new ArrayList<>();
        if (uniforms[0] < share) {
            for (int i = rows.before(); i < end; i++) {
                levels.add(levels(uniforms[1 + 2 * i], uniforms[2 + 2 * i]));
            }
        }
        return levels;
    }

    private LevelStep levels(double schedule, double index) {
        int choices = SamplerLevels.MAX_STEPS - SamplerLevels.MIN_STEPS + 1;
        int steps = SamplerLevels.MIN_STEPS + (int) (schedule * choices);
        EulerDiscreteScheduler sampler = new EulerDiscreteScheduler(scheduler, steps);
        int above = (int) (index * (steps - 1));
        return new LevelStep(sampler.sigma(above), sampler.sigma(above + 1));
    }
}
