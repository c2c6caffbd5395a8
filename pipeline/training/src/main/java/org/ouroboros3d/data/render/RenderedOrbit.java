package org.ouroboros3d.data.render;

import org.ouroboros3d.image.Image;

/** Renderings of an object in F views. */
public final class RenderedOrbit {
    private final int frames;
    private final int size;
    private final byte[] rgba;
    private final float[] depth;

    RenderedOrbit(int frames, int size, byte[] rgba, float[] depth) {
        this.frames = frames;
        this.size = size;
        this.rgba = rgba;
        this.depth = depth;
    }

    /** {@return F} */
    public int frames() {
        return frames;
    }

    /** {@return width and height in pixels} */
    public int size() {
        return size;
    }

    /**
     * {@return {@code [F, 4, H, W]}, each byte read as 0..255; straight alpha, colour 0 where alpha is 0; the rendering's
     * own array}
     */
    public byte[] rgba() {
        return rgba;
    }

    /**
     * {@return {@code [F, H, W]} along the camera's axis, the mean of what a pixel shows, 0 where it shows nothing; the
     * rendering's own array}
     */
    public float[] depth() {
        return depth;
    }

    /** {@return one view as an RGBA picture} */
    public Image image(int frame) {
        int plane = size * size;
        byte[] interleaved = new byte[4 * plane];
        for (int c = 0; c < 4; c++) {
            for (int p = 0; p < plane; p++) {
                interleaved[4 * p + c] = rgba[(4 * frame + c) * plane + p];
            }
        }
        return Image.of(size, size, 4, interleaved);
    }
}
