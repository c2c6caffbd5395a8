package org.ouroboros3d.output;

import java.util.List;
import org.ouroboros3d.error.NativeLibraryException;

/** Whether this installation holds FFmpeg, without which no video is written. It comes only where it is asked for. */
public final class VideoCodecs {
    private static final System.Logger LOG = System.getLogger(VideoCodecs.class.getName());
    private static final boolean AVAILABLE = present(false);

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

    /** Loads the codecs in the background, so that a video that is written later does not wait for that. */
    public static void prepare() {
        if (AVAILABLE) {
            Thread.ofPlatform().name("video-codecs").daemon().start(() -> {
                try {
                    present(true);
                } catch (LinkageError e) {
                    LOG.log(System.Logger.Level.DEBUG, "FFmpeg cannot be loaded, which a video will say", e);
                }
            });
        }
    }

    private static boolean present(boolean load) {
        try {
            Class.forName("org.bytedeco.ffmpeg.global.avformat", load, VideoCodecs.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }
}
