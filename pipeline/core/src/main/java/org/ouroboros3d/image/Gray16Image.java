package org.ouroboros3d.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.ShortPointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.opencv_core.Mat;
import org.ouroboros3d.error.InputException;

/** A picture of one unsigned 16-bit number a pixel, such as a depth map, which is stored as PNG. */
public final class Gray16Image {
    private final int width;
    private final int height;
    private final short[] samples;

    /**
     * Wraps numbers without a copy.
     *
     * @param samples {@code [height, width]}, each read as 0..65535
     */
    public Gray16Image(int width, int height, short... samples) {
        if (width < 1 || height < 1 || samples.length != (long) width * height) {
            throw new IllegalArgumentException(
                    "A picture of " + width + "x" + height + " pixels needs as many numbers, got " + samples.length);
        }
        this.width = width;
        this.height = height;
        this.samples = samples;
    }

    /** {@return pixels in a row} */
    public int width() {
        return width;
    }

    /** {@return rows} */
    public int height() {
        return height;
    }

    /** {@return the number of a pixel, 0 to 65535} */
    public int sample(int x, int y) {
        return Short.toUnsignedInt(samples[y * width + x]);
    }

    /** {@return the picture as a PNG file} */
    public byte[] encodePng() {
        OpenCv.load();
        try (Mat mat = new Mat(height, width, opencv_core.CV_16UC1);
                BytePointer encoded = new BytePointer()) {
            new ShortPointer(mat.data()).put(samples, 0, samples.length);
            if (!opencv_imgcodecs.imencode(".png", mat, encoded)) {
                throw new InputException(width + "x" + height, "OpenCV cannot encode it", "report this");
            }
            byte[] file = new byte[Math.toIntExact(encoded.limit())];
            encoded.get(file);
            return file;
        }
    }

    /**
     * {@return the picture in a PNG file}
     *
     * @throws InputException when there is no such file or it is no sound PNG picture of 16-bit gray
     */
    public static Gray16Image read(Path file) {
        String source = file.toString();
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(file);
        } catch (IOException e) {
            throw new InputException(source, "it cannot be read (" + e + ")", "check the path", e);
        }
        if (!PngContainer.matches(bytes)) {
            throw new InputException(source, "this is not a PNG picture", "store it as a 16-bit gray PNG");
        }
        byte[] sound = PngContainer.check(source, bytes).bytes().array();
        try (Mat input = OpenCv.mat(sound.length, 1, opencv_core.CV_8UC1, sound);
                Mat decoded = opencv_imgcodecs.imdecode(input, opencv_imgcodecs.IMREAD_UNCHANGED)) {
            if (decoded == null || decoded.type() != opencv_core.CV_16UC1) {
                throw new InputException(source, "its pixels are not 16-bit gray", "store it as a 16-bit gray PNG");
            }
            short[] samples = new short[Math.toIntExact(decoded.total())];
            new ShortPointer(decoded.data()).get(samples, 0, samples.length);
            return new Gray16Image(decoded.cols(), decoded.rows(), samples);
        }
    }
}
