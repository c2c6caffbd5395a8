package org.ouroboros3d.bench;

import java.util.function.Supplier;
import org.ouroboros3d.ops.ChannelsLast;
import org.ouroboros3d.ops.Convolutions;
import org.ouroboros3d.ops.Creation;
import org.ouroboros3d.ops.Linear;
import org.ouroboros3d.tensor.DType;
import org.ouroboros3d.tensor.Device;
import org.ouroboros3d.tensor.GradMode;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;

/**
 * How fast this machine computes what networks mostly consist of, through the same library and on the same threads: the
 * best of some runs. From it follows the floor of a stage, the least time in which its arithmetic could be done.
 *
 * @param dtype of the operands
 * @param matrixProduct floating-point operations a second of a large square matrix product
 * @param convolution the same of a 3x3 convolution that keeps 256 channels and 64x64 pixels
 */
public record ComputeRates(DType dtype, double matrixProduct, double convolution) {
    private static final int RUNS = 5;
    private static final double NANOS = 1e9;

    /** Sizes that keep a processor busy for a tenth of a second, and a GPU for a millisecond. */
    private static final long HOST_MATRIX = 2048;

    private static final long DEVICE_MATRIX = 8192;
    private static final long HOST_IMAGES = 4;
    private static final long DEVICE_IMAGES = 64;
    private static final long CHANNELS = 256;
    private static final long PIXELS = 64;
    private static final long KERNEL = 3;

    /** {@return the rates of a device} */
    public static ComputeRates measure(Device device, DType dtype) {
        // As networks are run: what autograd may not record is faster on the host, and so are kernels laid out for it.
        try (GradMode noGrad = GradMode.disabled();
                TensorScope scope = TensorScope.open()) {
            long n = device.isHost() ? HOST_MATRIX : DEVICE_MATRIX;
            Tensor square = Creation.full(1, dtype, device, n, n);
            double matrix = rate(device, 2.0 * n * n * n, () -> Linear.linear(square, square, null));
            long images = device.isHost() ? HOST_IMAGES : DEVICE_IMAGES;
            Tensor batch = ChannelsLast.weight(Creation.full(1, dtype, device, images, CHANNELS, PIXELS, PIXELS));
            Tensor kernel = ChannelsLast.weight(Creation.full(1, dtype, device, CHANNELS, CHANNELS, KERNEL, KERNEL));
            double flop = 2.0 * images * PIXELS * PIXELS * CHANNELS * CHANNELS * KERNEL * KERNEL;
            double convolution = rate(device, flop, () -> Convolutions.conv2d(batch, kernel, null, 1, 1));
            return new ComputeRates(dtype, matrix, convolution);
        }
    }

    private static double rate(Device device, double flop, Supplier<Tensor> operator) {
        double best = 0;
        for (int i = 0; i < RUNS; i++) {
            DeviceWait.on(device);
            long start = System.nanoTime();
            try (Tensor result = operator.get()) {
                DeviceWait.on(device);
            }
            best = Math.max(best, flop * NANOS / (System.nanoTime() - start));
        }
        return best;
    }

    /** {@return the seconds that the arithmetic of a stage takes at these rates} */
    public double floorSeconds(StageProfile stage) {
        double products = (double) stage.flop(OperatorGroup.MATRIX_PRODUCT) + stage.flop(OperatorGroup.ATTENTION);
        return products / matrixProduct + stage.flop(OperatorGroup.CONVOLUTION) / convolution;
    }
}
