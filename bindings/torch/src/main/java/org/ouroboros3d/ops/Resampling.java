package org.ouroboros3d.ops;

import org.ouroboros3d.tensor.Operator;
import org.ouroboros3d.tensor.Tensor;

/** Changes of resolution of images [B, C, H, W], and padding. */
public final class Resampling {
    private static final Operator NEAREST = Operator.of("aten::upsample_nearest2d", "");
    private static final Operator BILINEAR = Operator.of("aten::upsample_bilinear2d", "");
    private static final Operator BICUBIC = Operator.of("aten::upsample_bicubic2d", "");
    private static final Operator AVG_POOL = Operator.of("aten::avg_pool2d", "");
    private static final Operator MAX_POOL = Operator.of("aten::max_pool2d", "");
    private static final Operator UNSHUFFLE = Operator.of("aten::pixel_unshuffle", "");
    private static final Operator SHUFFLE = Operator.of("aten::pixel_shuffle", "");
    private static final Operator PAD = Operator.of("aten::pad", "");

    private Resampling() {}

    /** {@return x at {@code height} × {@code width} pixels, each the nearest one} */
    public static Tensor nearest(Tensor x, long height, long width) {
        return NEAREST.begin().tensor(x).integers(height, width).none().none().call();
    }

    /** {@return x at {@code height} × {@code width} pixels, interpolated linearly, without antialiasing} */
    public static Tensor bilinear(Tensor x, long height, long width, boolean alignCorners) {
        return BILINEAR.begin()
                .tensor(x)
                .integers(height, width)
                .flag(alignCorners)
                .none()
                .none()
                .call();
    }

    /** {@return x at {@code height} × {@code width} pixels, cubic with A = -0.75, without antialiasing} */
    public static Tensor bicubic(Tensor x, long height, long width, boolean alignCorners) {
        return BICUBIC.begin()
                .tensor(x)
                .integers(height, width)
                .flag(alignCorners)
                .none()
                .none()
                .call();
    }

    /** {@return the means of {@code kernel} × {@code kernel} windows every {@code stride} pixels} */
    public static Tensor avgPool2d(Tensor x, long kernel, long stride) {
        return AVG_POOL.begin()
                .tensor(x)
                .integers(kernel, kernel)
                .integers(stride, stride)
                .integers(0, 0)
                .flag(false)
                .flag(true)
                .none()
                .call();
    }

    /** {@return the maxima of {@code kernel} × {@code kernel} windows every {@code stride} pixels} */
    public static Tensor maxPool2d(Tensor x, long kernel, long stride) {
        return MAX_POOL.begin()
                .tensor(x)
                .integers(kernel, kernel)
                .integers(stride, stride)
                .integers(0, 0)
                .integers(1, 1)
                .flag(false)
                .call();
    }

    /** {@return [B, C·r², H/r, W/r]: channel c·r² + dy·r + dx holds pixel (dy, dx) of every r × r block} */
    public static Tensor pixelUnshuffle(Tensor x, long r) {
        return UNSHUFFLE.begin().tensor(x).integer(r).call();
    }

    /** {@return [B, C, H·r, W·r] of [B, C·r², H, W]: undoes {@link #pixelUnshuffle}} */
    public static Tensor pixelShuffle(Tensor x, long r) {
        return SHUFFLE.begin().tensor(x).integer(r).call();
    }

    /**
     * {@return x with {@code value} around it}
     *
     * @param amounts before and after the last dimension, then before and after the one before it, …
     */
    public static Tensor pad(Tensor x, long[] amounts, double value) {
        return PAD.begin()
                .tensor(x)
                .integers(amounts)
                .text("constant")
                .optionalNumber(value)
                .call();
    }

    /** {@return x with its own pixels mirrored around it, the border pixel not repeated} */
    public static Tensor padReflect(Tensor x, long[] amounts) {
        return PAD.begin().tensor(x).integers(amounts).text("reflect").none().call();
    }
}
