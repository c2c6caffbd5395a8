package org.ouroboros3d.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.opencv_core.Mat;
import org.ouroboros3d.error.InputException;

/**
 * Reads PNG, JPEG and WebP pictures of any colour type as 8-bit RGB or RGBA, upright. The container is checked in Java
 * first, so that OpenCV never decodes a file that is cut short, over the size limit, or of another format.
 *
 * <p>Gray becomes RGB, palettes are expanded with their transparency, 16 bits are rounded to 8, CMYK is converted as
 * Adobe's inverted CMYK, EXIF orientation is undone. Embedded colour profiles are ignored: samples count as sRGB.
 */
public final class ImageReader {
    /** Pixels that a picture may have: 64 megapixels, which is 256 MiB decoded. */
    public static final int MAX_PIXELS = 64 << 20;

    /** Bytes that an encoded picture may have: 256 MiB. */
    public static final int MAX_FILE_BYTES = 256 << 20;

    private ImageReader() {}

    /**
     * {@return the picture in a file}
     *
     * @throws InputException when there is no such file or it is not a sound PNG, JPEG or WebP picture
     */
    public static Image read(Path file) {
        String source = file.toString();
        try {
            if (Files.isDirectory(file)) {
                throw new InputException(source, "this is a folder", "name a PNG, JPEG or WebP file");
            }
            if (Files.size(file) > MAX_FILE_BYTES) {
                throw new InputException(
                        source, "the file is larger than " + (MAX_FILE_BYTES >> 20) + " MiB", "scale the picture down");
            }
            return decode(source, Files.readAllBytes(file));
        } catch (NoSuchFileException e) {
            throw new InputException(source, "there is no such file", "check the path", e);
        } catch (IOException e) {
            throw new InputException(source, "it cannot be read (" + e.getMessage() + ")", "check its permissions", e);
        }
    }

    /**
     * {@return the picture in an encoded file's bytes}
     *
     * @param source the name that an error gives the picture
     * @throws InputException when the bytes are not a sound PNG, JPEG or WebP picture
     */
    public static Image decode(String source, byte[] bytes) {
        EncodedImage encoded = check(source, bytes);
        byte[] file = encoded.bytes().array();
        try (Mat input = OpenCv.mat(file.length, 1, opencv_core.CV_8UC1, file);
                Mat decoded = opencv_imgcodecs.imdecode(
                        input, opencv_imgcodecs.IMREAD_UNCHANGED | opencv_imgcodecs.IMREAD_IGNORE_ORIENTATION)) {
            if (decoded == null || decoded.cols() != encoded.width() || decoded.rows() != encoded.height()) {
                throw undecodable(source, null);
            }
            return ExifOrientation.upright(
                    DecodedPixels.toImage(source, decoded, encoded.transparent()), encoded.orientation());
        } catch (InputException e) {
            throw e;
        } catch (RuntimeException e) {
            // JavaCPP reports every C++ exception of OpenCV as a bare RuntimeException.
            throw undecodable(source, e);
        }
    }

    private static EncodedImage check(String source, byte[] bytes) {
        if (bytes.length == 0) {
            throw new InputException(source, "the file is empty", "export or download it again");
        }
        if (PngContainer.matches(bytes)) {
            return PngContainer.check(source, bytes);
        }
        if (JpegContainer.matches(bytes)) {
            return JpegContainer.check(source, bytes);
        }
        if (WebpContainer.matches(bytes)) {
            return WebpContainer.check(source, bytes);
        }
        throw new InputException(source, "this is not a PNG, JPEG or WebP picture", "convert it to PNG");
    }

    private static InputException undecodable(String source, RuntimeException cause) {
        return new InputException(source, "its pixel data are corrupt", "export or download it again", cause);
    }
}
