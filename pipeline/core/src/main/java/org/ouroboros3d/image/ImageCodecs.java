package org.ouroboros3d.image;

import java.util.List;
import org.ouroboros3d.error.NativeLibraryException;

/** Whether this installation holds OpenCV, without which no picture is read or written. Small installations leave it out. */
public final class ImageCodecs {
    private static final boolean AVAILABLE = present();

    private ImageCodecs() {}

    /** {@return whether pictures can be read and written here} */
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
                    purpose + " needs OpenCV, which this installation leaves out; add org.bytedeco:opencv and the same"
                            + " with the classifier linux-x86_64 (generate also takes safetensors files, see its --help)",
                    List.of());
        }
    }

    private static boolean present() {
        try {
            Class.forName("org.bytedeco.opencv.global.opencv_imgcodecs", false, ImageCodecs.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }
}
