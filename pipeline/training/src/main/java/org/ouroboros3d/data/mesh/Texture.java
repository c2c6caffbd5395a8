package org.ouroboros3d.data.mesh;

import org.ouroboros3d.image.Image;

/** A picture laid over a surface, repeated in both directions. */
final class Texture {
    private final Image image;

    Texture(Image image) {
        this.image = image;
    }

    /**
     * Multiplies a colour by the texture's, bilinearly.
     *
     * @param u 0 at the left edge, 1 at the right
     * @param v 0 at the upper edge, 1 at the lower
     */
    void multiply(double u, double v, float[] rgb, int offset) {
        double x = (u - Math.floor(u)) * image.width() - 0.5;
        double y = (v - Math.floor(v)) * image.height() - 0.5;
        int left = (int) Math.floor(x);
        int top = (int) Math.floor(y);
        double right = x - left;
        double lower = y - top;
        for (int c = 0; c < 3; c++) {
            double above = texel(left, top, c) * (1 - right) + texel(left + 1, top, c) * right;
            double below = texel(left, top + 1, c) * (1 - right) + texel(left + 1, top + 1, c) * right;
            rgb[offset + c] *= (float) ((above * (1 - lower) + below * lower) / 255);
        }
    }

    private int texel(int x, int y, int channel) {
        return image.sample(Math.floorMod(x, image.width()), Math.floorMod(y, image.height()), channel);
    }
}
