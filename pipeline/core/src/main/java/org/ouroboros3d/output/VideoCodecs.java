package org.ouroboros3d.output;

import java.util.List;
import org.ouroboros3d.error.NativeLibraryException;

/** Whether this installation holds FFmpeg, without which no video is written. It comes only where it is asked for. */
public final class VideoCodecs {
    private static final boolean AVAILABLE = present();

    private VideoCodecs() {}

    /** {@return whether videos can be written here} */
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
                    purpose + " needs FFmpeg, which this installation leaves out; add org.bytedeco:ffmpeg and the same"
                            + " with the classifier linux-x86_64 (with modules: requires org.bytedeco.ffmpeg.linux.x86_64)",
                    List.of());
        }
    }

    private static boolean present() {
        try {
            Class.forName("org.bytedeco.ffmpeg.global.avcodec", false, VideoCodecs.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }
}
