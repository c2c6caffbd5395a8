package org.ouroboros3d.output;

import java.nio.file.Path;
import java.util.function.IntFunction;
import org.ouroboros3d.image.Image;
import org.ouroboros3d.io.AtomicFile;

/** Writes a turntable video: H.264 (yuv420p, BT.709) in MP4, which browsers play. */
public final class Turntable {
    /** The reference's frame rate. */
    public static final int FRAMES_PER_SECOND = 30;

    private Turntable() {}

    /**
     * Writes a video, replacing the file at once or not at all. Frames are asked for one at a time and not kept.
     *
     * @param file the MP4 file, in a folder that exists
     * @param count frames, at least 1
     * @param frame the picture of each frame 0..count-1, all of one size; alpha is ignored; odd sizes are rounded up by
     *     repeating the last row and column
     * @throws VideoException when the file cannot be written
     */
    public static void write(Path file, int count, IntFunction<Image> frame) {
        if (count < 1) {
            throw new IllegalArgumentException("a video needs at least one frame, got " + count);
        }
        AtomicFile.make(file, partial -> encode(partial, count, frame));
    }

    private static void encode(Path file, int count, IntFunction<Image> frame) {
        Image first = frame.apply(0);
        try (H264Stream stream = new H264Stream(file, first.width(), first.height(), FRAMES_PER_SECOND)) {
            stream.write(first);
            for (int i = 1; i < count; i++) {
                Image next = frame.apply(i);
                if (next.width() != first.width() || next.height() != first.height()) {
                    throw new IllegalArgumentException("frame " + i + " is " + next + ", frame 0 was " + first);
                }
                stream.write(next);
            }
            stream.finish();
        }
    }
}
