package org.ouroboros3d.generate;

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

/** Components take 1, 2 and 6 GB, each decoded frame 0.5 GB. */
class MemoryPlanTest {
    private static final long GIGABYTE = 1_000_000_000;
    private static final ModelOptions AT_ONCE = ModelOptions.defaults();
    private static final ModelOptions LOW_VRAM = AT_ONCE.withLowVram(true);

    private static MemoryPlan plan(Device device, ModelOptions options) {
        Map<ModelComponent, Long> weights = new EnumMap<>(ModelComponent.class);
        weights.put(ModelComponent.IMAGE_ENCODER, GIGABYTE);
        weights.put(ModelComponent.DENOISER, 6 * GIGABYTE);
        weights.put(ModelComponent.LATENT_DECODER, 2 * GIGABYTE);
        return new MemoryPlan(device, options, weights, frames -> frames * GIGABYTE / 2);
    }

    @ParameterizedTest
    @CsvSource({"16.0, 14", "100, 14", "15.9, 13", "13.0, 8", "9.5, 1"})
    void asManyFramesAsFitBesideAllWeights(double free, int chunk) {
        assertThat(plan(Device.CPU, AT_ONCE).decodeChunk((long) (free * GIGABYTE) + MemoryPlan.SPARE))
                .isEqualTo(chunk);
    }

    @ParameterizedTest
    @CsvSource({"9.0, 14", "8.9, 13", "6.0, 8"})
    void asManyFramesAsFitBesideTheDecoder(double free, int chunk) {
        assertThat(plan(Device.CPU, LOW_VRAM).decodeChunk((long) (free * GIGABYTE) + MemoryPlan.SPARE))
                .isEqualTo(chunk);
    }

    @Test
    void weightsThatDoNotFitAreNamedWithWhatToDo() {
        assertThatThrownBy(() -> plan(Device.CPU, AT_ONCE).decodeChunk(7 * GIGABYTE))
                .isInstanceOfSatisfying(InsufficientMemoryException.class, failure -> {
                    assertThat(failure.needed()).isEqualTo(9 * GIGABYTE);
                    assertThat(failure.free()).isEqualTo(7 * GIGABYTE);
                })
                .hasMessageContaining(
                        "on cpu: 9.00 GB are needed for the model's weights, computing in fp32, and 7.00 GB")
                .hasMessageContaining("(--low-vram)")
                .hasMessageContaining("more memory");
        assertThatThrownBy(() -> plan(Device.CPU, LOW_VRAM).decodeChunk(5 * GIGABYTE))
                .hasMessageContaining("6.00 GB are needed for the weights of the denoiser")
                .hasMessageNotContaining("--low-vram");
    }

    @Test
    void aShorterTypeIsProposedWhereItHelps() {
        Device device = Device.cuda(0);
        assertThatThrownBy(() -> plan(device, AT_ONCE).decodeChunk(0))
                .hasMessageContaining("on cuda:0")
                .hasMessageContaining("(--precision bf16)")
                .hasMessageContaining("(--device)");
        assertThatThrownBy(() ->
                        plan(device, AT_ONCE.withPrecision(Precision.BF16)).decodeChunk(0))
                .hasMessageContaining("computing in bf16")
                .hasMessageNotContaining("--precision");
        boolean fast = Autocast.isFast(DType.BFLOAT16, Device.CPU) || Autocast.isFast(DType.FLOAT16, Device.CPU);
        assertThatThrownBy(() -> plan(Device.CPU, AT_ONCE).decodeChunk(0))
                .satisfies(failure ->
                        assertThat(failure.getMessage().contains("--precision")).isEqualTo(fast));
    }

    @Test
    void withoutRoomForOneFrameNothingIsOpened() {
        assertThatThrownBy(() -> plan(Device.CPU, AT_ONCE).decodeChunk(9 * GIGABYTE + 1))
                .isInstanceOf(InsufficientMemoryException.class)
                .hasMessageContaining("9.75 GB are needed for decoding one frame, 9.00 GB of it for weights");
    }
}
