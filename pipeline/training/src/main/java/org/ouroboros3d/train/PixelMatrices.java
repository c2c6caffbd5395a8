package org.ouroboros3d.train;

import org.ouroboros3d.ops.Linear;
import org.ouroboros3d.ops.Shapes;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;

/**
 * Separable linear filters of square pictures: the same matrix mixes the pixels of a row and those of a column. Every row of
 * a matrix adds up to 1, so that an even color stays.
 */
final class PixelMatrices {
    private PixelMatrices() {}

    /**
     * {@return pictures [..., S, S] with fewer pixels, each the mean of what it covers, [..., size, size]}
     *
     * @param size 1 to S
     */
    static Tensor shrink(Tensor pictures, int size) {
        int from = Math.toIntExact(pictures.size(-1));
        if (size < 1 || size > from) {
            throw new IllegalArgumentException(
                    "pictures of " + from + " pixels cannot become " + size + " pixels wide by averaging");
        }
        if (size == from) {
            return pictures;
        }
        try (TensorScope scope = TensorScope.open()) {
            Tensor matrix = Tensor.of(areas(from, size), size, from).to(pictures.device());
            return scope.moveToOuter(apply(matrix, pictures));
        }
    }

    /**
     * {@return pictures [B, F, C, S, S] after a Gaussian low-pass; what lies beyond the border counts nothing}
     *
     * @param deviations of each object's Gaussian in pixels, not negative; 0 leaves the pictures alone
     */
    static Tensor blur(Tensor pictures, double... deviations) {
        int size = Math.toIntExact(pictures.size(-1));
        try (TensorScope scope = TensorScope.open()) {
            float[] matrices = new float[deviations.length * size * size];
            for (int b = 0; b < deviations.length; b++) {
                for (int row = 0; row < size; row++) {
                    gaussian(deviations[b], row, matrices, (b * size + row) * size, size);
                }
            }
            Tensor matrix =
                    Tensor.of(matrices, deviations.length, 1, 1, size, size).to(pictures.device());
            return scope.moveToOuter(apply(matrix, pictures));
        }
    }

    private static Tensor apply(Tensor matrix, Tensor pictures) {
        return Linear.matmul(Linear.matmul(matrix, pictures), Shapes.transpose(matrix, -1, -2));
    }

    /** Row i holds the parts of the old pixels that new pixel i covers. */
    private static float[] areas(int from, int to) {
        double ratio = (double) from / to;
        float[] matrix = new float[to * from];
        for (int i = 0; i < to; i++) {
            double left = i * ratio;
            double right = left + ratio;
            for (int p = (int) left; p < Math.min(from, right); p++) {
                double covered = Math.min(p + 1, right) - Math.max(p, left);
                matrix[i * from + p] = (float) Math.max(0, covered / ratio);
            }
        }
        return matrix;
    }

    private static void gaussian(double deviation, int center, float[] matrix, int offset, int size) {
        if (deviation == 0) {
            matrix[offset + center] = 1;
            return;
        }
        double[] weights = new double[size];
        double sum = 0;
        for (int p = 0; p < size; p++) {
            double distance = (p - center) / deviation;
            weights[p] = Math.exp(-0.5 * distance * distance);
            sum += weights[p];
        }
        for (int p = 0; p < size; p++) {
            matrix[offset + p] = (float) (weights[p] / sum);
        }
    }
}
