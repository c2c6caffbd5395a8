package org.ouroboros3d.image;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.stream.MemoryCacheImageInputStream;
import org.ouroboros3d.error.InputException;

/**
 * Looks for damage inside a JPEG's compressed data. OpenCV's decoder paints over such damage and only says so on
 * standard error; the JDK's decoder reports it to a listener, so it goes over the file first.
 */
final class JpegScans {
    /** Stray bytes after a scan, which some cameras write, cost no pixel; before a restart they are in the middle of one. */
    private static final Pattern HARMLESS = Pattern.compile(".*extraneous bytes before marker 0x(?!d[0-7]).*");

    private static final int SUBSAMPLING = 16;

    private JpegScans() {}

    /**
     * Decodes the whole file at a small size and throws when the decoder had to guess.
     *
     * @return whether stray bytes are behind a scan
     * @throws InputException when a scan ends early or holds impossible codes
     */
    static boolean requireSound(String source, byte[] jpeg) {
        List<String> complaints = new ArrayList<>();
        javax.imageio.ImageReader decoder =
                ImageIO.getImageReadersByFormatName("jpeg").next();
        try (MemoryCacheImageInputStream input = new MemoryCacheImageInputStream(new ByteArrayInputStream(jpeg))) {
            decoder.addIIOReadWarningListener((reader, warning) -> complaints.add(warning));
            decoder.setInput(input, true, true);
            ImageReadParam small = decoder.getDefaultReadParam();
            small.setSourceSubsampling(SUBSAMPLING, SUBSAMPLING, 0, 0);
            decoder.readRaster(0, small);
        } catch (IOException | IllegalArgumentException e) {
            throw damaged(source, e.getMessage(), e);
        } finally {
            decoder.dispose();
        }
        complaints.stream()
                .filter(complaint -> !HARMLESS.matcher(complaint).matches())
                .findFirst()
                .ifPresent(complaint -> {
                    throw damaged(source, complaint, null);
                });
        return !complaints.isEmpty();
    }

    private static InputException damaged(String source, String how, Exception cause) {
        return new InputException(source, "this JPEG is damaged (" + how + ")", "export or download it again", cause);
    }
}
