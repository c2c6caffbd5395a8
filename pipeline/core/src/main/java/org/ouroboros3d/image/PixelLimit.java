package org.ouroboros3d.image;

import org.ouroboros3d.error.InputException;

/** The size that a picture may announce before anything is allocated for it. */
final class PixelLimit {
    private PixelLimit() {}

    static void require(String source, long width, long height) {
        if (width == 0 || height == 0) {
            throw new InputException(
                    source, "it has " + width + "x" + height + " pixels", "use a picture that is not empty");
        }
        // Each side first: the product of two 32-bit sides does not fit a long.
        if (width > ImageReader.MAX_PIXELS
                || height > ImageReader.MAX_PIXELS
                || width * height > ImageReader.MAX_PIXELS) {
            throw new InputException(
                    source,
                    "it has " + width + "x" + height + " pixels, more than the limit of "
                            + (ImageReader.MAX_PIXELS >> 20) + " megapixels",
                    "scale it down (the model itself looks at 512x512 at most)");
        }
    }
}
