package org.ouroboros3d.matting;

import java.awt.AlphaComposite;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.ouroboros3d.error.InputException;
import org.ouroboros3d.image.Image;
import org.ouroboros3d.image.ImageReader;
import org.ouroboros3d.image.Recenter;

/**
 * Makes the square image that a model takes: decodes, turns upright, cuts out and recenters. May be shared by threads; at most
 * {@value #AT_ONCE} images are worked on at once, since a large one takes some hundred megabytes of native memory.
 */
public final class ImagePreparation {
    static final int AT_ONCE = 2;

    private static final double NEARLY_NOTHING = 0.02;
    private static final double NEARLY_ALL = 0.9;
    /** Levels of 256 that an object's samples differ by, at least, to show anything. */
    private static final int LEAST_CONTRAST = 8;

    private static final int SMALL_SIDE = 64;

    private final Semaphore places = new Semaphore(AT_ONCE, true);
    private final Matting matting;

    /** @param matting cuts out images without a mask; closed by whoever made it */
    public ImagePreparation(Matting matting) {
        this.matting = matting;
    }

    /**
     * {@return the object in a file}
     *
     * @throws InputException if it is no sound PNG, JPEG or WebP image, or no object can be told from its background
     */
    public PreparedImage prepare(Path file) {
        return prepare(() -> ImageReader.read(file));
    }

    /** {@return the object in an encoded file's bytes} */
    public PreparedImage prepare(byte[] bytes) {
        return prepare(() -> ImageReader.decode("the image", bytes));
    }

    /**
     * {@return the object in an encoded file's bytes, read to their end, or to where they exceed the limit of a file}
     *
     * @throws IOException if the stream cannot be read
     */
    public PreparedImage prepare(InputStream stream) throws IOException {
        byte[] bytes = stream.readNBytes(ImageReader.MAX_FILE_BYTES + 1);
        if (bytes.length > ImageReader.MAX_FILE_BYTES) {
            throw new InputException(
                    "the image",
                    "it is larger than " + (ImageReader.MAX_FILE_BYTES >> 20) + " MiB",
                    "scale the image down");
        }
        return prepare(bytes);
    }

    /** {@return the object in an image of any kind} */
    public PreparedImage prepare(BufferedImage image) {
        return prepare(() -> toImage(image));
    }

    private static Image toImage(BufferedImage image) {
        if ((long) image.getWidth() * image.getHeight() > ImageReader.MAX_PIXELS) {
            throw new InputException(
                    image.getWidth() + "x" + image.getHeight() + " pixels",
                    "the image has more than " + ImageReader.MAX_PIXELS + " pixels",
                    "scale it down");
        }
        int width = image.getWidth();
        BufferedImage row = new BufferedImage(width, 1, BufferedImage.TYPE_INT_ARGB);
        byte[] samples = new byte[Math.multiplyExact(4 * width, image.getHeight())];
        int[] argb = new int[width];
        Graphics2D canvas = row.createGraphics();
        canvas.setComposite(AlphaComposite.Src);
        for (int y = 0, out = 0; y < image.getHeight(); y++) {
            canvas.drawImage(image, 0, -y, null);
            row.getRGB(0, 0, width, 1, argb, 0, width);
            for (int pixel : argb) {
                samples[out++] = (byte) (pixel >> 16);
                samples[out++] = (byte) (pixel >> 8);
                samples[out++] = (byte) pixel;
                samples[out++] = (byte) (pixel >> 24);
            }
        }
        canvas.dispose();
        return Image.of(width, image.getHeight(), 4, samples);
    }

    private PreparedImage prepare(Supplier<Image> source) {
        places.acquireUninterruptibly();
        try {
            Map<String, Double> seconds = new LinkedHashMap<>();
            Image image = time("decode", seconds, source);
            boolean wasMasked = image.isTranslucent();
            Image cutOut = time("cut out", seconds, () -> matting.cutOutUnlessMasked(image));
            Image square = time("recenter", seconds, () -> Recenter.apply(cutOut, Recenter.BORDER_RATIO));
            double coverage = coverage(cutOut);
            return new PreparedImage(square, wasMasked, coverage, warnings(cutOut, coverage), seconds);
        } finally {
            places.release();
        }
    }

    private static <T> T time(String stage, Map<String, Double> seconds, Supplier<T> work) {
        long start = System.nanoTime();
        T result = work.get();
        seconds.put(stage, (System.nanoTime() - start) * 1e-9);
        return result;
    }

    private static double coverage(Image cutOut) {
        long covered = 0;
        byte[] samples = cutOut.array();
        for (int i = 3; i < samples.length; i += 4) {
            covered += samples[i] != 0 ? 1 : 0;
        }
        return (double) covered / ((long) cutOut.width() * cutOut.height());
    }

    private static List<String> warnings(Image cutOut, double coverage) {
        List<String> warnings = new ArrayList<>();
        if (coverage < NEARLY_NOTHING) {
            warnings.add("the mask leaves nearly nothing of the image: crop it to the object, or mask it yourself");
        }
        if (coverage > NEARLY_ALL) {
            warnings.add("the mask keeps nearly all of the image: the background may be part of the object");
        }
        if (contrast(cutOut) < LEAST_CONTRAST) {
            warnings.add("the object has one color everywhere, so that its shape cannot be seen");
        }
        if (Math.max(cutOut.width(), cutOut.height()) < SMALL_SIDE) {
            warnings.add("the image is only " + cutOut.width() + "x" + cutOut.height() + " pixels");
        }
        return warnings;
    }

    /** How far the samples of the object differ, over the channels. */
    private static int contrast(Image cutOut) {
        byte[] samples = cutOut.array();
        int widest = 0;
        for (int c = 0; c < 3; c++) {
            int least = 255;
            int most = 0;
            for (int i = 0; i < samples.length; i += 4) {
                if (samples[i + 3] != 0) {
                    least = Math.min(least, samples[i + c] & 0xff);
                    most = Math.max(most, samples[i + c] & 0xff);
                }
            }
            widest = Math.max(widest, most - least);
        }
        return widest;
    }
}
