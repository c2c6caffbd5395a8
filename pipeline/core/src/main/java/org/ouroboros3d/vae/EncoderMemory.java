package org.ouroboros3d.vae;

import java.util.List;
import org.ouroboros3d.nn.ActivationMemory;
import org.ouroboros3d.tensor.DType;

/**
 * The memory that the autoencoder's encoder needs beside its weights, from its sizes alone: the layers of
 * {@link VaeEncoder} are gone through in order, see {@link ActivationMemory}. Of one picture of 512 × 512 pixels with the
 * published sizes in float32, 0.67 GB of tensors existed at once on the host, which convolves as its kernels lie and
 * reorders nothing; this says 0.94 GB.
 */
public final class EncoderMemory {
    private EncoderMemory() {}

    /**
     * {@return the most bytes that exist at once while pictures are encoded}
     *
     * @param images that are encoded together
     * @param imageSize their width and height in pixels
     * @param type that the layers compute in
     */
    public static long bytes(VaeConfig config, int images, int imageSize, DType type) {
        ActivationMemory memory = new ActivationMemory(type, (long) images * imageSize * imageSize);
        List<Integer> channels = config.blockOutChannels();
        int last = channels.size() - 1;
        memory.convolution(config.inChannels(), channels.getFirst());
        for (int i = 0; i <= last; i++) {
            level(memory, config, i);
        }
        int deepest = channels.get(last);
        memory.residualBlock(deepest, deepest, false);
        memory.normalized(deepest);
        memory.attention(deepest);
        memory.residualBlock(deepest, deepest, false);
        memory.normalizedConvolution(deepest, 2L * config.latentChannels());
        return memory.most();
    }

    private static void level(ActivationMemory memory, VaeConfig config, int index) {
        List<Integer> channels = config.blockOutChannels();
        int out = channels.get(index);
        long before = memory.held();
        long hidden = memory.residualBlock(channels.get(Math.max(index - 1, 0)), out, false);
        for (int i = 1; i < config.layersPerBlock(); i++) {
            hidden = memory.residualBlock(out, out, false);
        }
        memory.leave(before, index < channels.size() - 1 ? memory.downsampled(out) : hidden);
    }
}
