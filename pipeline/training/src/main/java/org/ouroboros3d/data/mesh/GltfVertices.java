package org.ouroboros3d.data.mesh;

import de.javagl.jgltf.model.AccessorData;
import de.javagl.jgltf.model.AccessorModel;
import java.util.Map;
import java.util.Optional;

/** The vertices of a glTF primitive in the world. */
final class GltfVertices {
    private final int count;
    private final float[] transform;
    private final int before;
    private final AccessorData positions;
    private final Optional<AccessorData> normals;
    private final Optional<AccessorData> texcoords;
    private final Optional<AccessorData> colors;

    /**
     * Opens the attributes.
     *
     * @param transform to the world, 4 x 4 column-major
     * @param before how many vertices other primitives have
     */
    GltfVertices(Map<String, AccessorModel> attributes, float[] transform, int before) {
        this.count = attributes.get("POSITION").getCount();
        this.transform = transform;
        this.before = before;
        this.positions = attributes.get("POSITION").getAccessorData();
        this.normals = data(attributes, "NORMAL");
        this.texcoords = data(attributes, "TEXCOORD_0");
        this.colors = data(attributes, "COLOR_0");
    }

    private static Optional<AccessorData> data(Map<String, AccessorModel> attributes, String name) {
        return Optional.ofNullable(attributes.get(name)).map(AccessorModel::getAccessorData);
    }

    int count() {
        return count;
    }

    MeshBuilder.Corner corner(int vertex) {
        return new MeshBuilder.Corner(
                before + vertex,
                moved(positions, vertex, 1),
                normals.map(data -> normal(data, vertex)).orElse(null),
                texcoords
                        .map(data -> new float[] {
                            GltfNumbers.component(data, vertex, 0), GltfNumbers.component(data, vertex, 1)
                        })
                        .orElse(null),
                colors.map(data -> color(data, vertex)).orElse(null));
    }

    private float[] moved(AccessorData data, int vertex, float shift) {
        float[] moved = new float[3];
        for (int row = 0; row < 3; row++) {
            moved[row] = transform[row] * GltfNumbers.component(data, vertex, 0)
                    + transform[4 + row] * GltfNumbers.component(data, vertex, 1)
                    + transform[8 + row] * GltfNumbers.component(data, vertex, 2)
                    + transform[12 + row] * shift;
        }
        return moved;
    }

    /** Normals go by the inverse transposed, which the cofactors are up to a factor. */
    private float[] normal(AccessorData data, int vertex) {
        float[] normal = new float[3];
        for (int row = 0; row < 3; row++) {
            for (int column = 0; column < 3; column++) {
                int r1 = (row + 1) % 3;
                int r2 = (row + 2) % 3;
                int c1 = (column + 1) % 3;
                int c2 = (column + 2) % 3;
                float cofactor = transform[4 * c1 + r1] * transform[4 * c2 + r2]
                        - transform[4 * c2 + r1] * transform[4 * c1 + r2];
                normal[row] += cofactor * GltfNumbers.component(data, vertex, column);
            }
        }
        return normal;
    }

    private static float[] color(AccessorData data, int vertex) {
        return new float[] {
            GltfNumbers.shown(GltfNumbers.component(data, vertex, 0)),
            GltfNumbers.shown(GltfNumbers.component(data, vertex, 1)),
            GltfNumbers.shown(GltfNumbers.component(data, vertex, 2))
        };
    }
}
