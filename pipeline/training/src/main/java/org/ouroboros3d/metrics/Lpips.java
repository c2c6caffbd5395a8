package org.ouroboros3d.metrics;

import java.util.ArrayList;
import java.util.List;
import org.ouroboros3d.nn.Conv2d;
import org.ouroboros3d.ops.Activations;
import org.ouroboros3d.ops.Arithmetic;
import org.ouroboros3d.ops.Reductions;
import org.ouroboros3d.ops.Resampling;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.weights.Weights;

/**
 * Learned perceptual image patch similarity (Zhang et al. 2018) as torchmetrics' {@code
 * LearnedPerceptualImagePatchSimilarity(normalize=True)} computes it: features of five blocks, scaled to length one at
 * every pixel, their squared differences weighted per channel, averaged over the pixels and added up. Differentiable.
 *
 * <p>Keys: the trunk's {@code features.N.weight} and {@code .bias} (torchvision), and {@code linK.model.1.weight} (the
 * published {@code lpips/weights/v0.1}).
 */
public final class Lpips {
    private static final float[] SHIFT = {-0.030f, -0.088f, -0.188f};
    private static final float[] SCALE = {0.458f, 0.448f, 0.450f};
    /** Under the root of the features' length; the original implementation adds 1e-10 to the length instead. */
    private static final double EPSILON = 1e-8;

    private final LpipsTrunk trunk;
    private final List<List<Conv2d>> blocks = new ArrayList<>();
    private final List<Conv2d> lins = new ArrayList<>();

    /**
     * @param w trunk and linear weights together
     * @param channels of each of the five blocks, {@link LpipsTrunk#channels()} in the published weights
     */
    public Lpips(Weights w, LpipsTrunk trunk, List<Integer> channels) {
        if (channels.size() != trunk.blocks().size()) {
            throw new IllegalArgumentException(trunk + " has 5 blocks, got the channels of " + channels.size());
        }
        this.trunk = trunk;
        int in = 3;
        for (int k = 0; k < channels.size(); k++) {
            int out = channels.get(k);
            List<Conv2d> block = new ArrayList<>();
            for (LpipsTrunk.Layer layer : trunk.blocks().get(k).layers()) {
                Weights at = w.at("features." + layer.index());
                block.add(new Conv2d(at, in, out, layer.kernel(), layer.stride(), layer.padding()));
                in = out;
            }
            blocks.add(block);
            lins.add(Conv2d.withoutBias(w.at("lin" + k + ".model.1"), out, 1, 1, 1, 0));
        }
    }

    /**
     * {@return the distance of each pair, [B]}
     *
     * @param img0 [B, 3, H, W] in [0, 1]
     * @param img1 of the same shape
     */
    public Tensor forward(Tensor img0, Tensor img1) {
        List<Tensor> layers = perLayer(img0, img1);
        Tensor sum = layers.getFirst();
        for (Tensor layer : layers.subList(1, layers.size())) {
            sum = Arithmetic.add(sum, layer);
        }
        return sum;
    }

    /** {@return the five parts of the distance, each [B]} */
    public List<Tensor> perLayer(Tensor img0, Tensor img1) {
        ImagePairs.requireSameShape("Lpips.perLayer", img0, img1);
        List<Tensor> features0 = features(img0);
        List<Tensor> features1 = features(img1);
        List<Tensor> distances = new ArrayList<>();
        for (int k = 0; k < lins.size(); k++) {
            Tensor difference = Arithmetic.sub(unit(features0.get(k)), unit(features1.get(k)));
            Tensor weighted = lins.get(k).forward(Arithmetic.square(difference));
            distances.add(Reductions.mean(weighted, false, 1, 2, 3));
        }
        return distances;
    }

    private List<Tensor> features(Tensor image) {
        Tensor shift = Tensor.of(SHIFT, 1, 3, 1, 1).to(image.device()).to(image.dtype());
        Tensor scale = Tensor.of(SCALE, 1, 3, 1, 1).to(image.device()).to(image.dtype());
        Tensor signed = Arithmetic.add(Arithmetic.mul(image, 2), -1);
        Tensor x = Arithmetic.div(Arithmetic.sub(signed, shift), scale);
        List<Tensor> taps = new ArrayList<>();
        for (int k = 0; k < blocks.size(); k++) {
            if (trunk.blocks().get(k).pooled()) {
                x = Resampling.maxPool2d(x, trunk.poolKernel(), 2);
            }
            for (Conv2d layer : blocks.get(k)) {
                x = Activations.relu(layer.forward(x));
            }
            taps.add(x);
        }
        return taps;
    }

    /** Each pixel's features [B, C, H, W] divided by their length. */
    private static Tensor unit(Tensor features) {
        Tensor squares = Reductions.sum(Arithmetic.square(features), true, 1);
        return Arithmetic.div(features, Arithmetic.sqrt(Arithmetic.add(squares, EPSILON)));
    }
}
