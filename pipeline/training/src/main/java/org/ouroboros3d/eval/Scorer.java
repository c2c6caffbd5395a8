package org.ouroboros3d.eval;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.ouroboros3d.image.Image;
import org.ouroboros3d.image.ImageTensors;
import org.ouroboros3d.metrics.Lpips;
import org.ouroboros3d.metrics.Psnr;
import org.ouroboros3d.metrics.Ssim;
import org.ouroboros3d.ops.Arithmetic;
import org.ouroboros3d.ops.Reductions;
import org.ouroboros3d.ops.Shapes;
import org.ouroboros3d.tensor.GradMode;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;

/**
 * Compares pictures with the ground truth on white, at the ground truth's size.
 *
 * @param lpips the perceptual distance, where its weights are at hand
 */
public record Scorer(Optional<Lpips> lpips) {
    /**
     * {@return the scores of an object}
     *
     * @param pictures one for each view
     * @param truth the views
     */
    public ViewScores score(List<Image> pictures, List<Image> truth) {
        if (pictures.size() != truth.size()) {
            throw new IllegalArgumentException(pictures.size() + " pictures for " + truth.size() + " views");
        }
        try (TensorScope scope = TensorScope.open();
                GradMode off = GradMode.disabled()) {
            int size = truth.getFirst().width();
            Tensor predicted = onWhite(pictures, size);
            Tensor target = onWhite(truth, size);
            double ssim = Reductions.mean(Ssim.perImage(predicted, target, 1, Ssim.Border.WHOLE))
                    .item();
            OptionalDouble distance = lpips.map(network -> OptionalDouble.of(
                            Reductions.mean(network.forward(predicted, target)).item()))
                    .orElse(OptionalDouble.empty());
            return new ViewScores(Psnr.of(predicted, target), ssim, distance, DetailScores.of(predicted, target));
        }
    }

    private static Tensor onWhite(List<Image> images, int size) {
        List<Tensor> pictures = new ArrayList<>();
        images.forEach(image -> pictures.add(ImageTensors.condition(image, size)));
        return Arithmetic.add(Arithmetic.mul(Shapes.cat(pictures, 0), 0.5), 0.5);
    }
}
