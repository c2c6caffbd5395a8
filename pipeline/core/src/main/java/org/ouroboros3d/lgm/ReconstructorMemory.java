package org.ouroboros3d.lgm;

import java.util.List;
import org.ouroboros3d.nn.ActivationMemory;
import org.ouroboros3d.tensor.DType;

/**
 * The memory that LGM needs beside its weights, from its sizes alone: the layers of {@link LgmUnet} are gone through in
 * order, see {@link ActivationMemory}. All that the way down gives stays until the end. Of one object with the published
 * sizes in bfloat16, 0.50 GB of tensors existed at once on one thread of the host, and this says 0.57 GB.
 */
public final class ReconstructorMemory {
    private final LgmConfig config;
    private final ActivationMemory memory;

    private ReconstructorMemory(LgmConfig config, ActivationMemory memory) {
        this.config = config;
        this.memory = memory;
    }

    /**
     * {@return the most bytes that exist at once in {@link LargeMultiViewGaussianModel#reconstruct}}
     *
     * @param objects that are reconstructed together
     * @param type that the layers compute in; the last ones stay in float32
     */
    public static long bytes(LgmConfig config, int objects, DType type) {
        long size = config.inputSize();
        ActivationMemory memory = new ActivationMemory(type, size * size * objects * config.numFrames());
        new ReconstructorMemory(config, memory).reconstruct();
        return memory.most();
    }

    private void reconstruct() {
        List<Integer> down = config.downChannels();
        List<Integer> up = config.upChannels();
        memory.exact(LgmConfig.IN_CHANNELS);
        memory.free(memory.converted(LgmConfig.IN_CHANNELS));
        memory.convolution(LgmConfig.IN_CHANNELS, down.getFirst());
        for (int i = 0; i < down.size(); i++) {
            down(i);
        }
        int deepest = down.getLast();
        long before = memory.held();
        layer(deepest, deepest, config.midAttention());
        memory.leave(before, residualBlock(deepest, deepest));
        for (int i = 0; i < up.size(); i++) {
            up(i);
        }
        int last = up.getLast();
        memory.exact(last);
        memory.exact(last); // normalized
        memory.exact(last + 2L * LgmConfig.OUT_CHANNELS); // as the convolution reorders them, and its result
    }

    private void down(int level) {
        List<Integer> channels = config.downChannels();
        int out = channels.get(level);
        boolean attends = config.downAttention().get(level);
        for (int i = 0; i < config.layersPerBlock(); i++) {
            layer(i == 0 ? channels.get(Math.max(level - 1, 0)) : out, out, attends);
        }
        if (level < channels.size() - 1) {
            memory.downsampled(out);
        }
    }

    /** Every layer reads its input and a skip as one tensor. */
    private void up(int level) {
        List<Integer> down = config.downChannels();
        List<Integer> up = config.upChannels();
        int out = up.get(level);
        int in = level == 0 ? down.getLast() : up.get(level - 1);
        int finer = down.get(Math.max(down.size() - 2 - level, 0));
        long before = memory.held();
        long hidden = 0;
        for (int i = 0; i <= config.layersPerBlock(); i++) {
            int joined = (i == 0 ? in : out) + (i == config.layersPerBlock() ? finer : out);
            long beforeLayer = memory.held();
            memory.tensor(joined);
            hidden = memory.leave(
                    beforeLayer, layer(joined, out, config.upAttention().get(level)));
        }
        memory.leave(before, level < up.size() - 1 ? memory.upsampled(out) : hidden);
    }

    private long layer(int in, int out, boolean attends) {
        long before = memory.held();
        long hidden = residualBlock(in, out);
        return memory.leave(before, attends ? attention(out) : hidden);
    }

    /** What its normalizations give stays to its end. */
    private long residualBlock(int in, int out) {
        long before = memory.held();
        normalizedConvolution(in, out);
        if (config.timeChannels() > 0) {
            memory.tensor(out); // with the time's embedding
        }
        normalizedConvolution(out, out);
        if (in != out) {
            memory.convolution(in, out);
        }
        return memory.leave(before, memory.tensor(out));
    }

    private void normalizedConvolution(int in, int out) {
        memory.normalized(in);
        long copy = memory.converted(in);
        memory.convolution(in, out);
        memory.free(copy);
    }

    /** Normalized, as tokens, attended, and as maps again. */
    private long attention(int channels) {
        memory.normalized(channels);
        memory.exact(channels);
        memory.attention(channels);
        return memory.tensor(channels);
    }
}
