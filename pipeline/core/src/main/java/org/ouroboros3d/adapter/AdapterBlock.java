package org.ouroboros3d.adapter;

import org.ouroboros3d.nn.Conv2d;
import org.ouroboros3d.ops.InPlace;
import org.ouroboros3d.ops.Resampling;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;
import org.ouroboros3d.weights.Role.Start;
import org.ouroboros3d.weights.Weights;

/**
 * The adapter's residual block: {@code x + block2(relu(block1(x)))}, after pooling and a change of width where the level
 * asks for them.
 */
final class AdapterBlock {
    private final boolean down;
    /** Null where the width stays. */
    private final Conv2d inConv;

    private final Conv2d block1;
    private final Conv2d block2;

    AdapterBlock(Weights w, int in, int out, boolean down, int ksize) {
        this.down = down;
        inConv = in == out ? null : new Conv2d(w.at("in_conv"), in, out, ksize, 1, ksize / 2);
        block1 = new Conv2d(w.at("block1"), out, out, 3, 1, 1);
        block2 = new Conv2d(w.at("block2").start(Start.ZERO), out, out, ksize, 1, ksize / 2);
    }

    /** {@return the block's output, {@code [N, out, H, W]}, half as high and wide where it pools} */
    Tensor forward(Tensor x) {
        try (TensorScope scope = TensorScope.open()) {
            Tensor input = down ? Resampling.avgPool2d(x, 2, 2) : x;
            if (inConv != null) {
                input = inConv.forward(input);
            }
            Tensor residual = block2.forward(InPlace.relu(block1.forward(input)));
            return scope.moveToOuter(InPlace.add(residual, input));
        }
    }
}
