package org.ouroboros3d.data.mesh;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.ouroboros3d.data.render.Cancellation;
import org.ouroboros3d.error.InputException;

/** Collects the polygons of a file, checks them, and cuts them into triangles. */
final class MeshBuilder {
    /** More triangles than this are refused, before they fill the memory. */
    static final int MAX_TRIANGLES = 8_000_000;

    private static final System.Logger LOG = System.getLogger(MeshBuilder.class.getName());
    private static final int FIRST_CAPACITY = 1024;

    private final String source;
    private final List<MeshMaterial> materials = new ArrayList<>();
    private final Polygons polygons = new Polygons();
    /** Positions are kept from here on, since float32 is too coarse for survey coordinates. */
    private double[] origin = {};

    private float[] positions = new float[9 * FIRST_CAPACITY];
    private float[] normals = new float[9 * FIRST_CAPACITY];
    private float[] texcoords = new float[6 * FIRST_CAPACITY];
    private float[] colors = new float[9 * FIRST_CAPACITY];
    private int[] vertices = new int[3 * FIRST_CAPACITY];
    private int[] materialOf = new int[FIRST_CAPACITY];
    private int count;

    MeshBuilder(String source) {
        this.source = source;
    }

    /** A corner of a polygon; what a file does not give is null. */
    static final class Corner {
        final int vertex;
        final double[] position;
        final float[] normal;
        final float[] texcoord;
        final float[] color;

        /**
         * Makes a corner.
         *
         * @param vertex the same number for corners of neighbours that meet here
         * @param position x, y, z
         * @param normal x, y, z or null
         * @param texcoord right and down in the texture, or null
         * @param color red, green, blue as shown, in [0, 1], or null
         */
        Corner(int vertex, double[] position, float[] normal, float[] texcoord, float[] color) {
            this.vertex = vertex;
            this.position = position;
            this.normal = normal;
            this.texcoord = texcoord;
            this.color = color;
        }
    }

    /** {@return the number of a new material} */
    int material(MeshMaterial material) {
        materials.add(material);
        return materials.size() - 1;
    }

    /** Adds a polygon, convex or not, as triangles. */
    void polygon(List<Corner> corners, int material) {
        int[] triangles = polygons.triangles(corners);
        for (int i = 0; i < triangles.length; i += 3) {
            triangle(corners.get(triangles[i]), corners.get(triangles[i + 1]), corners.get(triangles[i + 2]), material);
        }
    }

    /** Adds a triangle. */
    void triangle(Corner a, Corner b, Corner c, int material) {
        if (count == MAX_TRIANGLES) {
            throw broken("it has more than " + MAX_TRIANGLES + " triangles");
        }
        if (count == materialOf.length) {
            Cancellation.check();
            positions = Arrays.copyOf(positions, 2 * positions.length);
            normals = Arrays.copyOf(normals, 2 * normals.length);
            texcoords = Arrays.copyOf(texcoords, 2 * texcoords.length);
            colors = Arrays.copyOf(colors, 2 * colors.length);
            vertices = Arrays.copyOf(vertices, 2 * vertices.length);
            materialOf = Arrays.copyOf(materialOf, 2 * materialOf.length);
        }
        corner(a, 3 * count);
        corner(b, 3 * count + 1);
        corner(c, 3 * count + 2);
        materialOf[count++] = material;
    }

    private void corner(Corner corner, int at) {
        if (origin.length == 0) {
            origin = corner.position.clone();
        }
        for (int axis = 0; axis < 3; axis++) {
            float position = (float) (corner.position[axis] - origin[axis]);
            if (!Float.isFinite(position)) {
                throw broken("a vertex lies at " + Arrays.toString(corner.position));
            }
            positions[3 * at + axis] = position;
            // 0 stands for a normal that is to be found.
            normals[3 * at + axis] = corner.normal == null ? 0 : corner.normal[axis];
            colors[3 * at + axis] = corner.color == null ? 1 : Math.clamp(corner.color[axis], 0f, 1f);
        }
        for (int axis = 0; axis < 2; axis++) {
            boolean given = corner.texcoord != null && Float.isFinite(corner.texcoord[axis]);
            texcoords[2 * at + axis] = given ? corner.texcoord[axis] : 0;
        }
        vertices[at] = corner.vertex;
    }

    /** {@return the mesh, moved so that its first corner is the origin} */
    TriangleMesh build() {
        if (count == 0) {
            throw broken("it has no triangles");
        }
        float[] places = Arrays.copyOf(positions, 9 * count);
        return new TriangleMesh(
                places,
                VertexNormals.complete(places, Arrays.copyOf(normals, 9 * count), vertices),
                Arrays.copyOf(texcoords, 6 * count),
                Arrays.copyOf(colors, 9 * count),
                Arrays.copyOf(materialOf, count),
                materials,
                origin);
    }

    /** Says what of the mesh is left out. */
    void warn(String lack) {
        LOG.log(System.Logger.Level.WARNING, "{0}: {1}", source, lack);
    }

    String source() {
        return source;
    }

    InputException broken(String fault) {
        return broken(fault, null);
    }

    InputException broken(String fault, Exception cause) {
        return new InputException(source, fault, "export the mesh again", cause);
    }
}
