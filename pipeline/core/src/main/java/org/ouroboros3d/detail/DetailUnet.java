package org.ouroboros3d.detail;

import java.util.ArrayList;
import java.util.List;
import org.ouroboros3d.nn.Conv2d;
import org.ouroboros3d.nn.GroupNorm;
import org.ouroboros3d.ops.InPlace;
import org.ouroboros3d.ops.Resampling;
import org.ouroboros3d.ops.Shapes;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;
import org.ouroboros3d.weights.Role.Start;
import org.ouroboros3d.weights.Weights;

/** A U-Net of residual blocks whose first level sees 2 × 2 pixels as one. */
final class DetailUnet {
    private static final int BLOCK = 2;

    private final Conv2d convIn;
    private final List<ResidualBlock> down = new ArrayList<>();
    private final List<Conv2d> downsample = new ArrayList<>();
    private final List<Conv2d> merge = new ArrayList<>();
    private final List<ResidualBlock> up = new ArrayList<>();
    private final GroupNorm normOut;
    private final Conv2d convOut;

    DetailUnet(Weights w, int in, int out, DetailConfig config) {
        List<Integer> channels = config.channels();
        this.convIn = Conv2d.same3x3(w.at("conv_in"), in * BLOCK * BLOCK, channels.getFirst());
        for (int level = 0; level < channels.size(); level++) {
            int width = channels.get(level);
            down.add(new ResidualBlock(w.at("down." + level), width, config));
            if (level + 1 < channels.size()) {
                int deeper = channels.get(level + 1);
                downsample.add(new Conv2d(w.at("downsample." + level), width, deeper, 3, 2, 1));
                merge.add(Conv2d.same3x3(w.at("merge." + level), width + deeper, width));
                up.add(new ResidualBlock(w.at("up." + level), width, config));
            }
        }
        this.normOut = new GroupNorm(w.at("norm_out"), channels.getFirst(), config.norm());
        this.convOut = Conv2d.same3x3(w.at("conv_out").start(Start.ZERO), channels.getFirst(), out);
    }

    /**
     * {@return {@code [B, out, R / 2, R / 2]}}
     *
     * @param x {@code [B, in, R, R]}
     */
    Tensor forward(Tensor x) {
        try (TensorScope scope = TensorScope.open()) {
            Tensor hidden = convIn.forward(Resampling.pixelUnshuffle(x, BLOCK));
            List<Tensor> skips = new ArrayList<>();
            for (int level = 0; level < down.size(); level++) {
                hidden = down.get(level).forward(hidden);
                if (level < downsample.size()) {
                    skips.add(hidden);
                    hidden = downsample.get(level).forward(hidden);
                }
            }
            for (int level = up.size() - 1; level >= 0; level--) {
                Tensor skip = skips.get(level);
                Tensor larger = Resampling.nearest(hidden, skip.size(2), skip.size(3));
                hidden = up.get(level)
                        .forward(merge.get(level).forward(Shapes.cat(List.of(skip, larger.to(skip.dtype())), 1)));
            }
            return scope.moveToOuter(convOut.forward(InPlace.silu(normOut.forward(hidden))));
        }
    }

    /** Two convolutions beside the identity. */
    private static final class ResidualBlock {
        private final GroupNorm norm1;
        private final Conv2d conv1;
        private final GroupNorm norm2;
        private final Conv2d conv2;

        ResidualBlock(Weights w, int channels, DetailConfig config) {
            this.norm1 = new GroupNorm(w.at("norm1"), channels, config.norm());
            this.conv1 = Conv2d.same3x3(w.at("conv1"), channels, channels);
            this.norm2 = new GroupNorm(w.at("norm2"), channels, config.norm());
            this.conv2 = Conv2d.same3x3(w.at("conv2").start(Start.ZERO), channels, channels);
        }

        Tensor forward(Tensor x) {
            try (TensorScope scope = TensorScope.open()) {
                Tensor hidden = conv1.forward(InPlace.silu(norm1.forward(x)));
                hidden = conv2.forward(InPlace.silu(norm2.forward(hidden)));
                return scope.moveToOuter(InPlace.add(hidden, x));
            }
        }
    }
}
