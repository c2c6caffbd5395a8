package org.ouroboros3d.vae;

import java.util.List;
import org.ouroboros3d.nn.ActivationMemory;
import org.ouroboros3d.tensor.DType;

/**
 * The memory that the decoder needs beside its weights, from its sizes alone: the layers of {@link TemporalDecoder} are
 * gone through in order, see {@link ActivationMemory}. Decoding four frames of 512 × 512 pixels with the published sizes in
 * bfloat16 took 3.13 GB on one thread of the host, and this says 3.22 GB.
 */
public final class DecoderMemory {
    private final VaeConfig config;
    private final ActivationMemory memory;

    private DecoderMemory(VaeConfig config, ActivationMemory memory) {
        this.config = config;
        this.memory = memory;
    }

    /**
     * {@return the most bytes that exist at once while a clip is decoded}
     *
     * @param frames of the clip
     * @param imageSize width and height of a frame in pixels
     * @param type that the layers compute in
     */
    public static long bytes(VaeConfig config, int frames, int imageSize, DType type) {
        long latentSize = imageSize / config.downsampling();
        ActivationMemory memory = new ActivationMemory(type, frames * latentSize * latentSize);
        new DecoderMemory(config, memory).decode();
        return memory.most();
    }

    private void decode() {
        List<Integer> channels = config.blockOutChannels().reversed();
        int last = channels.size() - 1;
        long hidden = memory.convolution(config.latentChannels(), channels.getFirst());
        hidden = middle(hidden, channels.getFirst());
        for (int i = 0; i <= last; i++) {
            hidden = level(hidden, channels.get(Math.max(i - 1, 0)), channels.get(i), i < last);
        }
        memory.normalizedConvolution(channels.get(last), config.outChannels());
        memory.free(hidden);
        // The last convolution sees the frames as an axis: a copy for it, its result, and what the caller gets.
        memory.tensor(config.outChannels());
        memory.convolution(config.outChannels(), config.outChannels());
        memory.exact(config.outChannels());
    }

    /** The deepest level, which keeps what its blocks give to its end. */
    private long middle(long input, int channels) {
        long before = memory.held() - input;
        long hidden = memory.spatioTemporalBlock(channels, channels, false);
        for (int i = 1; i < config.layersPerBlock(); i++) {
            if (i == 1) {
                memory.normalized(channels);
                memory.attention(channels);
            }
            hidden = memory.spatioTemporalBlock(channels, channels, false);
        }
        return memory.leave(before, hidden);
    }

    private long level(long input, int in, int out, boolean upsamples) {
        long before = memory.held() - input;
        long hidden = memory.spatioTemporalBlock(in, out, false);
        for (int i = 0; i < config.layersPerBlock(); i++) {
            long next = memory.spatioTemporalBlock(out, out, false);
            memory.free(hidden);
            hidden = next;
        }
        return memory.leave(before, upsamples ? memory.upsampled(out) : hidden);
    }
}
