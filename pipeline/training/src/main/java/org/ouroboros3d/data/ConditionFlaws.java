package org.ouroboros3d.data;

import java.util.Arrays;
import org.ouroboros3d.data.shapes.ShapeRandom;
import org.ouroboros3d.image.Image;
import org.ouroboros3d.image.ImageReader;
import org.ouroboros3d.image.ImageWriter;

/**
 * What is wrong with a condition image: it went through JPEG, or was cut out of a photo along a wrong outline, which
 * leaves a rim of the photo's background or takes one off the object.
 */
final class ConditionFlaws {
    private static final int MIN_QUALITY = 50;
    private static final int MAX_QUALITY = 95;

    private final int quality; // 0 without JPEG
    private final int widening; // of the outline in pixels
    private final double[] background;

    /**
     * Makes flaws.
     *
     * @param quality of the JPEG, 1 to 100, or 0 for none
     * @param widening pixels by which the outline is too wide: 1, 0 or -1
     * @param background red, green and blue of the photo in [0, 1]; where the outline is right, the photo is on white
     */
    ConditionFlaws(int quality, int widening, double... background) {
        this.quality = quality;
        this.widening = widening;
        this.background = background.clone();
    }

    static ConditionFlaws random(ShapeRandom random, double jpeg, double matting) {
        boolean compressed = random.chance(jpeg);
        int quality = random.integer(MIN_QUALITY, MAX_QUALITY);
        boolean cut = random.chance(matting);
        int widening = random.chance(0.5) ? 1 : -1;
        return new ConditionFlaws(
                compressed ? quality : 0, cut ? widening : 0, random.unit(), random.unit(), random.unit());
    }

    /** {@return whether there are any} */
    boolean any() {
        return quality != 0 || widening != 0;
    }

    /** {@return the first view as the model is shown it, on white, {@code [3, H, W]} in [-1, 1]} */
    float[] of(OrbitSample sample) {
        int plane = sample.size() * sample.size();
        float[] rgba = Arrays.copyOf(sample.rgba(), 4 * plane);
        float[] photo = new float[3 * plane];
        for (int i = 0; i < photo.length; i++) {
            float alpha = rgba[3 * plane + i % plane];
            double behind = widening == 0 ? 1 : background[Math.floorDiv(i, plane)];
            photo[i] = (float) (rgba[i] * alpha + behind * (1 - alpha));
        }
        if (quality != 0) {
            photo = compressed(photo, sample);
        }
        for (int i = 0; i < photo.length; i++) {
            float alpha = widening == 0 ? 1 : cut(rgba, sample.size(), i % plane);
            photo[i] = 2 * (photo[i] * alpha + 1 - alpha) - 1;
        }
        return photo;
    }

    private float[] compressed(float[] photo, OrbitSample sample) {
        byte[] file = ImageWriter.encodeJpeg(Image.ofPlanar(sample.size(), sample.size(), 3, photo), quality);
        return ImageReader.decode(sample.id(), file).toPlanar();
    }

    /** The largest or the smallest alpha of a pixel and its neighbours. */
    private float cut(float[] rgba, int size, int pixel) {
        int row = Math.floorDiv(pixel, size);
        int column = pixel % size;
        int first = 3 * size * size;
        float extreme = rgba[first + pixel];
        for (int y = Math.max(0, row - 1); y <= Math.min(size - 1, row + 1); y++) {
            for (int x = Math.max(0, column - 1); x <= Math.min(size - 1, column + 1); x++) {
                float alpha = rgba[first + y * size + x];
                extreme = widening > 0 ? Math.max(extreme, alpha) : Math.min(extreme, alpha);
            }
        }
        return extreme;
    }
}
