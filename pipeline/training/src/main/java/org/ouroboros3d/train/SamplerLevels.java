package org.ouroboros3d.train;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.ouroboros3d.diffusion.EulerDiscreteScheduler;
import org.ouroboros3d.diffusion.HostNoise;
import org.ouroboros3d.diffusion.SchedulerConfig;

/**
 * Noise levels (sigmas) as samplers of {@value #MIN_STEPS} to {@value #MAX_STEPS} steps meet them.
 *
 * <p>The levels above 0 of all these schedules ({@link EulerDiscreteScheduler}) are put in order, each as often as it
 * occurs. A level is drawn between two neighbors of that order, which are all equally likely, evenly in the logarithm. The
 * ends of the range belong to every schedule, so they are drawn exactly with a positive probability, as a sampler always
 * begins at the highest level.
 */
public final class SamplerLevels implements NoiseLevels {
    /** Steps of the shortest sampler. */
    public static final int MIN_STEPS = 4;
    /** Steps of the longest sampler. */
    public static final int MAX_STEPS = 8;

    private final double[] ascending;

    /** @param scheduler range of the noise levels */
    public SamplerLevels(SchedulerConfig scheduler) {
        ascending = IntStream.rangeClosed(MIN_STEPS, MAX_STEPS)
                .mapToObj(steps -> new EulerDiscreteScheduler(scheduler, steps))
                .flatMapToDouble(schedule ->
                        IntStream.range(0, schedule.numInferenceSteps()).mapToDouble(schedule::sigma))
                .sorted()
                .toArray();
    }

    /** {@return the noise level that belongs to a number from (0, 1), which rises with it} */
    public double sigma(double uniform) {
        double position = uniform * (ascending.length - 1);
        int below = (int) position;
        double low = ascending[below];
        double high = ascending[below + 1];
        return Math.min(high, low * Math.pow(high / low, position - below));
    }

    @Override
    public List<Double> draw(HostNoise noise, long stream, int count) {
        return Arrays.stream(noise.uniforms(stream, count))
                .map(this::sigma)
                .boxed()
                .toList();
    }
}
