package org.ouroboros3d.export;

import org.ouroboros3d.image.Background;
import org.ouroboros3d.output.Turntable;

/**
 * How pictures and videos of a generation look.
 *
 * @param size width and height of each view in pixels, at least 1, whatever the model's own
 * @param background what is behind the object
 * @param frames of a turn, at least 1
 * @param framesPerSecond of videos, at least 1
 */
public record PictureStyle(int size, Background background, int frames, int framesPerSecond) {
    /** 512 pixels on white, and a turn of six seconds. */
    public static final PictureStyle DEFAULT =
            new PictureStyle(512, Background.WHITE, 6 * Turntable.FRAMES_PER_SECOND, Turntable.FRAMES_PER_SECOND);

    /** Checks the ranges. */
    public PictureStyle {
        if (size < 1 || frames < 1 || framesPerSecond < 1) {
            throw new IllegalArgumentException("size, frames and frames a second must be at least 1, not " + size + ", "
                    + frames + " and " + framesPerSecond);
        }
    }
}
