package org.ouroboros3d.nn;

import org.ouroboros3d.ops.ChannelsLast;
import org.ouroboros3d.ops.Convolutions;
import org.ouroboros3d.ops.Shapes;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;
import org.ouroboros3d.weights.Weights;

/**
 * The convolution of SVD's temporal blocks, which sees a pixel's value in three neighbouring frames ({@code
 * torch.nn.Conv3d} with kernel (3, 1, 1) and padding (1, 0, 0); keys {@code weight}, {@code bias}).
 *
 * <p>Rows and columns count as one axis, which makes it a convolution of two: LibTorch has a fast path for those on the
 * CPU and none for three.
 */
public final class TemporalConv {
    private static final int FRAMES = 3;
    private static final long[] STRIDE = {1, 1};
    private static final long[] PADDING = {1, 0};

    private final Tensor weight;
    private final Tensor bias;
    private final int in;
    private final int out;

    /** @param w holds {@code weight [out, in, 3, 1, 1]} and {@code bias [out]} */
    public TemporalConv(Weights w, int in, int out) {
        this.weight = w.kernel("weight", out, in, FRAMES, 1, 1);
        this.bias = w.bias("bias", out);
        this.in = in;
        this.out = out;
    }

    /** {@return whether results lie as {@link ChannelsLast} has it} */
    public boolean isChannelsLast() {
        return ChannelsLast.is(weight);
    }

    /**
     * {@return {@code [B, out, F, H, W]}}
     *
     * @param x {@code [B, in, F, H, W]}
     */
    public Tensor forward(Tensor x) {
        long[] shape = x.shape();
        try (TensorScope scope = TensorScope.open()) {
            Tensor planes = Shapes.reshape(x, shape[0], shape[1], shape[2], shape[3] * shape[4]);
            // Reshaped anew each time: while training, autograd sees through to the parameter.
            Tensor kernel = Shapes.reshape(weight, out, in, FRAMES, 1);
            Tensor planar = Convolutions.conv2d(planes, kernel, bias, STRIDE, PADDING);
            Tensor clips = Shapes.reshape(planar, shape[0], out, shape[2], shape[3], shape[4]);
            // For one clip; without it the normalization that follows would go back to row-major order.
            return scope.moveToOuter(isChannelsLast() ? ChannelsLast.recognizable(clips) : clips);
        }
    }
}
