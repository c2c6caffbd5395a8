package org.ouroboros3d.svd;

import java.util.List;
import org.ouroboros3d.adapter.Adapter;
import org.ouroboros3d.adapter.AdapterConfig;
import org.ouroboros3d.adapter.AdapterMemory;
import org.ouroboros3d.nn.ActivationMemory;
import org.ouroboros3d.tensor.DType;

/**
 * The memory that the denoiser needs beside its weights, from its sizes alone: the layers of {@link MVModel} are gone
 * through in order, see {@link ActivationMemory}. The most exists in the last transformer, at the finest level, whose
 * feed-forward is eight times as wide as its tokens, beside what the levels before it gave. Eight views of 512 × 512 pixels
 * and both branches of guidance, in bfloat16 on one thread of the host: with levels of 128 to 512 channels 0.81 GB of
 * tensors existed at once, and this says 0.89 GB; with the published sizes the process took 2.4 GB more, and this says
 * 2.22 GB.
 */
public final class DenoiserMemory {
    private final UNetConfig config;
    private final ActivationMemory memory;

    private DenoiserMemory(UNetConfig config, ActivationMemory memory) {
        this.config = config;
        this.memory = memory;
    }

    /**
     * {@return the most bytes that exist at once in {@link MVModel#denoise}}
     *
     * @param samples objects, each once for every branch of guidance
     * @param views of an object
     * @param latentSize width and height of a view's latents
     * @param type that the layers compute in
     */
    public static long bytes(MVModelConfig config, int samples, int views, int latentSize, DType type) {
        ActivationMemory memory = new ActivationMemory(type, (long) samples * views * latentSize * latentSize);
        new DenoiserMemory(config.unet(), memory).denoise();
        return memory.most();
    }

    /**
     * {@return the most bytes that exist at once in {@link MVModel#encodeFeedback}, its result included}
     *
     * @param objects whose maps are encoded together
     * @param views of an object
     * @param imageSize width and height of a map in pixels
     * @param type that the layers compute in
     */
    public static long encoding(MVModelConfig config, int objects, int views, int imageSize, DType type) {
        AdapterConfig adapter = config.condEncoder().getFirst();
        long ofOne = objects * features(config, views, imageSize / Adapter.UNSHUFFLE, type);
        return AdapterMemory.bytes(adapter, objects * views, imageSize, type) + 2 * ofOne;
    }

    /** {@return the bytes of what {@link MVModel#prepareCameras} makes for so many views, but for the frames' numbers} */
    public static long cameras(MVModelConfig config, int views, int latentSize, DType type) {
        UNetConfig unet = config.unet();
        int last = unet.levels() - 1;
        long numbers = unet.midChannels() * pixels(latentSize, last);
        for (int level = 0; level <= last; level++) {
            long channels = unet.downInChannels(level) + (long) unet.upInChannels(last - level);
            numbers += channels * pixels(latentSize, level);
        }
        return numbers * views * type.byteSize();
    }

    /** {@return the bytes of what {@link MVModel#encodeFeedback} gives for one object} */
    public static long features(MVModelConfig config, int views, int latentSize, DType type) {
        List<Integer> channels = config.condEncoder().getFirst().channels();
        long numbers = 0;
        for (int level = 0; level < channels.size(); level++) {
            numbers += channels.get(level) * pixels(latentSize, level);
        }
        return numbers * views * type.byteSize();
    }

    private static long pixels(int latentSize, int level) {
        long size = latentSize >> level;
        return size * size;
    }

    /** The way up frees no skip, and levels and sums between them stay until the end. */
    private void denoise() {
        int levels = config.levels();
        memory.convolution(config.inChannels(), config.blockOutChannels().getFirst());
        for (int i = 0; i < levels; i++) {
            memory.tensor(config.downInChannels(i)); // with the rays
            down(i);
        }
        memory.tensor(config.midChannels()); // with the rays
        middle(config.midChannels());
        memory.tensor(config.midChannels()); // with the feedback
        for (int i = 0; i < levels; i++) {
            memory.tensor(config.upInChannels(i)); // with the rays
            up(i);
        }
        memory.normalizedConvolution(config.blockOutChannels().getFirst(), config.outChannels());
    }

    private void down(int level) {
        int out = config.blockOutChannels().get(level);
        boolean attends = config.downAttention().get(level);
        for (int i = 0; i < config.layersPerBlock(); i++) {
            long before = memory.held();
            memory.leave(before, layer(i == 0 ? config.downInChannels(level) : out, out, attends));
        }
        if (attends) {
            memory.tensor(out); // with the feedback
        }
        if (level < config.levels() - 1) {
            memory.downsampled(out);
        }
    }

    private void middle(int channels) {
        long before = memory.held();
        layer(channels, channels, true);
        memory.leave(before, memory.spatioTemporalBlock(channels, channels, true));
    }

    /** Every layer reads its input and a skip as one tensor. */
    private void up(int level) {
        int mirrored = config.levels() - 1 - level;
        int out = config.blockOutChannels().get(mirrored);
        long before = memory.held();
        long hidden = 0;
        for (int i = 0; i <= config.layersPerBlock(); i++) {
            int skip = i == config.layersPerBlock() ? config.downInChannels(mirrored) : out;
            int joined = (i == 0 ? config.upInChannels(level) : out) + skip;
            long beforeLayer = memory.held();
            memory.tensor(joined);
            hidden = memory.leave(
                    beforeLayer, layer(joined, out, config.upAttention().get(level)));
        }
        memory.leave(before, mirrored > 0 ? memory.upsampled(out) : hidden);
    }

    /** {@return the output of a residual block, and of a transformer after it, which leave theirs to the caller} */
    private long layer(int in, int out, boolean attends) {
        long hidden = memory.spatioTemporalBlock(in, out, true);
        return attends ? transformer(out) : hidden;
    }

    /** A {@link TransformerSpatioTemporalModel}. */
    private long transformer(int channels) {
        long before = memory.held();
        memory.normalized(channels);
        memory.exact(channels); // as tokens
        memory.free(memory.converted(channels));
        memory.tensor(channels);
        for (int i = 0; i < config.transformerLayersPerBlock(); i++) {
            spatial(channels);
            memory.tensor(channels); // with the frames' numbers
            temporal(channels);
        }
        memory.tensor(channels);
        return memory.leave(before, memory.tensor(channels));
    }

    /** A {@link BasicTransformerBlock}, whose sums are in place on the host alone. */
    private void spatial(int channels) {
        long before = memory.held();
        memory.normalized(channels);
        memory.attention(channels);
        memory.tensor(channels);
        memory.tensor(channels); // with the image's
        memory.normalized(channels);
        memory.leave(before, memory.feedForward(channels));
    }

    /** A {@link TemporalBasicTransformerBlock}, likewise. */
    private void temporal(int channels) {
        long before = memory.held();
        memory.tensor(channels); // by pixel
        memory.normalized(channels);
        memory.feedForward(channels);
        memory.tensor(channels);
        memory.normalized(channels);
        memory.attention(channels);
        memory.tensor(channels);
        memory.tensor(channels); // with the image's
        memory.normalized(channels);
        memory.feedForward(channels);
        memory.leave(before, memory.tensor(channels)); // by frame
    }
}
