package org.ouroboros3d.train;

import java.util.Optional;
import java.util.function.BinaryOperator;
import org.ouroboros3d.metrics.Lpips;
import org.ouroboros3d.metrics.Ssim;
import org.ouroboros3d.ops.Arithmetic;
import org.ouroboros3d.ops.Reductions;
import org.ouroboros3d.ops.Shapes;
import org.ouroboros3d.tensor.Tensor;

/**
 * How far pictures are from their targets: a mean over all pixels, plus a perceptual part.
 *
 * @param pixels how a pixel's difference counts
 * @param chroma weight of the same mean over the differences of neighbouring channels, R - G and G - B. Colours vary much
 *     less than brightness does, and an autoencoder that starts from random weights drops them without
 * @param perceptual what is added
 */
public record ImageLoss(Pixels pixels, double chroma, Perceptual perceptual) {
    /** Checks the weight. */
    public ImageLoss {
        if (!(chroma >= 0)) {
            throw new IllegalArgumentException("the weight of chroma must be at least 0, got " + chroma);
        }
    }

    /** What is done to the difference of two values. */
    public enum Pixels {
        /** Its absolute value, as the released code does. */
        L1,
        /** Its square, as the paper says. */
        L2
    }

    /** A differentiable part beside the pixels'. */
    @FunctionalInterface
    public interface Perceptual {
        /** Adds nothing. */
        Perceptual NONE = (pictures, targets) -> Optional.empty();

        /**
         * {@return one number to be added, or nothing}
         *
         * @param pictures [N, 3, H, W] in [0, 1]
         * @param targets of the same shape
         */
        Optional<Tensor> of(Tensor pictures, Tensor targets);

        /** {@return a weight times the mean LPIPS distance; nothing for a weight of 0} */
        static Perceptual lpips(Lpips lpips, double weight) {
            return weighted(weight, (pictures, targets) -> Reductions.mean(lpips.forward(pictures, targets)));
        }

        /**
         * {@return a weight times one minus the structural similarity, for where no LPIPS weights are at hand; nothing for a
         * weight of 0}
         */
        static Perceptual ssim(double weight) {
            return weighted(
                    weight,
                    (pictures, targets) ->
                            Arithmetic.add(Arithmetic.mul(Reductions.mean(Ssim.map(pictures, targets, 1)), -1), 1));
        }

        /**
         * {@return a weight times the mean absolute difference of finite differences, horizontal plus vertical, summed over
         * the pictures and their versions of half and a quarter of the size (Li and Snavely 2018, equation 3); nothing for
         * a weight of 0} Takes a small part of the time of {@link #ssim}. Pictures are at least 8 × 8.
         */
        static Perceptual gradients(double weight) {
            return weighted(weight, GradientLoss::of);
        }

        private static Perceptual weighted(double weight, BinaryOperator<Tensor> distance) {
            return weight == 0
                    ? NONE
                    : (pictures, targets) -> Optional.of(Arithmetic.mul(distance.apply(pictures, targets), weight));
        }

        /** {@return the sum of this and another part} */
        default Perceptual and(Perceptual other) {
            return (pictures, targets) -> {
                Optional<Tensor> first = of(pictures, targets);
                Optional<Tensor> second = other.of(pictures, targets);
                return first.isPresent() && second.isPresent()
                        ? Optional.of(Arithmetic.add(first.get(), second.get()))
                        : first.or(() -> second);
            };
        }
    }

    /**
     * {@return the loss, one element}
     *
     * @param pictures [B, F, 3, H, W] in [0, 1]
     * @param targets of the same shape
     */
    public Tensor of(Tensor pictures, Tensor targets) {
        Tensor difference = Arithmetic.sub(pictures, targets);
        Tensor mean = mean(difference);
        if (chroma > 0) {
            Tensor leading = Shapes.narrow(difference, 2, 0, 2);
            Tensor following = Shapes.narrow(difference, 2, 1, 2);
            mean = Arithmetic.addScaled(mean, mean(Arithmetic.sub(leading, following)), chroma);
        }
        Tensor compared = mean;
        return perceptual
                .of(Shapes.flatten(pictures, 0, 1), Shapes.flatten(targets, 0, 1))
                .map(part -> Arithmetic.add(compared, part))
                .orElse(compared);
    }

    private Tensor mean(Tensor difference) {
        return Reductions.mean(pixels == Pixels.L1 ? Arithmetic.abs(difference) : Arithmetic.square(difference));
    }
}
