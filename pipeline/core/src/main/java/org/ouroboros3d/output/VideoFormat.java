package org.ouroboros3d.output;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.bytedeco.ffmpeg.global.avutil;

/** The formats of a turntable, by the ending of its file's name. */
public enum VideoFormat {
    /** H.264 in MP4, which browsers and players show. No alpha. */
    MP4(".mp4", "mp4", "libopenh264", avutil.AV_PIX_FMT_YUV420P),
    /** Animated WebP, which pages show as a picture, repeated for ever. With alpha if the frames have it. */
    WEBP(".webp", "webp", "libwebp_anim", avutil.AV_PIX_FMT_BGRA),
    /** Animated GIF, repeated for ever. Each frame has 256 colors of its own; pixels are opaque or not there. */
    GIF(".gif", "gif", "gif", avutil.AV_PIX_FMT_PAL8);

    private final String ending;
    private final String muxer;
    private final String encoder;
    private final int pixelFormat;

    VideoFormat(String ending, String muxer, String encoder, int pixelFormat) {
        this.ending = ending;
        this.muxer = muxer;
        this.encoder = encoder;
        this.pixelFormat = pixelFormat;
    }

    /** {@return the format that the ending of a file's name says, if one does} */
    public static Optional<VideoFormat> of(Path file) {
        String name = file.toString().toLowerCase(Locale.ROOT);
        return Arrays.stream(values())
                .filter(format -> name.endsWith(format.ending))
                .findFirst();
    }

    /** {@return how names of such files end} */
    public String ending() {
        return ending;
    }

    String muxer() {
        return muxer;
    }

    String encoder() {
        return encoder;
    }

    /** {@return of the pictures that the encoder takes} */
    int pixelFormat() {
        return pixelFormat;
    }
}
