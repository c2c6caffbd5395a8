package org.ouroboros3d.ops;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.ouroboros3d.testing.TensorAssert.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.ouroboros3d.tensor.DType;
import org.ouroboros3d.tensor.Device;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.testing.ScopeExtension;

@ExtendWith(ScopeExtension.class)
class CreationTest {
    @ParameterizedTest
    @EnumSource(DType.class)
    void everyDType(DType dtype) {
        assertThat(Creation.zeros(dtype, Device.CPU, 2, 3))
                .hasDType(dtype)
                .hasShape(2, 3)
                .hasValues(new double[6]);
        assertThat(Creation.full(1, dtype, Device.CPU, 3))
                .hasDType(dtype)
                .hasShape(3)
                .hasValues(1, 1, 1);
        assertThat(Creation.scalar(1, dtype, Device.CPU))
                .hasDType(dtype)
                .hasShape()
                .hasValues(1);
        Tensor ones = Creation.full(1, dtype, Device.CPU, 2, 1);
        assertThat(Creation.zerosLike(ones)).hasDType(dtype).hasShape(2, 1).hasValues(0, 0);
        assertThat(ones).hasValues(1, 1);
    }

    @Test
    void defaultsAreFloat32() {
        assertThat(Creation.zeros(2)).hasDType(DType.FLOAT32).hasShape(2).hasValues(0, 0);
        assertThat(Creation.ones(2, 1)).hasDType(DType.FLOAT32).hasShape(2, 1).hasValues(1, 1);
    }

    @Test
    void fullKeepsDoublePrecision() {
        assertThat(Creation.full(0.1, DType.FLOAT64, Device.CPU, 2)).hasValues(0.1, 0.1);
        assertThat(Creation.full(-3.75, DType.BFLOAT16, Device.CPU, 1)).hasValues(-3.75);
    }

    @Test
    void emptyShapesHaveNoElements() {
        assertThat(Creation.zeros(0, 3)).hasShape(0, 3).hasValues();
        assertThat(Creation.full(2, DType.FLOAT32, Device.CPU, 0)).hasShape(0);
        assertThat(Creation.arange(0)).hasShape(0);
        assertThat(Creation.linspace(0, 1, 0)).hasShape(0);
        assertThatIllegalArgumentException().isThrownBy(() -> Creation.arange(-1));
    }

    @Test
    void ranges() {
        assertThat(Creation.arange(4)).hasDType(DType.FLOAT32).hasShape(4).hasValues(0, 1, 2, 3);
        assertThat(Creation.linspace(-1, 1, 5))
                .hasDType(DType.FLOAT32)
                .hasShape(5)
                .hasValues(-1, -0.5, 0, 0.5, 1);
        assertThat(Creation.linspace(3, 9, 1)).hasValues(3);
    }

    @Test
    void countingOnTheDeviceGivesTheSameNumbers() {
        assertThat(Creation.countedUp(5, Device.CPU))
                .hasDType(DType.FLOAT32)
                .hasShape(5)
                .hasValues(0, 1, 2, 3, 4);
        assertThat(Creation.arange(3, Device.CPU)).hasShape(3).hasValues(0, 1, 2);
    }
}
