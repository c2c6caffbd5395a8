package org.ouroboros3d.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.ouroboros3d.tensor.Device;

class TaskDeviceTest {
    @Test
    void anAddressIsTheIndexOfAGpu() {
        assertThat(TaskDevice.device("3")).isEqualTo(Device.cuda(3));
        assertThatThrownBy(() -> TaskDevice.device("0", "1"))
                .hasMessageContaining("[0, 1]")
                .hasMessageContaining("spark.task.resource.gpu.amount");
        assertThatThrownBy(() -> TaskDevice.device("GPU-8c1f")).hasMessageContaining("indices");
    }
}
