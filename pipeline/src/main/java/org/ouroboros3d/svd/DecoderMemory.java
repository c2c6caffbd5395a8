package org.ouroboros3d.svd;

import java.util.List;
import org.ouroboros3d.tensor.DType;

/**
 * The memory that the decoder needs beside its weights, from its sizes alone: the layers of {@link TemporalDecoder} are
 * gone through in order, and the tensors that exist at the same time are added up. A convolution counts its input and its
 * output twice, as libraries reorder both. What other operators take for themselves is not counted. Decoding four frames of
 * 512 × 512 pixels with the published sizes in bfloat16 took 3.13 GB on one thread of the host, and
 * this says 3.22 GB.
 *
 * <p>Layers compute in one type, normalizations in float32, as {@link org.ouroboros3d.ops.Autocast} has it.
 */
public final class DecoderMemory {
    private final VaeConfig config;
    private final int width;
    private final long frames;
    private long pixels;
    private long held;
    private long most;

    private DecoderMemory(VaeConfig config, int frames, DType type) {
        this.config = config;
        this.width = type.byteSize();
        this.frames = frames;
    }

    /**
     * {@return the most bytes that exist at once while a clip is decoded}
     *
     * @param frames of the clip
     * @param imageSize width and height of a frame in pixels
     * @param type that the layers compute in
     */
    public static long bytes(VaeConfig config, int frames, int imageSize, DType type) {
        DecoderMemory memory = new DecoderMemory(config, frames, type);
        memory.decode(imageSize / config.downsampling());
        return memory.most;
    }

    private void decode(long latentSize) {
        List<Integer> channels = config.blockOutChannels().reversed();
        int last = channels.size() - 1;
        pixels = latentSize * latentSize;
        long hidden = convolution(config.latentChannels(), channels.getFirst());
        hidden = middle(hidden, channels.getFirst());
        for (int i = 0; i <= last; i++) {
            hidden = level(hidden, channels.get(Math.max(i - 1, 0)), channels.get(i), i < last);
        }
        long colors = normalizedConvolution(channels.get(last), config.outChannels());
        free(hidden);
        // The last convolution sees the frames as an axis: a copy for it, its result, and what the caller gets.
        tensor(width, config.outChannels());
        convolution(config.outChannels(), config.outChannels());
        tensor(Float.BYTES, config.outChannels());
        free(colors);
    }

    /** The deepest level, which keeps what its blocks give to its end. */
    private long middle(long input, int channels) {
        long before = held - input;
        long hidden = residual(channels, channels);
        for (int i = 1; i < config.layersPerBlock(); i++) {
            if (i == 1) {
                attention(channels);
            }
            hidden = residual(channels, channels);
        }
        held = before + hidden;
        return hidden;
    }

    private long level(long input, int in, int out, boolean upsamples) {
        long before = held - input;
        long hidden = residual(in, out);
        for (int i = 0; i < config.layersPerBlock(); i++) {
            long next = residual(out, out);
            free(hidden);
            hidden = next;
        }
        if (upsamples) {
            pixels *= 4;
            tensor(width, out);
            hidden = convolution(out, out);
        }
        held = before + hidden;
        return hidden;
    }

    /** A spatial block, its copy with channels before frames, a temporal block, their blend, and frames first again. */
    private long residual(int in, int out) {
        long before = held;
        long spatial = block(in, out);
        tensor(width, out);
        free(spatial);
        block(out, out);
        tensor(width, out);
        long result = tensor(width, out);
        held = before + result;
        return result;
    }

    private long block(int in, int out) {
        long before = held;
        normalizedConvolution(in, out);
        normalizedConvolution(out, out);
        if (in != out) {
            convolution(in, out);
        }
        long sum = tensor(width, out);
        held = before + sum;
        return sum;
    }

    private long normalizedConvolution(int in, int out) {
        long before = held;
        long exact = width == Float.BYTES ? 0 : tensor(Float.BYTES, in);
        long normed = tensor(Float.BYTES, in);
        free(exact);
        tensor(Float.BYTES, in);
        free(normed);
        if (width != Float.BYTES) {
            tensor(width, in);
        }
        long result = convolution(in, out);
        held = before + result;
        return result;
    }

    /** {@return its output; input and output in the library's own order are gone again} */
    private long convolution(int in, int out) {
        long result = tensor(width, out);
        free(tensor(width, in + out));
        return result;
    }

    /** Normalized tokens, queries, keys and values, all of them in float32 as well, and what comes of them. */
    private long attention(int channels) {
        long before = held;
        long copies = 8;
        tensor(Float.BYTES, copies * channels);
        tensor(width, copies * channels);
        held = before;
        return tensor(width, channels);
    }

    private long tensor(int elementBytes, long channels) {
        long bytes = elementBytes * channels * frames * pixels;
        held += bytes;
        most = Math.max(most, held);
        return bytes;
    }

    private void free(long bytes) {
        held -= bytes;
    }
}
