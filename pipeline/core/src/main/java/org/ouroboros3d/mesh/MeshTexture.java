package org.ouroboros3d.mesh;

import org.ouroboros3d.image.Image;

/**
 * A picture on a mesh.
 */
public final class MeshTexture {
    private final Image image;
    private final float[] coordinates;

    /**
     * @param image RGB, sRGB
     * @param coordinates [V, 2] places in the picture as fractions of its size, (0, 0) its upper left corner, as in glTF
     */
    public MeshTexture(Image image, float[] coordinates) {
        this.image = image;
        this.coordinates = coordinates;
    }

    /** {@return RGB, sRGB} */
    public Image image() {
        return image;
    }

    /** {@return [V, 2] places in the picture as fractions of its size, (0, 0) its upper left corner, as in glTF} */
    public float[] coordinates() {
        return coordinates;
    }
}
