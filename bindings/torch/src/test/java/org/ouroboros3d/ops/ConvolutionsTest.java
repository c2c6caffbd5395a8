package org.ouroboros3d.ops;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.ouroboros3d.testing.TensorAssert.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ouroboros3d.tensor.Autograd;
import org.ouroboros3d.tensor.DType;
import org.ouroboros3d.tensor.Device;
import org.ouroboros3d.tensor.GradMode;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;
import org.ouroboros3d.testing.Gradients;
import org.ouroboros3d.testing.ScopeExtension;

@ExtendWith(ScopeExtension.class)
class ConvolutionsTest {
    /** A volume [C, F, H, W] of doubles that is zero outside. */
    private static final class Volume {
        private final double[] values;
        private final int channels;
        private final int frames;
        private final int height;
        private final int width;

        Volume(double[] values, int channels, int frames, int height, int width) {
            this.values = values;
            this.channels = channels;
            this.frames = frames;
            this.height = height;
            this.width = width;
        }

        double at(int c, int f, int y, int x) {
            boolean inside = f >= 0 && f < frames && y >= 0 && y < height && x >= 0 && x < width;
            return inside ? values[((c * frames + f) * height + y) * width + x] : 0;
        }
    }

    private static int outSize(int in, int kernel, long stride, long padding) {
        return Math.toIntExact((in + 2 * padding - kernel) / stride + 1);
    }

    private static double[] expected(
            Volume x, double[] weight, double[] bias, int[] kernel, long[] stride, long[] padding) {
        int frames = outSize(x.frames, kernel[0], stride[0], padding[0]);
        int height = outSize(x.height, kernel[1], stride[1], padding[1]);
        int width = outSize(x.width, kernel[2], stride[2], padding[2]);
        int taps = kernel[0] * kernel[1] * kernel[2];
        int outputs = weight.length / (x.channels * taps);
        double[] out = new double[outputs * frames * height * width];
        for (int i = 0; i < out.length; i++) {
            int o = i / (frames * height * width);
            long f = i / (height * width) % frames * stride[0] - padding[0];
            long y = i / width % height * stride[1] - padding[1];
            long column = i % width * stride[2] - padding[2];
            out[i] = bias[o];
            for (int c = 0; c < x.channels; c++) {
                for (int tap = 0; tap < taps; tap++) {
                    int df = tap / (kernel[1] * kernel[2]);
                    int dy = tap / kernel[2] % kernel[1];
                    int dx = tap % kernel[2];
                    out[i] += weight[(o * x.channels + c) * taps + tap]
                            * x.at(c, (int) f + df, (int) y + dy, (int) column + dx);
                }
            }
        }
        return out;
    }

    @Test
    void conv2dWithStrideAndPadding() {
        double[] x = Gradients.wave(2 * 5 * 6);
        double[] weight =
                IntStream.range(0, 3 * 2 * 3 * 2).mapToDouble(i -> Math.cos(i)).toArray();
        double[] bias = {0.5, -1, 2};
        Volume volume = new Volume(x, 2, 1, 5, 6);
        Tensor input = Tensor.of(x, 1, 2, 5, 6);
        Tensor kernel = Tensor.of(weight, 3, 2, 3, 2);
        int[] size = {1, 3, 2};
        assertThat(Convolutions.conv2d(input, kernel, Tensor.of(bias, 3), 2, 1))
                .hasShape(1, 3, 3, 4)
                .isCloseTo(1e-12, expected(volume, weight, bias, size, new long[] {1, 2, 2}, new long[] {0, 1, 1}));
        assertThat(Convolutions.conv2d(input, kernel, null, 1, 0))
                .hasShape(1, 3, 3, 5)
                .isCloseTo(
                        1e-12,
                        expected(volume, weight, new double[3], size, new long[] {1, 1, 1}, new long[] {0, 0, 0}));
    }

    @Test
    void conv3dTakesFramesRowsAndColumnsInThisOrder() {
        double[] x = Gradients.wave(2 * 4 * 5 * 6);
        double[] weight = IntStream.range(0, 2 * 2 * 3 * 2 * 1)
                .mapToDouble(i -> Math.cos(i))
                .toArray();
        double[] bias = {0.5, -1};
        long[] stride = {1, 2, 3};
        long[] padding = {2, 1, 0};
        double[] expected = expected(new Volume(x, 2, 4, 5, 6), weight, bias, new int[] {3, 2, 1}, stride, padding);
        Tensor input = Tensor.of(x, 1, 2, 4, 5, 6);
        Tensor kernel = Tensor.of(weight, 2, 2, 3, 2, 1);
        assertThat(Convolutions.conv3d(input, kernel, Tensor.of(bias, 2), stride, padding))
                .hasShape(1, 2, 6, 3, 2)
                .isCloseTo(1e-12, expected);
        Tensor withoutBias = Convolutions.conv3d(input, kernel, null, stride, padding);
        assertThat(Arithmetic.add(withoutBias, Tensor.of(bias, 2, 1, 1, 1))).isCloseTo(1e-12, expected);
    }

    @Test
    void gradientsOfInputAndWeight() {
        Tensor x = Tensor.of(Gradients.wave(18), 1, 2, 3, 3);
        Tensor weight = Tensor.of(Gradients.wave(16), 2, 2, 2, 2);
        Gradients.check(Gradients.wave(18), new long[] {1, 2, 3, 3}, t -> Convolutions.conv2d(t, weight, null, 1, 1));
        Gradients.check(Gradients.wave(16), new long[] {2, 2, 2, 2}, t -> Convolutions.conv2d(x, t, null, 2, 1));
        Tensor video = Tensor.of(Gradients.wave(24), 1, 2, 3, 2, 2);
        long[] one = {1, 1, 1};
        Gradients.check(
                Gradients.wave(12),
                new long[] {2, 2, 3, 1, 1},
                t -> Convolutions.conv3d(video, t, null, one, new long[] {1, 0, 0}));
    }

    /** LibTorch computes in double without oneDNN: what it says is the reference. */
    @ParameterizedTest
    @CsvSource({"FLOAT32, 1e-5", "BFLOAT16, 3e-2"})
    void channelsThatDoNotFillRegistersAreRight(DType dtype, double tolerance) {
        int[][] shapes = {
            {32, 3, 1}, {32, 14, 1}, {24, 16, 1}, {17, 12, 1}, {40, 8, 2}, {48, 32, 2}, {80, 64, 2}, {9, 32, 1}
        };
        for (int[] shape : shapes) {
            try (TensorScope scope = TensorScope.open();
                    GradMode recording = GradMode.enabled()) {
                // Freed memory that held NaNs must not come back through channels that only fill up.
                for (long channels : new long[] {shape[0], shape[1], 16, 32, 64}) {
                    Creation.full(Double.NaN, DType.FLOAT32, Device.CPU, 3, channels, 16, 16)
                            .close();
                }
                List<double[]> single = resultAndGradients(shape, dtype, dtype);
                List<double[]> reference = resultAndGradients(shape, dtype, DType.FLOAT64);
                for (int i = 0; i < reference.size(); i++) {
                    double largest =
                            Arrays.stream(reference.get(i)).map(Math::abs).max().orElseThrow();
                    assertArrayEquals(
                            reference.get(i), single.get(i), tolerance * largest, Arrays.toString(shape) + " " + i);
                }
            }
        }
    }

    /** Of operands that are rounded to one type and computed with in another. */
    private static List<double[]> resultAndGradients(int[] channels, DType rounded, DType computed) {
        int inputs = channels[0];
        int outputs = channels[1];
        Tensor x = leaf(rounded, computed, 3, inputs, 16, 16);
        Tensor weight = leaf(rounded, computed, outputs, inputs, 3, 3);
        Tensor bias = leaf(rounded, computed, outputs);
        Tensor y = Convolutions.conv2d(x, weight, bias, channels[2], 1);
        Autograd.backward(Reductions.mean(Arithmetic.square(y.to(DType.FLOAT64))));
        return Stream.of(y.detach(), Autograd.gradient(x), Autograd.gradient(weight), Autograd.gradient(bias))
                .map(t -> Shapes.clone(t).to(DType.FLOAT64).toDoubleArray())
                .toList();
    }

    private static Tensor leaf(DType rounded, DType computed, long... shape) {
        int count = Math.toIntExact(Arrays.stream(shape).reduce(1, (a, b) -> a * b));
        return Shapes.clone(Tensor.of(Gradients.wave(count), shape).to(rounded).to(computed))
                .requiresGrad(true);
    }
}
