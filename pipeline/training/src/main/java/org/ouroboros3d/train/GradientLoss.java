package org.ouroboros3d.train;

import java.util.Arrays;
import org.ouroboros3d.error.ShapeException;
import org.ouroboros3d.ops.Arithmetic;
import org.ouroboros3d.ops.Reductions;
import org.ouroboros3d.ops.Resampling;
import org.ouroboros3d.ops.Shapes;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;

/**
 * Gradient matching at several scales (Li and Snavely 2018, equation 3, there for logarithms of depths): the mean absolute
 * difference of two images' horizontal finite differences plus that of their vertical ones, summed over the images and
 * their versions of half and a quarter of the size. Edges count, an offset does not.
 *
 * <p>A smaller version consists of the means of 2 × 2 blocks; a last row or column without a partner is left out.
 */
final class GradientLoss {
    private static final int SCALES = 3;
    private static final int FACTOR = 2;
    /** At the last scale, two pixels are left. */
    private static final int MIN_SIZE = 1 << SCALES;

    private static final int VERTICAL = 2;
    private static final int HORIZONTAL = 3;

    private GradientLoss() {}

    /**
     * {@return the loss, []}
     *
     * @param images [N, C, H, W], H and W at least 8
     * @param targets of the same shape
     * @throws ShapeException if the shapes differ, or the images are smaller
     */
    static Tensor of(Tensor images, Tensor targets) {
        long[] shape = images.shape();
        if (!Arrays.equals(shape, targets.shape())) {
            throw new ShapeException("GradientLoss.of", "images", Arrays.toString(targets.shape()), shape);
        }
        if (shape.length != HORIZONTAL + 1 || shape[VERTICAL] < MIN_SIZE || shape[HORIZONTAL] < MIN_SIZE) {
            throw new ShapeException(
                    "GradientLoss.of", "images", "[N, C, H, W] with H and W at least " + MIN_SIZE, shape);
        }
        try (TensorScope scope = TensorScope.open()) {
            // Means and finite differences are linear: those of the difference are the differences of those.
            Tensor difference = Arithmetic.sub(images, targets);
            Tensor sum = slopes(difference);
            for (int scale = 1; scale < SCALES; scale++) {
                difference = Resampling.avgPool2d(difference, FACTOR, FACTOR);
                sum = Arithmetic.add(sum, slopes(difference));
            }
            return scope.moveToOuter(sum);
        }
    }

    private static Tensor slopes(Tensor difference) {
        return Arithmetic.add(slope(difference, VERTICAL), slope(difference, HORIZONTAL));
    }

    private static Tensor slope(Tensor difference, int dim) {
        long steps = difference.size(dim) - 1;
        Tensor following = Shapes.narrow(difference, dim, 1, steps);
        Tensor leading = Shapes.narrow(difference, dim, 0, steps);
        return Reductions.mean(Arithmetic.abs(Arithmetic.sub(following, leading)));
    }
}
