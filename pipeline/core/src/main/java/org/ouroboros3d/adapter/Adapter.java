package org.ouroboros3d.adapter;

import java.util.ArrayList;
import java.util.List;
import org.ouroboros3d.nn.Conv2d;
import org.ouroboros3d.ops.InPlace;
import org.ouroboros3d.ops.Resampling;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;
import org.ouroboros3d.weights.Role.Start;
import org.ouroboros3d.weights.Weights;

/**
 * Turns a map of the reconstruction into features for the levels of the denoiser: T2I-Adapter-XL (Mou et al. 2023).
 *
 * <p>Follows Ouroboros3D at 8e64942f, {@code src/models/unet/adaptor.py}, as its configuration has it: pixel unshuffle
 * by 8, a 3 x 3 convolution, then residual blocks, with average pooling before the first block of every level but the
 * first. There is no normalisation.
 */
public final class Adapter {
    /** Pixels of a map that become one position of the features, along each axis. */
    public static final int UNSHUFFLE = 8;

    private final AdapterConfig config;
    private final Conv2d convIn;
    private final List<AdapterBlock> body;

    /**
     * Takes the adapter's weights.
     *
     * @param w keys {@code conv_in} and {@code body.N}
     */
    public Adapter(Weights w, AdapterConfig config) {
        this.config = config;
        List<Integer> channels = config.channels();
        convIn = new Conv2d(w.at("conv_in"), config.cin(), channels.getFirst(), 3, 1, 1);
        body = new ArrayList<>();
        int in = channels.getFirst();
        for (int level = 0; level < channels.size(); level++) {
            for (int block = 0; block < config.numsRb(); block++) {
                boolean down = level > 0 && block == 0;
                int out = channels.get(level);
                body.add(new AdapterBlock(w.at("body." + body.size()), in, out, down, config.ksize()));
                in = out;
            }
        }
    }

    /**
     * Computes the features of all levels.
     *
     * @param maps values in [0, 1] in any floating type, {@code [N, C, H, W]} with H and W multiples of 8, or the same after a pixel unshuffle
     *     by 8, {@code [N, 64 C, H / 8, W / 8]}
     * @return level {@code i}'s features, {@code [N, channels[i], H / 8 / 2^i, W / 8 / 2^i]}; they belong to the caller's
     *     scope
     */
    public List<Tensor> forward(Tensor maps) {
        List<Tensor> features = new ArrayList<>();
        try (TensorScope scope = TensorScope.open()) {
            Tensor hidden = convIn.forward(unshuffled(maps.to(convIn.dtype())));
            for (int i = 0; i < body.size(); i++) {
                hidden = body.get(i).forward(hidden);
                if ((i + 1) % config.numsRb() == 0) {
                    features.add(hidden);
                }
            }
            features.forEach(scope::moveToOuter);
        }
        return features;
    }

    private Tensor unshuffled(Tensor maps) {
        long channels = maps.size(1);
        if (channels == config.cin()) {
            return maps;
        }
        if (channels * UNSHUFFLE * UNSHUFFLE != config.cin()) {
            throw new IllegalArgumentException("Adapter takes maps of " + config.cin() / (UNSHUFFLE * UNSHUFFLE)
                    + " channels, or " + config.cin() + " after a pixel unshuffle by 8, got " + channels);
        }
        return Resampling.pixelUnshuffle(maps, UNSHUFFLE);
    }

    /**
     * The adapter's residual block: {@code x + block2(relu(block1(x)))}, after pooling and a change of width where the level
     * asks for them.
     */
    private static final class AdapterBlock {
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
}
