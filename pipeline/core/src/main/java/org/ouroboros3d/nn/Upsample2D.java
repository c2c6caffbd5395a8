package org.ouroboros3d.nn;

import org.ouroboros3d.ops.Resampling;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;
import org.ouroboros3d.weights.Role.Start;
import org.ouroboros3d.weights.Weights;

/**
 * Doubles height and width: every pixel is repeated, then a 3x3 convolution (diffusers' {@code Upsample2D}; key {@code
 * conv}).
 */
public final class Upsample2D {
    private final Conv2d conv;

    /** An upsampling whose convolution is {@code conv [out, channels, 3, 3]}. */
    public Upsample2D(Weights w, int channels, int out) {
        this.conv = Conv2d.same3x3(w.at("conv").start(Start.COLORS_KEPT), channels, out);
    }

    /**
     * {@return {@code [N, out, 2 H, 2 W]}}
     *
     * @param x {@code [N, channels, H, W]}
     */
    public Tensor forward(Tensor x) {
        try (TensorScope scope = TensorScope.open()) {
            Tensor enlarged = Resampling.nearest(x, 2 * x.size(-2), 2 * x.size(-1));
            return scope.moveToOuter(conv.forward(enlarged));
        }
    }
}
