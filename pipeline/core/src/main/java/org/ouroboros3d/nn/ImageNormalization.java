package org.ouroboros3d.nn;

import java.util.ArrayList;
import java.util.List;
import org.ouroboros3d.ops.Arithmetic;
import org.ouroboros3d.ops.Creation;
import org.ouroboros3d.ops.Shapes;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;

/**
 * Takes colours from [-1, 1] to [0, 1] without clamping, subtracts a mean and divides by a deviation, for each channel.
 *
 * <p>Both steps are one affine map, so it commutes with a resize whose weights sum to one.
 */
public final class ImageNormalization {
    /** What CLIP was trained with. */
    public static final ImageNormalization CLIP = new ImageNormalization(
            new double[] {0.48145466, 0.4578275, 0.40821073}, new double[] {0.26862954, 0.26130258, 0.27577711});

    /** ImageNet's statistics, which LGM was trained with. */
    public static final ImageNormalization IMAGENET =
            new ImageNormalization(new double[] {0.485, 0.456, 0.406}, new double[] {0.229, 0.224, 0.225});

    private final float[] gain;
    private final float[] offset;

    private ImageNormalization(double[] mean, double[] deviation) {
        this.gain = new float[mean.length];
        this.offset = new float[mean.length];
        for (int c = 0; c < mean.length; c++) {
            gain[c] = (float) (0.5 / deviation[c]);
            offset[c] = (float) ((0.5 - mean[c]) / deviation[c]);
        }
    }

    /**
     * {@return normalised colours {@code [N, 3, H, W]}}
     *
     * @param images {@code [N, 3, H, W]}, nominally in [-1, 1]
     */
    public Tensor forward(Tensor images) {
        try (TensorScope scope = TensorScope.open()) {
            return scope.moveToOuter(
                    Arithmetic.add(Arithmetic.mul(images, perChannel(gain, images)), perChannel(offset, images)));
        }
    }

    /** Made on the device: for a copy from the host, the host would wait. */
    private static Tensor perChannel(float[] values, Tensor like) {
        List<Tensor> channels = new ArrayList<>();
        for (float value : values) {
            channels.add(Creation.full(value, like.dtype(), like.device(), 1, 1, 1, 1));
        }
        return Shapes.cat(channels, 1);
    }
}
