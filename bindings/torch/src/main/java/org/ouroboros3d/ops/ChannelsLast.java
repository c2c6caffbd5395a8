package org.ouroboros3d.ops;

import java.util.Arrays;
import org.ouroboros3d.tensor.DType;
import org.ouroboros3d.tensor.Device;
import org.ouroboros3d.tensor.Operator;
import org.ouroboros3d.tensor.Tensor;

/**
 * The order of elements in which all channels of a pixel lie side by side, as in a list of tokens. The shape stays
 * {@code [N, C, H, W]}.
 *
 * <p>A convolution whose kernel lies so gives a result that lies so, and what follows keeps it. LibTorch's convolutions for
 * processors rearrange pictures in row-major order before and after they compute, and not those; and from pixels to tokens
 * and from frames to clips there is nothing to copy. Sums are taken in another order, so that results differ by rounding.
 */
public final class ChannelsLast {
    private static final Operator CLONE = Operator.of("aten::clone", "");
    private static final Operator AS_STRIDED = Operator.of("aten::as_strided", "");
    /** ATen's codes of the two orders. */
    private static final int FORMAT_OF_IMAGES = 2;

    private static final int FORMAT_OF_CLIPS = 3;
    private static final int IMAGES = 4;
    private static final int CLIPS = 5;

    private ChannelsLast() {}

    /**
     * {@return a weight as its device convolves best, in the innermost scope} On the host that is a copy of a kernel in this
     * order. Everything else, such as a matrix, is left as it is.
     *
     * @param weight {@code [O, I, kh, kw]} or {@code [O, I, kf, kh, kw]} for a kernel
     */
    public static Tensor weight(Tensor weight) {
        int rank = weight.rank();
        boolean kernel = rank == IMAGES || rank == CLIPS;
        return kernel && weight.device().isHost()
                ? CLONE.begin()
                        .tensor(weight)
                        .optional(rank == IMAGES ? FORMAT_OF_IMAGES : FORMAT_OF_CLIPS)
                        .call()
                : weight.sameElements();
    }

    /**
     * {@return whether elements lie so, without gaps} Dimensions of size 1 do not count, so that a tensor may lie in this
     * and in row-major order.
     *
     * @param x {@code [N, C, ...]}
     */
    public static boolean is(Tensor x) {
        long[] shape = x.shape();
        if (shape.length < 2) {
            return false;
        }
        long[] strides = x.strides();
        long[] expected = strides(shape);
        for (int i = 0; i < shape.length; i++) {
            if (shape[i] != 1 && strides[i] != expected[i]) {
                return false;
            }
        }
        return true;
    }

    /**
     * {@return a tensor whose elements lie so, with the strides that a new one would have, in the innermost scope} A reshape
     * may give a dimension of size 1 any stride. Where elements lie makes no difference, but LibTorch looks at that stride
     * too, and copies what it then takes for another order. Any other tensor is given back as it is.
     *
     * @param x {@code [N, C, ...]}, outside of autograd
     */
    public static Tensor recognizable(Tensor x) {
        if (!isAmbiguous(x)) {
            return x.sameElements();
        }
        long[] shape = x.shape();
        return AS_STRIDED
                .begin()
                .tensor(x)
                .integers(shape)
                .integers(strides(shape))
                .none()
                .call();
    }

    /** Elements of any value in this order. */
    static Tensor empty(DType dtype, Device device, long... shape) {
        try (Tensor rowMajor = Tensor.empty(dtype, device, shape)) {
            return AS_STRIDED
                    .begin()
                    .tensor(rowMajor)
                    .integers(shape)
                    .integers(strides(shape))
                    .none()
                    .call();
        }
    }

    /** Whether elements lie so, and dimensions of size 1 have other strides than in a new tensor. */
    static boolean isAmbiguous(Tensor x) {
        return is(x) && !Arrays.equals(x.strides(), strides(x.shape()));
    }

    /** The strides of a new tensor in this order. */
    static long[] strides(long... shape) {
        int last = shape.length - 1;
        long[] strides = new long[shape.length];
        long step = 1;
        for (int i = 0; i <= last; i++) {
            int dim = i == 0 ? 1 : i == last ? 0 : last + 1 - i; // C, ..., N
            strides[dim] = step;
            step *= Math.max(1, shape[dim]);
        }
        return strides;
    }
}
