package org.ouroboros3d.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.ouroboros3d.clip.ClipVisionConfig;
import org.ouroboros3d.generate.GenerationOptions;
import org.ouroboros3d.lgm.LgmConfig;
import org.ouroboros3d.load.BuiltInModel;
import org.ouroboros3d.load.ModelPart;
import org.ouroboros3d.load.Precision;
import org.ouroboros3d.ops.Reductions;
import org.ouroboros3d.sample.RecursiveSampler;
import org.ouroboros3d.sample.SamplerOutput;
import org.ouroboros3d.svd.MVModelConfig;
import org.ouroboros3d.tensor.DType;
import org.ouroboros3d.tensor.Device;
import org.ouroboros3d.tensor.HookHandle;
import org.ouroboros3d.tensor.OperatorHook;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;
import org.ouroboros3d.vae.VaeConfig;

/** In the sizes of the built-in model, which a test can afford. */
class RandomModelTest {
    private static final GenerationOptions ONE_STEP =
            GenerationOptions.defaults().withSteps(1);

    private static RandomModel.Sizes small() {
        JsonNode config = BuiltInModel.config();
        return new RandomModel.Sizes(
                config.get("image_size").asInt(),
                ClipVisionConfig.fromJson(config.path(ModelPart.IMAGE_ENCODER.key())),
                VaeConfig.fromJson(config.path(ModelPart.VAE.key())),
                MVModelConfig.fromJson(config.path(ModelPart.MV_MODEL.key())),
                LgmConfig.fromJson(config.path(ModelPart.RECON_MODEL.key())));
    }

    /** Writes down the types of kernels, and of what is converted. */
    private static final class Types implements OperatorHook {
        final List<DType> kernels = new ArrayList<>();
        final List<DType> converted = new ArrayList<>();

        @Override
        public void begin(String operator) {
            // Only what an operator was given matters.
        }

        @Override
        public void end(String operator, List<Tensor> inputs, List<Tensor> outputs) {
            if (operator.equals("aten::conv2d")) {
                kernels.add(inputs.get(1).dtype());
            } else if (operator.equals("aten::_to_copy")) {
                converted.add(inputs.getFirst().dtype());
            }
        }
    }

    @Test
    void aStepComputesInTheTypeThatIsAskedForFromWeightsOfHalfPrecision() {
        long live = Tensor.liveCount();
        for (DType dtype : new DType[] {DType.FLOAT32, DType.BFLOAT16}) {
            Types types = new Types();
            try (TensorScope scope = TensorScope.open();
                    LoopModel model = RandomModel.of(small(), Device.CPU, Precision.of(dtype), 4)) {
                assertThat(model.parameters()).isEqualTo(12_328_330);
                try (HookHandle handle = HookHandle.register(types)) {
                    SamplerOutput output = new RecursiveSampler(model.modules(), ONE_STEP)
                            .sample(model.input(model.anyObject(), ONE_STEP), step -> {});
                    for (float value : output.gaussians().toFloatArray()) {
                        assertThat(value).isFinite();
                    }
                    assertThat(Reductions.max(output.rendered().alpha()).item())
                            .as("something is seen")
                            .isGreaterThan(0.1f);
                }
            }
            assertThat(types.kernels).contains(dtype).doesNotContain(DType.FLOAT16);
            assertThat(types.converted).contains(DType.FLOAT16);
        }
        assertThat(Tensor.liveCount()).isEqualTo(live);
    }

    @Test
    void decodingInChunksIsTheSameArithmetic() {
        List<Double> flop = new ArrayList<>();
        for (int chunk : new int[] {4, 8}) {
            try (LoopModel model = RandomModel.of(small(), Device.CPU, Precision.FP32, chunk)) {
                LoopBenchmark.Result result = LoopBenchmark.run(
                        model, DType.FLOAT32, new LoopBenchmark.Settings(ONE_STEP, 1, false, false), what -> {});
                flop.add(result.stages().stream()
                        .filter(stage -> stage.name().equals("decoder"))
                        .findAny()
                        .orElseThrow()
                        .flop());
            }
        }
        assertThat(flop.get(0)).isPositive().isEqualTo(flop.get(1));
    }
}
