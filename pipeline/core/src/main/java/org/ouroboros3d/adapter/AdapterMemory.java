package org.ouroboros3d.adapter;

import java.util.List;
import org.ouroboros3d.nn.ActivationMemory;
import org.ouroboros3d.tensor.DType;

/**
 * The memory that an {@link Adapter} needs beside its weights, from its sizes alone: its blocks are gone through in order,
 * see {@link ActivationMemory}. What each of them gives stays until the last has run.
 */
public final class AdapterMemory {
    private AdapterMemory() {}

    /**
     * {@return the most bytes that exist at once in an adapter, its features included}
     *
     * @param maps that it takes together
     * @param imageSize their width and height in pixels
     * @param type that the layers compute in
     */
    public static long bytes(AdapterConfig config, int maps, int imageSize, DType type) {
        long size = imageSize / Adapter.UNSHUFFLE;
        ActivationMemory memory = new ActivationMemory(type, maps * size * size);
        List<Integer> channels = config.channels();
        memory.converted(config.cin());
        memory.tensor(config.cin()); // rearranged
        memory.convolution(config.cin(), channels.getFirst());
        for (int level = 0; level < channels.size(); level++) {
            int out = channels.get(level);
            for (int i = 0; i < config.numsRb(); i++) {
                int in = i > 0 ? out : channels.get(Math.max(level - 1, 0));
                block(memory, in, out, level > 0 && i == 0);
            }
        }
        return memory.most();
    }

    private static void block(ActivationMemory memory, int in, int out, boolean pools) {
        if (pools) {
            memory.halve();
        }
        long before = memory.held();
        if (pools) {
            memory.tensor(in);
        }
        if (in != out) {
            memory.convolution(in, out);
        }
        memory.convolution(out, out);
        memory.convolution(out, out);
        memory.leave(before, memory.tensor(out));
    }
}
