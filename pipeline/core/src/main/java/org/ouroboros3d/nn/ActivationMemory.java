package org.ouroboros3d.nn;

import org.ouroboros3d.tensor.DType;

/**
 * Adds up the activations of a network that exist at the same time, as its layers are gone through in order. Tensors have
 * some channels for each pixel of all frames. A method that stands for a layer or a block returns the bytes of its output,
 * which is there until the caller frees it.
 *
 * <p>Layers compute in one type, normalizations, and attention on the host, in float32, as
 * {@link org.ouroboros3d.ops.Autocast} has it. A convolution counts its input and its output twice, as libraries reorder
 * both. What other operators take for themselves is not counted.
 */
public final class ActivationMemory {
    private final int width;
    private long pixels;
    private long held;
    private long most;

    /**
     * Begins with nothing.
     *
     * @param type that the layers compute in
     * @param pixels of all frames together, at first
     */
    public ActivationMemory(DType type, long pixels) {
        this.width = type.byteSize();
        this.pixels = pixels;
    }

    /** {@return the most bytes that existed at once} */
    public long most() {
        return most;
    }

    /** {@return the bytes that exist} */
    public long held() {
        return held;
    }

    /** {@return the bytes of a new tensor of the type that layers compute in} */
    public long tensor(long channels) {
        return add(width * channels * pixels);
    }

    /** {@return the bytes of a new tensor of float32} */
    public long exact(long channels) {
        return add(Float.BYTES * channels * pixels);
    }

    private long add(long bytes) {
        held += bytes;
        most = Math.max(most, held);
        return bytes;
    }

    /** Something does not exist any more. */
    public void free(long bytes) {
        held -= bytes;
    }

    /**
     * Ends a scope, and with it all that was made in it but its result.
     *
     * @param before {@link #held} when it began
     * @return the result's bytes
     */
    public long leave(long before, long result) {
        held = before + result;
        return result;
    }

    /** {@return bytes of a normalization's output, of float32; its input is converted for it} */
    public long normalized(long channels) {
        long copy = isShort() ? exact(channels) : 0;
        long result = exact(channels);
        free(copy);
        return result;
    }

    /** {@return bytes of what a layer makes of an input of float32 before it computes, nothing if it computes in that} */
    public long converted(long channels) {
        return isShort() ? tensor(channels) : 0;
    }

    private boolean isShort() {
        return width != Float.BYTES;
    }

    /** A convolution that keeps height and width. */
    public long convolution(long in, long out) {
        long result = tensor(out);
        free(tensor(in + out));
        return result;
    }

    /** A normalization, an activation and a convolution. */
    public long normalizedConvolution(long in, long out) {
        long before = held;
        long normed = normalized(in);
        exact(in);
        free(normed);
        converted(in);
        return leave(before, convolution(in, out));
    }

    /** Height and width are half of what they were from here on. */
    public void halve() {
        pixels /= 4;
    }

    /** A convolution that halves height and width, and pads before that. */
    public long downsampled(long channels) {
        long before = held;
        tensor(2 * channels);
        halve();
        return leave(before, convolution(0, channels));
    }

    /** Height and width are doubled, and a convolution follows. */
    public long upsampled(long channels) {
        long before = held;
        pixels *= 4;
        tensor(channels);
        return leave(before, convolution(channels, channels));
    }

    /**
     * A {@link ResnetBlock2D}, or a {@link TemporalResnetBlock}.
     *
     * @param embeds whether it adds the time's embedding
     */
    public long residualBlock(long in, long out, boolean embeds) {
        long before = held;
        normalizedConvolution(in, out);
        if (embeds) {
            tensor(out);
        }
        normalizedConvolution(out, out);
        if (in != out) {
            convolution(in, out);
        }
        return leave(before, tensor(out));
    }

    /**
     * A {@link SpatioTemporalResBlock}: a spatial block, its copy with channels before frames, a temporal block, their
     * blend, and frames first again.
     *
     * @param embeds whether it adds the time's embedding
     */
    public long spatioTemporalBlock(long in, long out, boolean embeds) {
        long before = held;
        long spatial = residualBlock(in, out, embeds);
        tensor(out);
        free(spatial);
        residualBlock(out, out, embeds);
        tensor(out);
        return leave(before, tensor(out));
    }

    /** Queries, keys and values of tokens, what attention makes of them, its copy in the tokens' order, and a layer. */
    public long attention(long channels) {
        long before = held;
        converted(channels);
        tensor(3 * channels);
        long copies = isShort() ? exact(3 * channels) : 0;
        exact(channels);
        free(copies);
        exact(channels);
        converted(channels);
        return leave(before, tensor(channels));
    }

    /** A {@link FeedForward} that keeps the channels, of an input of float32. */
    public long feedForward(long channels) {
        long before = held;
        converted(channels);
        tensor(2 * FeedForward.EXPANSION * channels);
        tensor(FeedForward.EXPANSION * channels);
        return leave(before, tensor(channels));
    }
}
