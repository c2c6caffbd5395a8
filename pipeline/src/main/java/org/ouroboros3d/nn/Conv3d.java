package org.ouroboros3d.nn;

import static org.ouroboros3d.ops.Convolutions.conv3d;

import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.weights.Weights;

/**
 * A convolution over frames, rows and columns with stride 1 and zero padding ({@code torch.nn.Conv3d}; keys {@code
 * weight}, {@code bias}).
 */
public final class Conv3d {
    private static final long[] STRIDE = {1, 1, 1};

    private final Tensor weight;
    private final Tensor bias;
    private final long[] padding;

    /**
     * A convolution that keeps the size.
     *
     * @param w holds {@code weight [out, in, depth, height, width]} and {@code bias [out]}
     * @param depth kernel size over frames, odd
     * @param height kernel size over rows, odd
     * @param width kernel size over columns, odd; each side is padded by half a kernel, so the size is kept
     */
    public Conv3d(Weights w, int in, int out, int depth, int height, int width) {
        this.weight = w.get("weight", out, in, depth, height, width);
        this.bias = w.get("bias", out);
        this.padding = new long[] {depth / 2, height / 2, width / 2};
    }

    /** {@return the convolution of SVD's temporal blocks, which sees a pixel's value in three neighbouring frames} */
    public static Conv3d temporal(Weights w, int in, int out) {
        return new Conv3d(w, in, out, 3, 1, 1);
    }

    /**
     * {@return {@code [B, out, F, H, W]}}
     *
     * @param x {@code [B, in, F, H, W]}
     */
    public Tensor forward(Tensor x) {
        return conv3d(x, weight, bias, STRIDE, padding);
    }
}
