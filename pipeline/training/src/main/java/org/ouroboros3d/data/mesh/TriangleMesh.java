package org.ouroboros3d.data.mesh;

import java.util.List;

/**
 * Triangles whose three corners each have a position and perhaps a normal, a place in the texture, and a colour. Arrays
 * hold the corners of triangle after triangle.
 */
final class TriangleMesh {
    private final float[] positions;
    private final float[] normals;
    private final float[] texcoords;
    private final float[] colors;
    private final int[] materialOf;
    private final List<MeshMaterial> materials;
    private final double[] origin;

    /** @param origin where the file has what is (0, 0, 0) here */
    TriangleMesh(
            float[] positions,
            float[] normals,
            float[] texcoords,
            float[] colors,
            int[] materialOf,
            List<MeshMaterial> materials,
            double... origin) {
        this.positions = positions;
        this.normals = normals;
        this.texcoords = texcoords;
        this.colors = colors;
        this.materialOf = materialOf;
        this.materials = List.copyOf(materials);
        this.origin = origin;
    }

    /** {@return how many triangles} */
    int count() {
        return materialOf.length;
    }

    /** {@return x, y and z of the origin in the file's coordinates} */
    double[] origin() {
        return origin;
    }

    /** {@return {@code [T, 3, 3]}, from {@link #origin} on} */
    float[] positions() {
        return positions;
    }

    /** {@return unit normals {@code [T, 3, 3]}} */
    float[] normals() {
        return normals;
    }

    /**
     * Writes the colour of a point of a triangle.
     *
     * @param second share of the second corner
     * @param third share of the third corner
     */
    void color(int triangle, double second, double third, float[] rgb, int offset) {
        MeshMaterial material = materials.get(materialOf[triangle]);
        double first = 1 - second - third;
        int at = 9 * triangle;
        rgb[offset] = material.red();
        rgb[offset + 1] = material.green();
        rgb[offset + 2] = material.blue();
        for (int c = 0; c < 3; c++) {
            rgb[offset + c] *=
                    (float) (first * colors[at + c] + second * colors[at + 3 + c] + third * colors[at + 6 + c]);
        }
        if (material.texture().isPresent()) {
            int uv = 6 * triangle;
            material.texture()
                    .get()
                    .multiply(
                            first * texcoords[uv] + second * texcoords[uv + 2] + third * texcoords[uv + 4],
                            first * texcoords[uv + 1] + second * texcoords[uv + 3] + third * texcoords[uv + 5],
                            rgb,
                            offset);
        }
    }
}
