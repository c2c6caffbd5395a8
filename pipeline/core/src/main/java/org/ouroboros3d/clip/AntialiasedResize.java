package org.ouroboros3d.clip;

import org.ouroboros3d.nn.ShapeCheck;
import org.ouroboros3d.ops.Convolutions;
import org.ouroboros3d.ops.Resampling;
import org.ouroboros3d.ops.Shapes;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;

/**
 * The resize that SVD applies before CLIP: a Gaussian blur fitted to the reduction, then bicubic sampling with aligned
 * corners (diffusers' {@code _resize_with_antialiasing}, pipeline_stable_video_diffusion.py).
 *
 * <p>Along an axis that shrinks from {@code in} to {@code out} pixels the blur has {@code sigma = (in / out - 1) / 2};
 * an axis that grows gets a sigma of 0.001, which leaves it as it is. The result may leave the input's range and is not
 * clamped.
 */
public final class AntialiasedResize {
    private static final double MIN_SIGMA = 0.001;

    private final int height;
    private final int width;

    /**
     * A resize to the given size.
     *
     * @param height rows of the result
     * @param width columns of the result
     */
    public AntialiasedResize(int height, int width) {
        if (height < 1 || width < 1) {
            throw new IllegalArgumentException("a resize needs at least 1x1 pixels, not " + height + "x" + width);
        }
        this.height = height;
        this.width = width;
    }

    /**
     * {@return {@code [B, C, height, width]}}
     *
     * @param image {@code [B, C, H, W]}, any range
     */
    public Tensor forward(Tensor image) {
        ShapeCheck.require("AntialiasedResize.forward", "image", image, "[B, C, H, W]");
        try (TensorScope scope = TensorScope.open()) {
            // Each channel becomes a picture of its own, so that one kernel serves all of them.
            Tensor planes = Shapes.reshape(image, -1, 1, image.size(2), image.size(3));
            float[] columns = gaussian((double) image.size(3) / width);
            float[] rows = gaussian((double) image.size(2) / height);
            Tensor blurred = blur(blur(planes, columns, true), rows, false);
            Tensor resized = Resampling.bicubic(blurred, height, width, true);
            return scope.moveToOuter(Shapes.reshape(resized, image.size(0), image.size(1), height, width));
        }
    }

    private static Tensor blur(Tensor planes, float[] kernel, boolean alongX) {
        long reach = kernel.length / 2;
        Tensor weight = Tensor.of(kernel, 1, 1, alongX ? 1 : kernel.length, alongX ? kernel.length : 1)
                .to(planes.dtype())
                .to(planes.device());
        long[] sides = alongX ? new long[] {reach, reach, 0, 0} : new long[] {0, 0, reach, reach};
        return Convolutions.conv2d(Resampling.padReflect(planes, sides), weight, null, 1, 0);
    }

    /**
     * A normalised Gaussian for a reduction by {@code factor}: four sigmas wide, at least three taps, an odd number of
     * them.
     */
    private static float[] gaussian(double factor) {
        double sigma = Math.max((factor - 1) / 2, MIN_SIGMA);
        int taps = (int) Math.max(4 * sigma, 3) | 1;
        double[] exact = new double[taps];
        double sum = 0;
        for (int i = 0; i < taps; i++) {
            double distance = i - taps / 2;
            exact[i] = Math.exp(-distance * distance / (2 * sigma * sigma));
            sum += exact[i];
        }
        float[] kernel = new float[taps];
        for (int i = 0; i < taps; i++) {
            kernel[i] = (float) (exact[i] / sum);
        }
        return kernel;
    }
}
