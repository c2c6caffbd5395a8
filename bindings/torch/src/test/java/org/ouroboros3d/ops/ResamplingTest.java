package org.ouroboros3d.ops;

import static org.ouroboros3d.testing.TensorAssert.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.testing.Gradients;
import org.ouroboros3d.testing.ScopeExtension;

@ExtendWith(ScopeExtension.class)
class ResamplingTest {
    private static final int H = 4;
    private static final int W = 5;

    /** Weight of the neighbour at {@code distance}. */
    private interface Kernel {
        double weight(double distance);
    }

    private static double triangle(double distance) {
        return Math.max(0, 1 - Math.abs(distance));
    }

    /** Keys' cubic convolution with A = -0.75. */
    private static double cubic(double distance) {
        double d = Math.abs(distance);
        double a = -0.75;
        if (d <= 1) {
            return ((a + 2) * d - (a + 3)) * d * d + 1;
        }
        return d < 2 ? ((a * d - 5 * a) * d + 8 * a) * d - 4 * a : 0;
    }

    private static double source(int target, int in, int out, boolean alignCorners) {
        return alignCorners ? (double) target * (in - 1) / (out - 1) : (target + 0.5) * in / out - 0.5;
    }

    /** Separable interpolation of an H × W image whose border pixels go on forever. */
    private static double[] expected(double[] image, int height, int width, boolean alignCorners, Kernel kernel) {
        double[] out = new double[height * width];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                double sy = source(y, H, height, alignCorners);
                double sx = source(x, W, width, alignCorners);
                for (int iy = -3; iy < H + 3; iy++) {
                    for (int ix = -3; ix < W + 3; ix++) {
                        double value = image[Math.clamp(iy, 0, H - 1) * W + Math.clamp(ix, 0, W - 1)];
                        out[y * width + x] += value * kernel.weight(iy - sy) * kernel.weight(ix - sx);
                    }
                }
            }
        }
        return out;
    }

    private static Tensor counting(int height, int width) {
        return Shapes.reshape(Creation.arange((long) height * width), 1, 1, height, width);
    }

    @Test
    void interpolation() {
        double[] image = Gradients.wave(H * W);
        Tensor x = Tensor.of(image, 1, 1, H, W);
        int[][] sizes = {{7, 9}, {2, 3}, {H, W}};
        for (int[] size : sizes) {
            for (boolean align : new boolean[] {false, true}) {
                assertThat(Resampling.bilinear(x, size[0], size[1], align))
                        .hasShape(1, 1, size[0], size[1])
                        .isCloseTo(1e-12, expected(image, size[0], size[1], align, ResamplingTest::triangle));
                assertThat(Resampling.bicubic(x, size[0], size[1], align))
                        .hasShape(1, 1, size[0], size[1])
                        .isCloseTo(1e-12, expected(image, size[0], size[1], align, ResamplingTest::cubic));
            }
        }
    }

    @Test
    void nearestRepeatsAndDropsPixels() {
        assertThat(Resampling.nearest(counting(2, 2), 4, 6))
                .hasShape(1, 1, 4, 6)
                .hasValues(0, 0, 0, 1, 1, 1, 0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3, 2, 2, 2, 3, 3, 3);
        assertThat(Resampling.nearest(counting(4, 4), 2, 2)).hasValues(0, 2, 8, 10);
    }

    @Test
    void pools() {
        Tensor x = counting(4, 5);
        assertThat(Resampling.avgPool2d(x, 2, 2)).hasShape(1, 1, 2, 2).hasValues(3, 5, 13, 15);
        assertThat(Resampling.maxPool2d(x, 2, 2)).hasShape(1, 1, 2, 2).hasValues(6, 8, 16, 18);
        assertThat(Resampling.maxPool2d(x, 3, 1)).hasShape(1, 1, 2, 3).hasValues(12, 13, 14, 17, 18, 19);
    }

    @Test
    void pixelUnshuffles() {
        Tensor x = counting(4, 4);
        Tensor channels = Resampling.pixelUnshuffle(x, 2);
        assertThat(channels).hasShape(1, 4, 2, 2).hasValues(0, 2, 8, 10, 1, 3, 9, 11, 4, 6, 12, 14, 5, 7, 13, 15);
    }

    @Test
    void pixelShuffleUndoesIt() {
        Tensor x = Tensor.of(new float[] {0, 1, 2, 3, 4, 5, 6, 7}, 1, 4, 1, 2);
        assertThat(Resampling.pixelShuffle(x, 2)).hasShape(1, 1, 2, 4).hasValues(0, 2, 1, 3, 4, 6, 5, 7);
        Tensor back = Resampling.pixelUnshuffle(Resampling.pixelShuffle(x, 2), 2);
        assertThat(back).hasShape(1, 4, 1, 2).hasValues(0, 1, 2, 3, 4, 5, 6, 7);
    }

    @Test
    void padStartsWithTheLastDimension() {
        Tensor x = counting(2, 2);
        assertThat(Resampling.pad(x, new long[] {1, 0, 0, 2}, -1))
                .hasShape(1, 1, 4, 3)
                .hasValues(-1, 0, 1, -1, 2, 3, -1, -1, -1, -1, -1, -1);
        assertThat(Resampling.pad(x, new long[] {0, 1}, 0)).hasShape(1, 1, 2, 3).hasValues(0, 1, 0, 2, 3, 0);
        assertThat(Resampling.pad(x, new long[] {0, -1}, 0))
                .hasShape(1, 1, 2, 1)
                .hasValues(0, 2);
    }

    @Test
    void padReflectDoesNotRepeatTheBorder() {
        assertThat(Resampling.padReflect(counting(2, 3), new long[] {2, 1, 1, 0}))
                .hasShape(1, 1, 3, 6)
                .hasValues(5, 4, 3, 4, 5, 4, 2, 1, 0, 1, 2, 1, 5, 4, 3, 4, 5, 4);
    }

    @Test
    void gradients() {
        long[] shape = {1, 1, 4, 4};
        Tensor mask = Tensor.of(Gradients.wave(64), 1, 1, 8, 8);
        Gradients.check(Gradients.wave(16), shape, x -> Arithmetic.mul(Resampling.nearest(x, 8, 8), mask));
        Gradients.check(Gradients.wave(16), shape, x -> Arithmetic.mul(Resampling.bilinear(x, 8, 8, false), mask));
        Gradients.check(Gradients.wave(16), shape, x -> Arithmetic.mul(Resampling.bicubic(x, 8, 8, true), mask));
        Gradients.check(Gradients.wave(16), shape, x -> Resampling.avgPool2d(x, 2, 2));
        Gradients.check(Gradients.wave(16), shape, x -> Resampling.maxPool2d(x, 2, 2));
        Gradients.check(Gradients.wave(16), shape, x -> Resampling.pad(x, new long[] {2, 2, 2, 2}, 1));
        Gradients.check(Gradients.wave(16), shape, x -> Resampling.pixelUnshuffle(x, 2));
        Gradients.check(Gradients.wave(16), new long[] {1, 4, 2, 2}, x -> Resampling.pixelShuffle(x, 2));
    }
}
