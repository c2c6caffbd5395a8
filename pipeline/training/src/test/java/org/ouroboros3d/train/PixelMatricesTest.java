package org.ouroboros3d.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.ouroboros3d.diffusion.HostNoise;
import org.ouroboros3d.ops.Arithmetic;
import org.ouroboros3d.ops.Creation;
import org.ouroboros3d.ops.Reductions;
import org.ouroboros3d.ops.Resampling;
import org.ouroboros3d.ops.Shapes;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;

class PixelMatricesTest {
    private static double largest(Tensor a, Tensor b) {
        return Reductions.max(Arithmetic.abs(Arithmetic.sub(a, b))).item();
    }

    @Test
    void pixelsAreTheMeansOfWhatTheyCover() {
        try (TensorScope scope = TensorScope.open()) {
            Tensor pictures = new HostNoise(1).normal(0, 2, 3, 24, 24);
            assertThat(largest(PixelMatrices.shrink(pictures, 8), Resampling.avgPool2d(pictures, 3, 3)))
                    .isLessThan(1e-6);
            // A third of the second pixel's width belongs to each of its neighbors in the smaller row.
            Tensor row = Tensor.of(new float[] {1, 2, 6, 1, 2, 6, 1, 2, 6}, 1, 1, 1, 3, 3);
            assertThat(PixelMatrices.shrink(row, 2).toFloatArray())
                    .containsExactly(new float[] {4f / 3, 14f / 3, 4f / 3, 14f / 3}, offset(1e-6f));
            assertThat(PixelMatrices.shrink(pictures, 24)).isSameAs(pictures);
            assertThatThrownBy(() -> PixelMatrices.shrink(pictures, 32))
                    .hasMessageContaining("24")
                    .hasMessageContaining("32");
        }
    }

    @Test
    void aPointBecomesAGaussianOfTheGivenDeviation() {
        int size = 33;
        int center = size / 2;
        try (TensorScope scope = TensorScope.open()) {
            float[] point = new float[2 * size * size];
            point[center * size + center] = 1;
            point[(size + center) * size + center] = 1;
            Tensor blurred = PixelMatrices.blur(Tensor.of(point, 2, 1, 1, size, size), 0, 2.5);
            assertThat(Shapes.select(blurred, 0, 0).toFloatArray()).containsExactly(Arrays.copyOf(point, size * size));
            float[] spread = Shapes.select(blurred, 0, 1).toFloatArray();
            double sum = 0;
            double moment = 0;
            for (int i = 0; i < spread.length; i++) {
                sum += spread[i];
                moment += spread[i] * Math.pow(i % size - center, 2);
            }
            assertThat(sum).isCloseTo(1, within(1e-4));
            assertThat(moment).isCloseTo(2.5 * 2.5, within(1e-2));
            Tensor even = Arithmetic.mul(Creation.ones(1, 1, 1, 9, 9), 0.75);
            assertThat(largest(PixelMatrices.blur(even, 3), even)).isLessThan(1e-6);
        }
    }
}
