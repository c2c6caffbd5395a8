package org.ouroboros3d.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ouroboros3d.diffusion.LinearGuidance;
import org.ouroboros3d.eval.ShapeSubjects;
import org.ouroboros3d.generate.GenerationOptions;
import org.ouroboros3d.image.Image;
import org.ouroboros3d.model.StageTimes;
import org.ouroboros3d.nn.OpenMemory;
import org.ouroboros3d.sample.RecursiveSampler;
import org.ouroboros3d.sample.SamplerInput;
import org.ouroboros3d.tensor.Device;
import org.ouroboros3d.tensor.HookHandle;
import org.ouroboros3d.tensor.TensorScope;

/** The built-in model's. */
class NetworkMemoryTest {
    private static final GenerationOptions OPTIONS =
            GenerationOptions.defaults().withSteps(1);

    /** What no network makes: noise, the schedule's numbers, and pictures of the input. */
    private static final long SMALL = 1_500_000;

    /** Open tensors of each component's stage while one step runs, what is kept included. */
    private static Map<ModelComponent, Long> measured(GenerationOptions options, int objects) {
        Map<ModelComponent, Long> bytes = new EnumMap<>(ModelComponent.class);
        OpenMemory memory = new OpenMemory();
        StageTimes times = new StageTimes(new StageTimes.Listener() {
            @Override
            public void begin(String stage) {
                memory.forget();
            }

            @Override
            public void end(String stage) {
                component(stage).forEach(component -> bytes.merge(component, memory.most(), Math::max));
            }
        });
        try (LoadedModel model = LoadedModel.open(Device.CPU, ModelOptions.defaults());
                TensorScope scope = TensorScope.open()) {
            int size = model.info().imageSize();
            Image object = new ShapeSubjects(1, size, 1).iterator().next().input();
            List<SamplerInput.Subject> subjects = IntStream.range(0, objects)
                    .mapToObj(seed -> new SamplerInput.Subject(object, seed))
                    .toList();
            SamplerInput input = SamplerInput.of(
                    subjects, options.cameras(), size, model.vae().latents(), Device.CPU);
            try (HookHandle handle = HookHandle.register(memory)) {
                new RecursiveSampler(model.modules(), options).sample(input, times, step -> {});
            }
        }
        return bytes;
    }

    private static List<ModelComponent> component(String stage) {
        return switch (stage) {
            case "condition" -> List.of(ModelComponent.LATENT_ENCODER);
            case "adapters" -> List.of(ModelComponent.ADAPTERS);
            case "denoiser" -> List.of(ModelComponent.DENOISER);
            case "decoder" -> List.of(ModelComponent.LATENT_DECODER);
            case "reconstructor" -> List.of(ModelComponent.RECONSTRUCTOR);
            default -> List.of();
        };
    }

    @ParameterizedTest
    @CsvSource({"1, true", "1, false", "2, true"})
    void theBoundsHoldInARun(int objects, boolean guided) {
        GenerationOptions options = guided ? OPTIONS : OPTIONS.withGuidance(new LinearGuidance(1, 1));
        RunSize run = RunSize.of(options, objects);
        NetworkMemory memory = BuiltInMemory.of(Precision.FP32, false);
        Map<ModelComponent, Long> measured = measured(options, objects);
        assertThat(measured).hasSize(5);
        measured.forEach((component, open) -> assertThat(
                        memory.activations(component, run, run.views()) + memory.kept(run) + SMALL)
                .as(component.words())
                .isGreaterThan(open));
        assertThat(memory.activations(ModelComponent.DENOISER, run, run.views()))
                .isLessThan(2 * measured.get(ModelComponent.DENOISER));
        assertThat(memory.activations(ModelComponent.RECONSTRUCTOR, run, run.views()))
                .isLessThan(2 * measured.get(ModelComponent.RECONSTRUCTOR));
    }

    /** Beside one sample's there is each sample's prediction. */
    @Test
    void samplesOneByOneTakeTheMemoryOfOne() {
        RunSize one = new RunSize(1, 8, 1);
        RunSize four = new RunSize(4, 8, 2);
        NetworkMemory together = BuiltInMemory.of(Precision.FP32, false);
        long single = together.activations(ModelComponent.DENOISER, one, 8);
        assertThat(together.activations(ModelComponent.DENOISER, four, 8)).isBetween(7 * single, 9 * single);
        assertThat(BuiltInMemory.of(Precision.FP32, true).activations(ModelComponent.DENOISER, four, 8))
                .isBetween(single, single * 5 / 4);
    }

    @ParameterizedTest
    @CsvSource({"1, 3, 0, 1, 2", "1, 1, 0, 1, 1", "1, 3, 0.5, 0.5, 1"})
    void guidanceNeedsASecondBranchWhereItPushes(double min, double max, double start, double stop, int branches) {
        GenerationOptions options = OPTIONS.withSteps(4).withGuidance(new LinearGuidance(min, max).during(start, stop));
        assertThat(RunSize.of(options, 3)).isEqualTo(new RunSize(3, 8, branches));
    }
}
