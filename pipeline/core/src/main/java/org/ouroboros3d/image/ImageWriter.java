package org.ouroboros3d.image;

import java.nio.file.Path;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.opencv_core.Mat;
import org.ouroboros3d.error.InputException;
import org.ouroboros3d.io.AtomicFile;

/** Writes pictures as PNG and as WebP, both without loss, and as JPEG. */
public final class ImageWriter {
    private static final int LOSSLESS = 101;

    private ImageWriter() {}

    /**
     * Writes a picture, replacing the file at once or not at all.
     *
     * @throws java.io.UncheckedIOException when the folder cannot be written
     */
    public static void writePng(Image image, Path file) {
        byte[] png = encodePng(image);
        AtomicFile.write(file, out -> out.write(png));
    }

    /** {@return the picture as a PNG file: the same bytes for the same picture} */
    public static byte[] encodePng(Image image) {
        return encode(".png", image);
    }

    /**
     * {@return the picture as a lossless WebP file; colours under an alpha of 0 may change}
     *
     * <p>OpenCV takes any quality above 100 for lossless.
     */
    public static byte[] encodeWebp(Image image) {
        return encode(".webp", image, opencv_imgcodecs.IMWRITE_WEBP_QUALITY, LOSSLESS);
    }

    /**
     * {@return the picture as a JPEG file}
     *
     * @param image without transparency
     * @param quality from 1 to 100
     */
    public static byte[] encodeJpeg(Image image, int quality) {
        if (image.hasAlpha() || quality < 1 || quality > 100) {
            throw new IllegalArgumentException(
                    "JPEG takes pictures without alpha and qualities from 1 to 100, got " + image + " and " + quality);
        }
        return encode(".jpg", image, opencv_imgcodecs.IMWRITE_JPEG_QUALITY, quality);
    }

    private static byte[] encode(String extension, Image image, int... parameters) {
        int type = image.hasAlpha() ? opencv_core.CV_8UC4 : opencv_core.CV_8UC3;
        try (Mat mat = OpenCv.mat(image.width(), image.height(), type, blueFirst(image));
                BytePointer encoded = new BytePointer();
                IntPointer settings = new IntPointer(parameters)) {
            if (!opencv_imgcodecs.imencode(extension, mat, encoded, settings)) {
                throw new InputException(image.toString(), "OpenCV cannot encode it", "report this");
            }
            byte[] file = new byte[Math.toIntExact(encoded.limit())];
            encoded.get(file);
            return file;
        }
    }

    private static byte[] blueFirst(Image image) {
        byte[] samples = image.array().clone();
        for (int i = 0; i < samples.length; i += image.channels()) {
            byte red = samples[i];
            samples[i] = samples[i + 2];
            samples[i + 2] = red;
        }
        return samples;
    }
}
