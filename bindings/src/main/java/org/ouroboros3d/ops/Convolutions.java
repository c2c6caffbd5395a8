package org.ouroboros3d.ops;

import org.ouroboros3d.tensor.Operator;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;

/** Convolutions without dilation or groups, which is all that the models use. */
public final class Convolutions {
    private static final Operator CONV2D = Operator.of("aten::conv2d", "");
    private static final Operator CONV3D = Operator.of("aten::conv3d", "");
    private static final long[] NO_DILATION_2D = {1, 1};
    private static final long[] NO_DILATION_3D = {1, 1, 1};

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
            return call(operator, dilation, x, weight, bias, stride, padding);
        }
        try (TensorScope scope = TensorScope.open()) {
            return scope.moveToOuter(call(
                    operator,
                    dilation,
                    Autocast.converted(x),
                    Autocast.converted(weight),
                    Autocast.converted(bias),
                    stride,
                    padding));
        }
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
