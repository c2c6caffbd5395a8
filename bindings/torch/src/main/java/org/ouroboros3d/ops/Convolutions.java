package org.ouroboros3d.ops;

import java.util.Arrays;
import java.util.List;
import org.ouroboros3d.tensor.DryRun;
import org.ouroboros3d.tensor.GradMode;
import org.ouroboros3d.tensor.Operator;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;

/** Convolutions without dilation or groups, which is all that the models use. */
public final class Convolutions {
    private static final Operator CONV2D = Operator.of("aten::conv2d", "");
    private static final Operator CONV3D = Operator.of("aten::conv3d", "");
    private static final long[] NO_DILATION_2D = {1, 1};
    private static final long[] NO_DILATION_3D = {1, 1, 1};

    /** A register of AVX-512: oneDNN computes as many channels together as fit. */
    private static final long REGISTER_BYTES = 64;

    private Convolutions() {}

    /**
     * Two-dimensional convolution.
     *
     * @param x [B, C, H, W]
     * @param weight [O, C, kh, kw]
     * @param bias [O] or null
     * @param stride of both axes, in pixels
     * @param padding zeros on every side, in pixels
     * @return [B, O, (H + 2·padding − kh) / stride + 1, …]
     */
    public static Tensor conv2d(Tensor x, Tensor weight, Tensor bias, long stride, long padding) {
        return conv2d(x, weight, bias, new long[] {stride, stride}, new long[] {padding, padding});
    }

    /**
     * Two-dimensional convolution with axes of their own.
     *
     * @param x [B, C, H, W]
     * @param weight [O, C, kh, kw]
     * @param bias [O] or null
     * @param stride of rows and columns, in pixels
     * @param padding zeros on both sides of rows and columns, in pixels
     * @return [B, O, H', W']
     */
    public static Tensor conv2d(Tensor x, Tensor weight, Tensor bias, long[] stride, long[] padding) {
        return convolve(CONV2D, NO_DILATION_2D, x, weight, bias, stride, padding);
    }

    /**
     * Three-dimensional convolution.
     *
     * @param x [B, C, F, H, W]
     * @param weight [O, C, kf, kh, kw]
     * @param bias [O] or null
     * @param stride of frames, rows and columns
     * @param padding zeros on both sides of frames, rows and columns
     * @return [B, O, F', H', W']
     */
    public static Tensor conv3d(Tensor x, Tensor weight, Tensor bias, long[] stride, long[] padding) {
        return convolve(CONV3D, NO_DILATION_3D, x, weight, bias, stride, padding);
    }

    private static Tensor convolve(
            Operator operator, long[] dilation, Tensor x, Tensor weight, Tensor bias, long[] stride, long[] padding) {
        if (!Autocast.isActive()) {
            return blocked(operator, dilation, x, weight, bias, stride, padding);
        }
        try (TensorScope scope = TensorScope.open()) {
            return scope.moveToOuter(blocked(
                    operator,
                    dilation,
                    Autocast.converted(x),
                    Autocast.converted(weight),
                    Autocast.converted(bias),
                    stride,
                    padding));
        }
    }

    /**
     * Convolves with channels in whole registers on the host. oneDNN as in LibTorch 2.10 was seen to compute wrong
     * results on an AMD EPYC, with AVX2 and AVX-512. In float32: outputs where the input channels fill more than one
     * register but not the last, the input's gradient where the output channels do not fill one, or where the input
     * channels are an odd number of registers and the stride is not 1. In 16 bits: wherever channels do not fill
     * registers. Zero channels change nothing, and the models' inner layers fit.
     */
    private static Tensor blocked(
            Operator operator, long[] dilation, Tensor x, Tensor weight, Tensor bias, long[] stride, long[] padding) {
        boolean brief = weight.dtype().byteSize() < Float.BYTES;
        long lanes = REGISTER_BYTES / weight.dtype().byteSize();
        boolean recorded = GradMode.isEnabled();
        long outputs = weight.size(0);
        long moreOutputs = recorded || brief ? upTo(lanes, outputs) : 0;
        long inputs = weight.size(1);
        boolean strided = recorded && Arrays.stream(stride).anyMatch(step -> step > 1);
        boolean unsafe = inputs > lanes && (inputs % lanes != 0 || strided);
        long moreInputs = brief || unsafe ? upTo(brief ? lanes : 2 * lanes, inputs) : 0;
        if (!x.device().isHost() || (moreOutputs == 0 && moreInputs == 0)) {
            return call(operator, dilation, x, weight, bias, stride, padding);
        }
        try (TensorScope scope = TensorScope.open()) {
            Tensor result = call(
                    operator,
                    dilation,
                    padded(x, 1, moreInputs),
                    padded(padded(weight, 1, moreInputs), 0, moreOutputs),
                    bias == null ? null : padded(bias, 0, moreOutputs),
                    stride,
                    padding);
            return scope.moveToOuter(Shapes.narrow(result, 1, 0, outputs));
        }
    }

    /** {@return how many are missing to a multiple of {@code block}} */
    private static long upTo(long block, long count) {
        return Math.floorMod(-count, block);
    }

    private static Tensor padded(Tensor tensor, int dim, long zeros) {
        if (zeros == 0) {
            return tensor;
        }
        long[] shape = tensor.shape();
        shape[dim] = zeros;
        return Shapes.cat(List.of(tensor, Creation.zeros(tensor.dtype(), tensor.device(), shape)), dim);
    }

    private static Tensor call(
            Operator operator, long[] dilation, Tensor x, Tensor weight, Tensor bias, long[] stride, long[] padding) {
        if (DryRun.isActive()) {
            return shapeOf(x, weight, stride, padding);
        }
        return operator.begin()
                .tensor(x)
                .tensor(weight)
                .optionalTensor(bias)
                .integers(stride)
                .integers(padding)
                .integers(dilation)
                .integer(1)
                .call();
    }

    /** What a convolution gives, and what it takes: its library reorders the kernel, and pictures that are not channels last. */
    private static Tensor shapeOf(Tensor x, Tensor weight, long[] stride, long[] padding) {
        long[] shape = x.shape();
        shape[1] = weight.size(0);
        for (int i = 0; i < stride.length; i++) {
            shape[i + 2] = (shape[i + 2] + 2 * padding[i] - weight.size(i + 2)) / stride[i] + 1;
        }
        boolean taken = ChannelsLast.is(x);
        boolean given = x.device().isHost() && (taken || ChannelsLast.is(weight));
        Tensor result =
                given ? ChannelsLast.empty(x.dtype(), x.device(), shape) : Tensor.empty(x.dtype(), x.device(), shape);
        long reordered = weight.numel() + (given && taken ? 0 : x.numel()) + (given ? 0 : result.numel());
        DryRun.workspace(x.device(), reordered * x.dtype().byteSize());
        return result;
    }
}
