package org.ouroboros3d.nn;

import org.ouroboros3d.ops.Resampling;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;
import org.ouroboros3d.weights.Role.Start;
import org.ouroboros3d.weights.Weights;

/** Halves height and width with a 3x3 convolution of stride 2 (diffusers' {@code Downsample2D}; key {@code conv}). */
public final class Downsample2D {
    /** One zero column on the right and one zero row at the bottom: left, right, top, bottom. */
    private static final long[] RIGHT_AND_BOTTOM = {0, 1, 0, 1};

    private final Conv2d conv;
    private final boolean padsRightAndBottom;

    private Downsample2D(Conv2d conv, boolean padsRightAndBottom) {
        this.conv = conv;
        this.padsRightAndBottom = padsRightAndBottom;
    }

    /** {@return the UNet's kind, which pads one zero on every side} */
    public static Downsample2D symmetric(Weights w, int channels, int out) {
        return new Downsample2D(new Conv2d(w.at("conv").start(Start.COLORS_HALVED), channels, out, 3, 2, 1), false);
    }

    /** {@return the VAE encoder's kind, which pads one zero column on the right and one zero row at the bottom} */
    public static Downsample2D asymmetric(Weights w, int channels, int out) {
        return new Downsample2D(new Conv2d(w.at("conv").start(Start.COLORS_HALVED), channels, out, 3, 2, 0), true);
    }

    /**
     * {@return {@code [N, out, H/2, W/2]}}
     *
     * @param x {@code [N, channels, H, W]}, H and W even
     */
    public Tensor forward(Tensor x) {
        if (!padsRightAndBottom) {
            return conv.forward(x);
        }
        try (TensorScope scope = TensorScope.open()) {
            return scope.moveToOuter(conv.forward(Resampling.pad(x, RIGHT_AND_BOTTOM, 0)));
        }
    }
}
