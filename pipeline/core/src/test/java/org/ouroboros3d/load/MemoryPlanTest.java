package org.ouroboros3d.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ouroboros3d.ops.Autocast;
import org.ouroboros3d.tensor.DType;
import org.ouroboros3d.tensor.Device;

/**
 * Weights take 1, 6, 2 and 1 GB, each decoded frame 0.5 GB, each branch of guidance 1 GB for each object, the reconstructor
 * 0.7 GB for each object, and nothing is kept.
 */
class MemoryPlanTest {
    private static final long GIGABYTE = 1_000_000_000;
    private static final ModelOptions AT_ONCE = ModelOptions.defaults();
    private static final ModelOptions OFFLOAD = AT_ONCE.withOffload(true);

    private static final long OVERHEAD = MemoryPlan.SPARE + MemoryPlan.FRAGMENTS;
    private static final RunSize UNGUIDED = new RunSize(1, 8, 1);
    private static final RunSize GUIDED = new RunSize(1, 8, 2);

    /** What runs take, with some bytes that they keep. */
    private record Activations(long kept) implements RunMemory {
        @Override
        public long activations(ModelComponent component, RunSize run, int frames) {
            return switch (component) {
                case DENOISER -> GIGABYTE * run.objects() * run.branches();
                case LATENT_DECODER -> frames * GIGABYTE / 2;
                case RECONSTRUCTOR -> run.objects() * (GIGABYTE * 7 / 10);
                default -> 0;
            };
        }

        @Override
        public long kept(RunSize run) {
            return run.objects() * kept;
        }
    }

    private static MemoryPlan plan(Device device, ModelOptions options) {
        return plan(device, options, 0);
    }

    private static MemoryPlan plan(Device device, ModelOptions options, long kept) {
        Map<ModelComponent, Long> weights = new EnumMap<>(ModelComponent.class);
        weights.put(ModelComponent.IMAGE_ENCODER, GIGABYTE);
        weights.put(ModelComponent.DENOISER, 6 * GIGABYTE);
        weights.put(ModelComponent.LATENT_DECODER, 2 * GIGABYTE);
        weights.put(ModelComponent.RECONSTRUCTOR, GIGABYTE);
        return new MemoryPlan(device, options, weights, new Activations(kept));
    }

    @ParameterizedTest
    @CsvSource({"17.0, 14", "100, 14", "16.9, 13", "14.0, 8", "11.0, 2"})
    void asManyFramesAsFitBesideAllWeights(double free, int chunk) {
        assertThat(plan(Device.CPU, AT_ONCE).decodeChunk((long) (free * GIGABYTE) + OVERHEAD, UNGUIDED))
                .isEqualTo(chunk);
    }

    @ParameterizedTest
    @CsvSource({"9.0, 14", "8.9, 13", "7.0, 10"})
    void asManyFramesAsFitBesideTheDecoder(double free, int chunk) {
        assertThat(plan(Device.CPU, OFFLOAD).decodeChunk((long) (free * GIGABYTE) + OVERHEAD, UNGUIDED))
                .isEqualTo(chunk);
    }

    @Test
    void weightsThatDoNotFitAreNamedWithWhatToDo() {
        assertThatThrownBy(() -> plan(Device.CPU, AT_ONCE).decodeChunk(7 * GIGABYTE, GUIDED))
                .isInstanceOfSatisfying(InsufficientMemoryException.class, failure -> {
                    assertThat(failure.needed()).isEqualTo(10 * GIGABYTE);
                    assertThat(failure.free()).isEqualTo(7 * GIGABYTE);
                })
                .hasMessageContaining(
                        "on cpu: 10.00 GB are needed for the model's weights, computing in fp32, and 7.00 GB")
                .hasMessageContaining("(--offload)")
                .hasMessageContaining("more memory");
        assertThatThrownBy(() -> plan(Device.CPU, OFFLOAD).decodeChunk(5 * GIGABYTE, GUIDED))
                .hasMessageContaining("6.00 GB are needed for the weights of the denoiser")
                .hasMessageNotContaining("--offload");
    }

    @Test
    void aShorterTypeIsProposedWhereItHelps() {
        Device device = Device.cuda(0);
        assertThatThrownBy(() -> plan(device, AT_ONCE).decodeChunk(0, GUIDED))
                .hasMessageContaining("on cuda:0")
                .hasMessageContaining("(--precision bf16)")
                .hasMessageContaining("(--device)");
        assertThatThrownBy(() ->
                        plan(device, AT_ONCE.withPrecision(Precision.BF16)).decodeChunk(0, GUIDED))
                .hasMessageContaining("computing in bf16")
                .hasMessageNotContaining("--precision");
        boolean fast = Autocast.isFast(DType.BFLOAT16, Device.CPU) || Autocast.isFast(DType.FLOAT16, Device.CPU);
        assertThatThrownBy(() -> plan(Device.CPU, AT_ONCE).decodeChunk(0, GUIDED))
                .satisfies(failure ->
                        assertThat(failure.getMessage().contains("--precision")).isEqualTo(fast));
    }

    @Test
    void theStageThatTakesMostIsNamed() {
        assertThatThrownBy(() -> plan(Device.CPU, AT_ONCE).decodeChunk(10 * GIGABYTE + 1, GUIDED))
                .isInstanceOfSatisfying(
                        InsufficientMemoryException.class,
                        failure -> assertThat(failure.needed()).isEqualTo(12 * GIGABYTE + OVERHEAD))
                .hasMessageContaining(
                        "12.85 GB are needed for the stage of a run that takes most, that of the denoiser,")
                .hasMessageContaining("10.00 GB of it for weights")
                .hasMessageContaining("10.00 GB are free")
                .hasMessageContaining("--offload");
        assertThatThrownBy(() -> plan(Device.CPU, OFFLOAD).decodeChunk(6 * GIGABYTE, UNGUIDED))
                .hasMessageContaining(
                        "7.85 GB are needed for the stage of a run that takes most, that of the denoiser,")
                .hasMessageContaining("6.00 GB of it for weights")
                .hasMessageNotContaining("--offload");
    }

    @Test
    void oneFrameIsTheLeastThatIsDecoded() {
        Map<ModelComponent, Long> decoder = Map.of(ModelComponent.LATENT_DECODER, 2 * GIGABYTE);
        MemoryPlan plan = new MemoryPlan(Device.CPU, AT_ONCE, decoder, new Activations(0));
        // Half a gigabyte for the frame, and fragments of as much.
        long oneFrame = 3 * GIGABYTE + MemoryPlan.SPARE;
        assertThat(plan.decodeChunk(oneFrame, GUIDED)).isEqualTo(1);
        assertThatThrownBy(() -> plan.decodeChunk(oneFrame - 1, GUIDED))
                .isInstanceOf(InsufficientMemoryException.class)
                .hasMessageContaining("that of the decoder, decoding one frame, 2.00 GB of it for weights");
    }

    @ParameterizedTest
    @CsvSource({"1, 0, 12", "1, 1, 13", "3, 1, 19"})
    void whatIsKeptCounts(int objects, long keptGigabytes, double needed) {
        MemoryPlan plan = plan(Device.CPU, AT_ONCE, keptGigabytes * GIGABYTE);
        RunSize run = new RunSize(objects, 8, 2);
        long bytes = Math.round(needed * GIGABYTE) + OVERHEAD;
        assertThat(plan.decodeChunk(bytes, run)).isPositive();
        assertThatThrownBy(() -> plan.decodeChunk(bytes - 1, run)).isInstanceOf(InsufficientMemoryException.class);
    }

    /** Beside all weights it is the activations alone, else each stage's weights as well. */
    @ParameterizedTest
    @CsvSource({"false, 1, 2, 2.0", "false, 1, 8, 4.0", "false, 1, 14, 4.0", "false, 3, 2, 6.0", "true, 1, 2, 8.0"})
    void whatARunTakesOfALoadedModel(boolean offload, int objects, int chunk, double gigabytes) {
        MemoryPlan plan = plan(Device.CPU, AT_ONCE.withOffload(offload));
        assertThat(plan.besideLoaded(new RunSize(objects, 8, 2), chunk))
                .isEqualTo(Math.round(gigabytes * GIGABYTE) + OVERHEAD);
    }
}
