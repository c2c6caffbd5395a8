package org.ouroboros3d.image;

import java.util.List;
import org.ouroboros3d.error.NativeLibraryException;

/**
 * Whether this installation holds OpenCV and FFmpeg, without which no picture or video is read or written. Small
 * installations leave both out.
 */
public final class ImageCodecs {
    private static final boolean AVAILABLE =
            present("org.bytedeco.opencv.global.opencv_imgcodecs") && present("org.bytedeco.ffmpeg.global.avcodec");

    private ImageCodecs() {}

    /** {@return whether pictures and videos can be read and written here} */
    public static boolean available() {
        return AVAILABLE;
    }

    /**
     * Refuses to go on without the codecs.
     *
     * @param purpose what they are needed for, as the start of a sentence
     * @throws NativeLibraryException if they are not here
     */
    public static void require(String purpose) {
        if (!AVAILABLE) {
            throw new NativeLibraryException(
                    purpose + " needs OpenCV and FFmpeg, which this installation leaves out; use an installation that"
                            + " was built from source (generate also takes safetensors files, see its --help)",
                    List.of());
        }
    }

    private static boolean present(String className) {
        try {
            Class.forName(className, false, ImageCodecs.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }
}
