package org.ouroboros3d.ops;

import java.util.List;
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

    /** Output channels that oneDNN computes together fill a register of AVX-512. */
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
     * Convolves with output channels in whole registers on the host where autograd may record. oneDNN as in LibTorch 2.10
     * pads the channels of the output's gradient with memory that it does not clear, and multiplies them by zero: where
     * that memory holds a NaN, the input's gradient is NaN (seen with AVX-512 on an AMD EPYC).
     */
    private static Tensor blocked(
            Operator operator, long[] dilation, Tensor x, Tensor weight, Tensor bias, long[] stride, long[] padding) {
        long channels = weight.size(0);
        long block = REGISTER_BYTES / weight.dtype().byteSize();
        long missing = (block - channels % block) % block;
        if (missing == 0 || !x.device().isHost() || !GradMode.isEnabled()) {
            return call(operator, dilation, x, weight, bias, stride, padding);
        }
        try (TensorScope scope = TensorScope.open()) {
            Tensor all = call(
                    operator,
                    dilation,
                    x,
                    padded(weight, missing),
                    bias == null ? null : padded(bias, missing),
                    stride,
                    padding);
            return scope.moveToOuter(Shapes.narrow(all, 1, 0, channels));
        }
    }

    private static Tensor padded(Tensor tensor, long rows) {
        long[] shape = tensor.shape();
        shape[0] = rows;
        return Shapes.cat(List.of(tensor, Creation.zeros(tensor.dtype(), tensor.device(), shape)), 0);
    }

    private static Tensor call(
            Operator operator, long[] dilation, Tensor x, Tensor weight, Tensor bias, long[] stride, long[] padding) {
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
}
