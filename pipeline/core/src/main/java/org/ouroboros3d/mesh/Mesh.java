package org.ouroboros3d.mesh;

import java.util.Optional;

/**
 * V vertices and F triangles on the Java heap, in the world's axes (y up, z towards the first camera), which are glTF's,
 * in metres. Seen from outside, a triangle's corners turn counterclockwise. The arrays are the mesh's own and are not
 * copied on the way in or out.
 */
public final class Mesh {
    private final float[] positions;
    private final float[] normals;
    private final float[] colors;
    private final int[] faces;
    private final Optional<MeshTexture> texture;

    /** As below, without a texture. */
    public Mesh(float[] positions, float[] normals, float[] colors, int[] faces) {
        this(positions, normals, colors, faces, Optional.empty());
    }

    /**
     * @param positions [V, 3]
     * @param normals [V, 3] unit vectors that point out
     * @param colors [V, 3] sRGB in [0, 1]
     * @param faces [F, 3] indices of vertices
     * @param texture that shows the colors in more detail
     * @throws IllegalArgumentException if lengths differ or an index names no vertex
     */
    public Mesh(float[] positions, float[] normals, float[] colors, int[] faces, Optional<MeshTexture> texture) {
        if (positions.length % 3 != 0 || faces.length % 3 != 0) {
            throw new IllegalArgumentException("positions and faces come in threes, not " + positions.length + " and "
                    + faces.length + " numbers");
        }
        if (normals.length != positions.length || colors.length != positions.length) {
            throw new IllegalArgumentException("normals and colors need " + positions.length
                    + " numbers as positions have, not " + normals.length + " and " + colors.length);
        }
        int count = positions.length / 3;
        for (int index : faces) {
            if (index < 0 || index >= count) {
                throw new IllegalArgumentException("a face has vertex " + index + " of " + count);
            }
        }
        if (texture.isPresent() && texture.get().coordinates().length != 2 * count) {
            throw new IllegalArgumentException("the texture has places for "
                    + texture.get().coordinates().length / 2 + " of " + count + " vertices");
        }
        this.positions = positions;
        this.normals = normals;
        this.colors = colors;
        this.faces = faces;
        this.texture = texture;
    }

    /** {@return V} */
    public int vertexCount() {
        return positions.length / 3;
    }

    /** {@return F} */
    public int faceCount() {
        return faces.length / 3;
    }

    /** {@return [V, 3]} */
    public float[] positions() {
        return positions;
    }

    /** {@return unit normals [V, 3]} */
    public float[] normals() {
        return normals;
    }

    /** {@return sRGB [V, 3] in [0, 1]} */
    public float[] colors() {
        return colors;
    }

    /** {@return indices of vertices [F, 3]} */
    public int[] faces() {
        return faces;
    }

    /** {@return the texture; a mesh with one has several vertices in one place where charts meet} */
    public Optional<MeshTexture> texture() {
        return texture;
    }
}
