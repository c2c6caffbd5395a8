package org.ouroboros3d.clip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.ouroboros3d.nn.RandomWeights;
import org.ouroboros3d.ops.Creation;
import org.ouroboros3d.ops.Shapes;
import org.ouroboros3d.tensor.DType;
import org.ouroboros3d.tensor.Device;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;

class AntialiasedResizeTest {
    @Test
    void theSameSizeChangesNothing() {
        try (TensorScope scope = TensorScope.open()) {
            Tensor image = RandomWeights.input(1, 3, 7, 5);
            float[] resized = new AntialiasedResize(7, 5).forward(image).toFloatArray();
            assertThat(resized).containsExactly(image.toFloatArray(), within(1e-6f));
        }
    }

    @Test
    void aPlainPictureStaysPlainUpToItsBorder() {
        try (TensorScope scope = TensorScope.open()) {
            Tensor image = Creation.full(0.75, DType.FLOAT32, Device.CPU, 1, 1, 32, 20);
            float[] resized = new AntialiasedResize(4, 5).forward(image).toFloatArray();
            float[] plain = new float[20];
            Arrays.fill(plain, 0.75f);
            assertThat(resized).containsExactly(plain, within(1e-5f));
        }
    }

    @Test
    void anEdgeOvershootsAndIsNotClamped() {
        try (TensorScope scope = TensorScope.open()) {
            Tensor edge = Tensor.of(new float[] {-1, -1, -1, 1, 1, 1}, 1, 1, 1, 6);
            Tensor rows = Shapes.repeat(edge, 1, 1, 6, 1);
            float[] enlarged = new AntialiasedResize(6, 24).forward(rows).toFloatArray();
            float max = -2;
            for (float value : enlarged) {
                max = Math.max(max, value);
            }
            assertThat(max).isGreaterThan(1.02f);
        }
    }

    @Test
    void cornersAreKeptWhenAnAxisGrows() {
        try (TensorScope scope = TensorScope.open()) {
            Tensor ramp = Tensor.of(new float[] {0, 1, 2, 3, 0, 1, 2, 3}, 1, 1, 2, 4);
            float[] enlarged = new AntialiasedResize(2, 7).forward(ramp).toFloatArray();
            // Aligned corners put the first and last samples on the first and last pixels.
            assertThat(enlarged[0]).isEqualTo(0, within(1e-6f));
            assertThat(enlarged[6]).isEqualTo(3, within(1e-6f));
        }
    }

    @Test
    void noPixelsAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new AntialiasedResize(0, 224));
    }
}
