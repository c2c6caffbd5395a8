package org.ouroboros3d.lgm;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.stream.IntStream;
import org.ouroboros3d.error.ShapeException;
import org.ouroboros3d.nn.Conv2d;
import org.ouroboros3d.nn.GroupNorm;
import org.ouroboros3d.nn.Linear;
import org.ouroboros3d.nn.ShapeCheck;
import org.ouroboros3d.nn.TimestepEmbedding;
import org.ouroboros3d.nn.Timesteps;
import org.ouroboros3d.ops.Activations;
import org.ouroboros3d.ops.Autocast;
import org.ouroboros3d.ops.GradientCheckpoints;
import org.ouroboros3d.ops.InPlace;
import org.ouroboros3d.ops.Shapes;
import org.ouroboros3d.tensor.DType;
import org.ouroboros3d.tensor.Device;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;
import org.ouroboros3d.weights.Weights;

/**
 * LGM's asymmetric U-Net with cross-view attention and the time embedding that Ouroboros3D adds to it (its {@code
 * src/models/network/lgm/unet.py}).
 *
 * <p>The way up may end before the input's size is reached, and the outermost skip connections are then unused.
 */
public final class LgmUnet {
    private final LgmConfig config;
    private final Timesteps timeProj; // null, as is timeEmbed, for LGM's own checkpoints
    private final TimestepEmbedding timeEmbed;
    private final Conv2d convIn;
    private final List<LgmDownBlock> downBlocks;
    private final LgmMidBlock midBlock;
    private final List<LgmUpBlock> upBlocks;
    private final GroupNorm normOut;
    private final Conv2d convOut;

    /** Builds the network on the state dict at {@code unet}. */
    public LgmUnet(Weights w, LgmConfig config) {
        List<Integer> down = config.downChannels();
        List<Integer> up = config.upChannels();
        this.config = config;
        this.timeProj = config.timeChannels() == 0 ? null : new Timesteps(config.timeChannels());
        this.timeEmbed = config.timeChannels() == 0 ? null : timeEmbed(w.at("time_embed"), config);
        this.convIn = Conv2d.same3x3(w.at("conv_in"), LgmConfig.IN_CHANNELS, down.getFirst());
        this.downBlocks = downBlocks(w.at("down_blocks"), config);
        this.midBlock = new LgmMidBlock(w.at("mid_block"), down.getLast(), config);
        this.upBlocks = upBlocks(w.at("up_blocks"), config);
        this.normOut = new GroupNorm(w.at("norm_out"), up.getLast(), config.norm());
        this.convOut = Conv2d.same3x3(w.at("conv_out").exact(), up.getLast(), LgmConfig.OUT_CHANNELS);
    }

    private static TimestepEmbedding timeEmbed(Weights w, LgmConfig config) {
        int width = config.tembChannels();
        return new TimestepEmbedding(
                new Linear(w.at("0"), config.timeChannels(), width), new Linear(w.at("2"), width, width));
    }

    private static List<LgmDownBlock> downBlocks(Weights w, LgmConfig config) {
        List<Integer> channels = config.downChannels();
        List<LgmDownBlock> blocks = new ArrayList<>();
        for (int i = 0; i < channels.size(); i++) {
            int in = channels.get(Math.max(i - 1, 0));
            boolean downsamples = i < channels.size() - 1;
            boolean attends = config.downAttention().get(i);
            blocks.add(new LgmDownBlock(w.at("" + i), in, channels.get(i), attends, downsamples, config));
        }
        return List.copyOf(blocks);
    }

    private static List<LgmUpBlock> upBlocks(Weights w, LgmConfig config) {
        List<Integer> down = config.downChannels();
        List<Integer> up = config.upChannels();
        List<LgmUpBlock> blocks = new ArrayList<>();
        for (int i = 0; i < up.size(); i++) {
            int in = i == 0 ? down.getLast() : up.get(i - 1);
            int skip = down.get(Math.max(down.size() - 2 - i, 0));
            boolean upsamples = i < up.size() - 1;
            boolean attends = config.upAttention().get(i);
            blocks.add(new LgmUpBlock(w.at("" + i), in, skip, up.get(i), attends, upsamples, config));
        }
        return List.copyOf(blocks);
    }

    /**
     * {@return raw numbers of Gaussians {@code [B V, 14, h, w]}, before {@code conv} and the activations}
     *
     * @param x views {@code [B V, 9, H, W]}, the V of an object together; H and W multiples of 2 to the number of
     *     levels less one
     * @param timesteps noise levels, see {@link org.ouroboros3d.model.Reconstructor}: one for all objects, or one for
     *     each
     */
    public Tensor forward(Tensor x, float... timesteps) {
        checkInput(x);
        checkTimesteps(x, timesteps);
        try (TensorScope scope = TensorScope.open()) {
            Tensor temb = timeProj == null ? null : timeEmbeddingOfViews(x.device(), timesteps);
            Deque<Tensor> skips = new ArrayDeque<>();
            Tensor hidden = convIn.forward(x);
            skips.add(hidden);
            for (LgmDownBlock block : downBlocks) {
                List<Tensor> outputs = block.forward(hidden, temb);
                skips.addAll(outputs);
                hidden = outputs.getLast();
            }
            hidden = midBlock.forward(hidden, temb);
            for (LgmUpBlock block : upBlocks) {
                hidden = block.forward(hidden, skips, temb);
            }
            // Raw positions: eight bits of mantissa would move Gaussians by a pixel at 512.
            try (Autocast exact = Autocast.to(DType.FLOAT32)) {
                return scope.moveToOuter(convOut.forward(InPlace.silu(normOut.forward(hidden.to(convOut.dtype())))));
            }
        }
    }

    /**
     * {@return the embeddings of timesteps {@code [T, 4 timeChannels]}}
     *
     * @throws IllegalStateException if the configuration has no time embedding
     */
    public Tensor timeEmbedding(Device device, float... timesteps) {
        if (timeProj == null) {
            throw new IllegalStateException("this LGM was built without a time embedding (time_channels is 0)");
        }
        try (TensorScope scope = TensorScope.open()) {
            return scope.moveToOuter(timeEmbed.forward(timeProj.forward(device, timesteps)));
        }
    }

    /** After the SiLU that all blocks begin with: one embedding for all views, or the object's for each of its views. */
    private Tensor timeEmbeddingOfViews(Device device, float... timesteps) {
        try (TensorScope scope = TensorScope.open()) {
            Tensor embedding = Activations.silu(timeEmbedding(device, timesteps));
            return scope.moveToOuter(
                    timesteps.length == 1 ? embedding : Shapes.repeatInterleave(embedding, config.numFrames(), 0));
        }
    }

    private void checkTimesteps(Tensor x, float... timesteps) {
        long objects = x.size(0) / config.numFrames();
        if (timesteps.length != 1 && timesteps.length != objects) {
            throw new IllegalArgumentException("LgmUnet.forward needs one timestep for all objects or one for each of "
                    + objects + ", got " + timesteps.length);
        }
    }

    private void checkInput(Tensor x) {
        String operation = "LgmUnet.forward";
        ShapeCheck.require(operation, "x", x, "[B V, " + LgmConfig.IN_CHANNELS + ", H, W]");
        ShapeCheck.requireMultiple(
                operation, "x", x, 1 << (config.downChannels().size() - 1));
        if (x.size(0) % config.numFrames() != 0) {
            String expected = "[B V, 9, H, W] with V = " + config.numFrames() + " views of every object";
            throw new ShapeException(operation, "x", expected, x.shape());
        }
    }

    /** A level of LGM on the way down. */
    private static final class LgmDownBlock {
        private final List<LgmLayer> layers;
        private final Conv2d downsample; // null at the deepest level

        LgmDownBlock(Weights w, int in, int out, boolean attends, boolean downsamples, LgmConfig config) {
            this.layers = IntStream.range(0, config.layersPerBlock())
                    .mapToObj(i -> new LgmLayer(w, i, i == 0 ? in : out, out, attends, config))
                    .toList();
            this.downsample = downsamples ? new Conv2d(w.at("downsample"), out, out, 3, 2, 1) : null;
        }

        /**
         * {@return what every layer and the downsampling gave, in order; the last one is the level's output}
         *
         * @param x {@code [B V, in, H, W]}
         * @param temb {@code [1, tembChannels]} or null
         */
        List<Tensor> forward(Tensor x, Tensor temb) {
            List<Tensor> outputs = new ArrayList<>();
            Tensor hidden = x;
            for (LgmLayer layer : layers) {
                hidden = layer.segment(List.of(hidden), temb);
                outputs.add(hidden);
            }
            if (downsample != null) {
                outputs.add(GradientCheckpoints.segment(hidden, downsample::forward));
            }
            return outputs;
        }
    }

    /** The deepest block of LGM: a residual block, attention, a residual block. */
    private static final class LgmMidBlock {
        private final LgmLayer first;
        private final LgmResnetBlock second;

        LgmMidBlock(Weights w, int channels, LgmConfig config) {
            this.first = new LgmLayer(w, 0, channels, channels, config.midAttention(), config);
            this.second = new LgmResnetBlock(w.at("nets.1"), channels, channels, config);
        }

        /**
         * {@return {@code [B V, C, H, W]}}
         *
         * @param x {@code [B V, C, H, W]}
         * @param temb {@code [1, tembChannels]} or null
         */
        Tensor forward(Tensor x, Tensor temb) {
            try (TensorScope scope = TensorScope.open()) {
                Tensor hidden = first.segment(List.of(x), temb);
                List<Tensor> inputs = temb == null ? List.of(hidden) : List.of(hidden, temb);
                return scope.moveToOuter(GradientCheckpoints.segment(
                        inputs, in -> second.forward(in.getFirst(), temb == null ? null : in.getLast())));
            }
        }
    }
}
