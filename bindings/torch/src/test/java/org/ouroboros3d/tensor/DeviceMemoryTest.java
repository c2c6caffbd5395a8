package org.ouroboros3d.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class DeviceMemoryTest {
    private static final int NO_SUCH_DEVICE = 999;
    private static final long SIZE = 256L << 20;

    @Test
    void aDeviceThatIsNotThereHasNoneThatIsKnown() {
        assertThat(DeviceMemory.free(Device.cuda(NO_SUCH_DEVICE))).isEmpty();
        assertThatIllegalArgumentException().isThrownBy(() -> DeviceMemory.free(Device.CPU));
    }

    @Test
    @Tag("gpu")
    void aTensorTakesMemoryOfItsDevice() {
        OptionalLong before = DeviceMemory.free(Device.cuda(0));
        assumeTrue(before.isPresent(), "there is no CUDA device whose memory is known");
        try (TensorScope scope = TensorScope.open()) {
            assertThat(Tensor.empty(DType.UINT8, Device.cuda(0), SIZE).numel()).isEqualTo(SIZE);
            assertThat(DeviceMemory.free(Device.cuda(0)).orElseThrow()).isLessThanOrEqualTo(before.getAsLong() - SIZE);
        }
        assertThat(DeviceMemory.free(Device.cuda(NO_SUCH_DEVICE)))
                .as("beside one that is")
                .isEmpty();
        try (TensorScope scope = TensorScope.open()) {
            assertThat(Tensor.empty(DType.UINT8, Device.cuda(0), 1).device()).isEqualTo(Device.cuda(0));
        }
    }

    @Test
    void theHostIsAlwaysAvailable() {
        List<DeviceInfo> devices = Device.available();
        assertThat(devices.getFirst().device()).isEqualTo(Device.CPU);
        assertThat(devices.getFirst().name()).isNotBlank();
        assertThat(devices.getFirst().totalBytes().orElseThrow())
                .isGreaterThan(devices.getFirst().freeBytes().orElseThrow());
        if (!LibTorch.load().cuda()) {
            assertThat(devices).hasSize(1);
        }
    }
}
