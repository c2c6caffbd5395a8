package org.ouroboros3d.data;

import java.util.Arrays;

/** Which eight of an orbit's sixteen frames make a training sample. The first of them is the input view. */
public enum SubOrbit {
    /** Every second frame: eight views 45 degrees apart. */
    EVERY_OTHER(14),
    /**
     * As {@link org.ouroboros3d.geometry.Cameras#eightViews()} has them: the last is the turn's last frame, 22.5 degrees
     * before the first ({@code src/data/multiview_blender.py} of Ouroboros3D 8e64942).
     */
    PUBLISHED(15);

    /** Views of a sample. */
    public static final int VIEWS = 8;

    private final int last;

    SubOrbit(int last) {
        this.last = last;
    }

    /** {@return the numbers of the frames, eight of 0 to 15} */
    public int[] frames(int first) {
        int[] frames = new int[VIEWS];
        for (int view = 0; view < VIEWS; view++) {
            frames[view] = Math.floorMod(first + (view == VIEWS - 1 ? last : 2 * view), Orbit.FRAMES);
        }
        return frames;
    }

    /** {@return the frames whose mirror images stand where those of {@link #frames} do, where orbits are regular} */
    int[] mirroredFrames(int first) {
        return Arrays.stream(frames(first))
                .map(frame -> Math.floorMod(2 * first - frame, Orbit.FRAMES))
                .toArray();
    }
}
