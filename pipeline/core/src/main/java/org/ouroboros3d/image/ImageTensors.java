package org.ouroboros3d.image;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.ouroboros3d.error.ShapeException;
import org.ouroboros3d.ops.Arithmetic;
import org.ouroboros3d.ops.Resampling;
import org.ouroboros3d.tensor.Tensor;

/** Pictures to tensors and back. */
public final class ImageTensors {
    private ImageTensors() {}

    /** {@return the samples as a host tensor [1, C, H, W] in [0, 1], C being 3 or 4} */
    public static Tensor toTensor(Image image) {
        return Tensor.of(image.toPlanar(), 1, image.channels(), image.height(), image.width());
    }

    /**
     * {@return what the models see of a recentred picture: on white, [1, 3, size, size] in [-1, 1], on the host}
     *
     * <p>Bilinear without antialiasing, as the reference does (Ouroboros3D 8e64942, {@code inference.py}).
     *
     * @param image RGBA, or RGB that is on white already
     */
    public static Tensor condition(Image image, long size) {
        Tensor composite = Tensor.of(WhiteBackground.composite(image), 1, 3, image.height(), image.width());
        Tensor signed = Arithmetic.add(Arithmetic.mul(composite, 2.0), -1.0);
        return Resampling.bilinear(signed, size, size, false);
    }

    /**
     * {@return one picture for each of a batch, clamped to [0, 1] and rounded to 8 bits}
     *
     * @param batch [B, 3, H, W] or [B, 4, H, W] in [0, 1], of any floating-point type, on any device
     */
    public static List<Image> toImages(Tensor batch) {
        long[] shape = batch.shape();
        if (shape.length != 4 || (shape[1] != 3 && shape[1] != 4)) {
            throw new ShapeException("toImages", "batch", "[B, 3 or 4, H, W]", shape);
        }
        float[] values = batch.toFloatArray();
        int channels = (int) shape[1];
        int each = Math.toIntExact(shape[1] * shape[2] * shape[3]);
        List<Image> images = new ArrayList<>();
        for (int b = 0; b < shape[0]; b++) {
            float[] planes = Arrays.copyOfRange(values, b * each, (b + 1) * each);
            images.add(Image.ofPlanar((int) shape[3], (int) shape[2], channels, planes));
        }
        return List.copyOf(images);
    }
}
