package org.ouroboros3d.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ouroboros3d.generate.GenerationOptions;
import org.ouroboros3d.image.Image;
import org.ouroboros3d.model.StageTimes;
import org.ouroboros3d.sample.RecursiveSampler;
import org.ouroboros3d.sample.SamplerInput;
import org.ouroboros3d.tensor.HookHandle;
import org.ouroboros3d.tensor.TensorScope;

/**
 * What a generation's time goes into.
 *
 * @param nanos of the whole run of the loop
 * @param stages by name, in the order in which they first ran; {@code between stages} has operators but no time of its own
 * @param trace of the run, its steps, stages and operators
 */
public record LoopProfile(long nanos, Map<String, StageProfile> stages, Trace trace) {
    private static final String FIRST_STAGE_OF_STEP = "denoiser";

    /**
     * Runs the loop once with one step, to load and compile what is needed, and then once more, observed.
     *
     * @param object a square picture
     */
    public static LoopProfile of(LoopModel model, Image object, GenerationOptions options) {
        try (TensorScope scope = TensorScope.open()) {
            SamplerInput input = model.input(object, options);
            sample(new RecursiveSampler(model.modules(), options.withSteps(1)), input, new StageTimes());
            DeviceWait.on(model.device());
            Trace trace = new Trace("recursive loop");
            LoopRecorder recorder = new LoopRecorder(trace);
            StepBeginnings steps = new StepBeginnings();
            long begin = System.nanoTime();
            try (HookHandle handle = HookHandle.register(recorder.operatorHook())) {
                sample(
                        new RecursiveSampler(model.modules(), options),
                        input,
                        new StageTimes(steps, recorder.stageListener()));
            }
            long end = System.nanoTime();
            DeviceWait.on(model.device());
            trace.add("run", "generation", begin, end);
            steps.addTo(trace, end);
            return new LoopProfile(end - begin, new LinkedHashMap<>(recorder.profiles()), trace);
        }
    }

    private static void sample(RecursiveSampler sampler, SamplerInput input, StageTimes times) {
        try (TensorScope scope = TensorScope.open()) {
            sampler.sample(input, times, step -> {});
        }
    }

    /** {@return everything but the stages' names} */
    public StageProfile total() {
        return stages.values().stream().reduce(StageProfile.NONE, StageProfile::plus);
    }

    /** When each step began: with its call of the denoiser. It lasts until the next, or the run's end. */
    private static final class StepBeginnings implements StageTimes.Listener {
        private final List<Long> nanos = new ArrayList<>();

        @Override
        public void begin(String stage) {
            if (stage.equals(FIRST_STAGE_OF_STEP)) {
                nanos.add(System.nanoTime());
            }
        }

        @Override
        public void end(String stage) {
            // The next step's beginning, or the run's end, is this step's.
        }

        void addTo(Trace trace, long end) {
            for (int i = 0; i < nanos.size(); i++) {
                trace.add("step", "step " + (i + 1), nanos.get(i), i + 1 < nanos.size() ? nanos.get(i + 1) : end);
            }
        }
    }
}
