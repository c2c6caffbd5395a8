package org.ouroboros3d.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.ouroboros3d.diffusion.HostNoise;
import org.ouroboros3d.ops.Activations;
import org.ouroboros3d.ops.Arithmetic;
import org.ouroboros3d.ops.Shapes;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;

class ImageLossTest {
    private static final ImageLoss.Perceptual SSIM = ImageLoss.Perceptual.ssim(0.5);

    @Test
    void pixelsCountWithTheirAbsoluteDifferenceOrItsSquare() {
        try (TensorScope scope = TensorScope.open()) {
            Tensor pictures = pictures();
            Tensor targets = Arithmetic.add(pictures, 0.25);
            assertThat(loss(ImageLoss.Pixels.L1, ImageLoss.Perceptual.NONE, pictures, targets))
                    .isCloseTo(0.25, within(1e-6));
            assertThat(loss(ImageLoss.Pixels.L2, ImageLoss.Perceptual.NONE, pictures, targets))
                    .isCloseTo(0.0625, within(1e-6));
        }
    }

    @Test
    void coloursCountWithTheirDifferencesAndBrightnessDoesNot() {
        try (TensorScope scope = TensorScope.open()) {
            Tensor pictures = pictures();
            ImageLoss loss = new ImageLoss(ImageLoss.Pixels.L1, 2, ImageLoss.Perceptual.NONE);
            assertThat((double)
                            loss.of(pictures, Arithmetic.add(pictures, 0.25)).item())
                    .isCloseTo(0.25, within(1e-6));
            // Red 0.3 too high: a third of that over the channels, and half of it over R - G and G - B.
            Tensor red = Shapes.reshape(Tensor.of(new float[] {0.3f, 0, 0}, 3), 3, 1, 1);
            assertThat((double) loss.of(pictures, Arithmetic.add(pictures, red)).item())
                    .isCloseTo(0.1 + 2 * 0.15, within(1e-6));
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new ImageLoss(ImageLoss.Pixels.L1, -1, ImageLoss.Perceptual.NONE))
                    .withMessageContaining("chroma");
        }
    }

    @Test
    void theStructuralPartIsZeroForEqualPicturesAndGrowsWithNoise() {
        try (TensorScope scope = TensorScope.open()) {
            Tensor pictures = pictures();
            Tensor noise = new HostNoise(2).normal(0, pictures.shape());
            assertThat(loss(ImageLoss.Pixels.L1, SSIM, pictures, pictures)).isCloseTo(0, within(1e-6));
            double little = structure(pictures, Arithmetic.addScaled(pictures, noise, 0.05));
            double much = structure(pictures, Arithmetic.addScaled(pictures, noise, 0.5));
            assertThat(little).isBetween(0.001, much);
            assertThat(much).isLessThan(0.5 * 2);
        }
    }

    @Test
    void partsAreAddedWithTheirWeights() {
        try (TensorScope scope = TensorScope.open()) {
            Tensor pictures = pictures();
            Tensor targets = Arithmetic.mul(pictures, 0.5);
            ImageLoss.Perceptual edges = ImageLoss.Perceptual.gradients(2);
            double pixels = loss(ImageLoss.Pixels.L1, ImageLoss.Perceptual.NONE, pictures, targets);
            double slopes = GradientLoss.of(Shapes.flatten(pictures, 0, 1), Shapes.flatten(targets, 0, 1))
                    .item();
            assertThat(loss(ImageLoss.Pixels.L1, edges, pictures, targets))
                    .isCloseTo(pixels + 2 * slopes, within(1e-6));
            assertThat(loss(ImageLoss.Pixels.L1, SSIM.and(edges), pictures, targets))
                    .isCloseTo(pixels + 2 * slopes + structure(pictures, targets), within(1e-6));
            assertThat(loss(ImageLoss.Pixels.L1, ImageLoss.Perceptual.NONE.and(edges), pictures, targets))
                    .isCloseTo(pixels + 2 * slopes, within(1e-6));
        }
    }

    @Test
    void whatHasNoWeightIsNotComputed() {
        try (TensorScope scope = TensorScope.open()) {
            Tensor pictures = pictures();
            long before = Tensor.madeCount();
            ImageLoss.Perceptual nothing = ImageLoss.Perceptual.ssim(0).and(ImageLoss.Perceptual.gradients(0));
            assertThat(nothing.of(Shapes.flatten(pictures, 0, 1), Shapes.flatten(pictures, 0, 1)))
                    .isEmpty();
            // The two flattened pictures alone.
            assertThat(Tensor.madeCount() - before).isEqualTo(2);
        }
    }

    private static double structure(Tensor pictures, Tensor targets) {
        return loss(ImageLoss.Pixels.L1, SSIM, pictures, targets)
                - loss(ImageLoss.Pixels.L1, ImageLoss.Perceptual.NONE, pictures, targets);
    }

    private static double loss(ImageLoss.Pixels pixels, ImageLoss.Perceptual part, Tensor pictures, Tensor targets) {
        return new ImageLoss(pixels, 0, part).of(pictures, targets).item();
    }

    private static Tensor pictures() {
        return Activations.sigmoid(new HostNoise(1).normal(0, 1, 2, 3, 16, 16));
    }
}
