package org.ouroboros3d.data.mesh;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.ouroboros3d.error.InputException;

/**
 * Reads glTF 2.0, as {@code .gltf} with its files or as {@code .glb}: the triangles, strips and fans of the default scene
 * with base colors, their textures, and vertex colors. What moves a mesh (skins, morphs, animations), transparency and
 * everything of a material but its base color are left out.
 */
final class GltfMeshReader {
    private static final int TRIANGLES = 4;
    private static final int STRIP = 5;
    private static final int FAN = 6;
    /** Deeper scenes are made by no program. */
    private static final int MAX_DEPTH = 1000;

    private final GltfFile file;
    private final MeshBuilder builder;
    private final GltfMaterials materials;
    private int vertices;

    private GltfMeshReader(Path path) throws IOException {
        this.file = GltfFile.read(path);
        this.builder = new MeshBuilder(path.toString());
        this.materials = new GltfMaterials(file, builder);
    }

    /** A node that is to be read: the maps of those above it, and how many they are. */
    private record Visit(JsonNode index, Affine above, int depth) {}

    static TriangleMesh read(Path path) throws IOException {
        return new GltfMeshReader(path).read();
    }

    private TriangleMesh read() {
        Set<Integer> seen = new HashSet<>();
        Deque<Visit> left = new ArrayDeque<>();
        roots().forEach(root -> left.addLast(new Visit(root, Affine.IDENTITY, 0)));
        while (!left.isEmpty()) {
            Visit visit = left.removeFirst();
            JsonNode node = file.entry("nodes", visit.index());
            if (!seen.add(visit.index().intValue())) {
                throw file.broken("its node " + visit.index() + " is met twice: its nodes form no tree");
            }
            if (visit.depth() > MAX_DEPTH) {
                throw file.broken("its nodes are nested deeper than " + MAX_DEPTH);
            }
            Affine transform = visit.above().after(transform(node));
            if (node.has("mesh")) {
                mesh(node, transform);
            }
            for (JsonNode child : node.path("children")) {
                left.addLast(new Visit(child, transform, visit.depth() + 1));
            }
        }
        return builder.build();
    }

    /** {@return the nodes of the default scene; without scenes, those that are no other's children} */
    private List<JsonNode> roots() {
        List<JsonNode> roots = new ArrayList<>();
        JsonNode scenes = file.root().path("scenes");
        if (!scenes.isEmpty()) {
            JsonNode index = file.root().path("scene");
            JsonNode scene = index.isMissingNode() ? scenes.path(0) : file.entry("scenes", index);
            scene.path("nodes").forEach(roots::add);
            return roots;
        }
        Set<Integer> children = new HashSet<>();
        JsonNode nodes = file.root().path("nodes");
        nodes.forEach(node -> node.path("children").forEach(child -> children.add(child.asInt())));
        for (int i = 0; i < nodes.size(); i++) {
            if (!children.contains(i)) {
                roots.add(IntNode.valueOf(i));
            }
        }
        return roots;
    }

    private Affine transform(JsonNode node) {
        if (node.has("matrix")) {
            return Affine.ofColumns(numbers(node.path("matrix"), new double[16]));
        }
        return Affine.of(
                numbers(node.path("translation"), new double[3]),
                numbers(node.path("rotation"), new double[] {0, 0, 0, 1}),
                numbers(node.path("scale"), new double[] {1, 1, 1}));
    }

    private double[] numbers(JsonNode list, double[] otherwise) {
        if (list.isMissingNode()) {
            return otherwise;
        }
        double[] values = new double[otherwise.length];
        for (int i = 0; i < values.length; i++) {
            if (list.size() != values.length || !list.path(i).isNumber()) {
                throw file.broken("a node of it is moved by " + GltfFile.shortened(list.toString()));
            }
            values[i] = list.path(i).doubleValue();
        }
        return values;
    }

    private void mesh(JsonNode node, Affine transform) {
        JsonNode mesh = file.entry("meshes", node.path("mesh"));
        List<Affine> places = places(node, transform);
        for (JsonNode primitive : mesh.path("primitives")) {
            int mode = primitive.path("mode").asInt(TRIANGLES);
            if (mode >= TRIANGLES && mode <= FAN) {
                primitive(primitive, mode, places);
            }
        }
    }

    /** {@return where a node's mesh stands: once, or at each of its instances} */
    private List<Affine> places(JsonNode node, Affine transform) {
        JsonNode instancing = node.path("extensions").path(GltfFile.INSTANCING);
        if (!instancing.isObject()) {
            return List.of(transform);
        }
        Optional<GltfAccessor> shift = attribute(instancing.path("attributes"), "TRANSLATION", 3);
        Optional<GltfAccessor> rotation = attribute(instancing.path("attributes"), "ROTATION", 4);
        Optional<GltfAccessor> scale = attribute(instancing.path("attributes"), "SCALE", 3);
        int count = shift.or(() -> rotation)
                .or(() -> scale)
                .map(GltfAccessor::count)
                .orElse(1);
        for (Optional<GltfAccessor> attribute : List.of(shift, rotation, scale)) {
            if (attribute.isPresent() && attribute.get().count() != count) {
                throw file.broken("the attributes of its instances differ in number");
            }
        }
        // Each holds a triangle at least.
        if (count > MeshBuilder.MAX_TRIANGLES) {
            throw file.broken("it has " + count + " instances of a mesh");
        }
        List<Affine> places = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            places.add(transform.after(Affine.of(
                    row(shift, i, new double[3]),
                    row(rotation, i, new double[] {0, 0, 0, 1}),
                    row(scale, i, new double[] {1, 1, 1}))));
        }
        return places;
    }

    private static double[] row(Optional<GltfAccessor> accessor, int element, double[] otherwise) {
        if (accessor.isEmpty()) {
            return otherwise;
        }
        double[] row = new double[otherwise.length];
        for (int i = 0; i < row.length; i++) {
            row[i] = accessor.get().get(element, i);
        }
        return row;
    }

    private Optional<GltfAccessor> attribute(JsonNode attributes, String name, int fewest) {
        if (!attributes.has(name)) {
            return Optional.empty();
        }
        GltfAccessor accessor = new GltfAccessor(file, attributes.path(name));
        if (accessor.components() < fewest) {
            throw file.broken("its " + name + " have " + accessor.components() + " components");
        }
        return Optional.of(accessor);
    }

    private void primitive(JsonNode primitive, int mode, List<Affine> places) {
        JsonNode attributes = primitive.path("attributes");
        if (!attributes.has("POSITION")) {
            throw file.broken("a mesh of it has no positions");
        }
        JsonNode described = file.entry("accessors", attributes.path("POSITION"));
        if (primitive.path("extensions").has(GltfFile.DRACO)
                && !described.has("bufferView")
                && !described.has("sparse")) {
            throw new InputException(
                    builder.source(),
                    "its data are compressed by " + GltfFile.DRACO,
                    "export it without Draco compression");
        }
        GltfAccessor positions = attribute(attributes, "POSITION", 3).orElseThrow();
        GltfMaterials.Use material = materials.of(primitive);
        Optional<GltfAccessor> normals = attribute(attributes, "NORMAL", 3);
        Optional<GltfAccessor> texcoords = attribute(attributes, "TEXCOORD_" + material.texcoord(), 2);
        Optional<GltfAccessor> colors = attribute(attributes, "COLOR_0", 3);
        for (Optional<GltfAccessor> attribute : List.of(normals, texcoords, colors)) {
            if (attribute.isPresent() && attribute.get().count() < positions.count()) {
                throw file.broken("the vertices of a mesh have fewer attributes than positions");
            }
        }
        Optional<GltfAccessor> indices = primitive.has("indices")
                ? Optional.of(new GltfAccessor(file, primitive.path("indices")))
                : Optional.empty();
        int[] corners = triangles(indices, positions.count(), mode);
        MeshBuilder.Corner[] made = new MeshBuilder.Corner[positions.count()];
        for (Affine place : places) {
            for (int vertex : corners) {
                made[vertex] = null;
            }
            for (int i = 0; i < corners.length; i += 3) {
                for (int k = i; k < i + 3; k++) {
                    int vertex = corners[k];
                    if (made[vertex] == null) {
                        made[vertex] = corner(vertex, place, positions, normals, texcoords, colors, material);
                    }
                }
                builder.triangle(made[corners[i]], made[corners[i + 1]], made[corners[i + 2]], material.id());
            }
            if (vertices > Integer.MAX_VALUE - positions.count()) {
                throw file.broken("it has too many vertices");
            }
            vertices += positions.count();
        }
    }

    /** {@return the vertices of all triangles, three each, turning alike} */
    private int[] triangles(Optional<GltfAccessor> indices, int count, int mode) {
        int length = indices.map(GltfAccessor::count).orElse(count);
        int triangles = mode == TRIANGLES ? Math.floorDiv(length, 3) : Math.max(0, length - 2);
        if (triangles > MeshBuilder.MAX_TRIANGLES) {
            throw file.broken("it has more than " + MeshBuilder.MAX_TRIANGLES + " triangles");
        }
        int[] corners = new int[3 * triangles];
        for (int t = 0; t < triangles; t++) {
            int turned = mode == STRIP ? t % 2 : 0;
            int first = mode == TRIANGLES ? 3 * t : mode == STRIP ? t + turned : 0;
            int second = mode == TRIANGLES ? 3 * t + 1 : t + 1 - turned;
            int third = mode == TRIANGLES ? 3 * t + 2 : t + 2;
            corners[3 * t] = vertex(indices, first, count);
            corners[3 * t + 1] = vertex(indices, second, count);
            corners[3 * t + 2] = vertex(indices, third, count);
        }
        return corners;
    }

    private int vertex(Optional<GltfAccessor> indices, int at, int count) {
        double index = indices.isPresent() ? indices.get().get(at, 0) : at;
        if (!(index >= 0 && index < count)) {
            throw file.broken("a triangle has vertex " + index + " of " + count);
        }
        return (int) index;
    }

    private MeshBuilder.Corner corner(
            int vertex,
            Affine place,
            GltfAccessor positions,
            Optional<GltfAccessor> normals,
            Optional<GltfAccessor> texcoords,
            Optional<GltfAccessor> colors,
            GltfMaterials.Use material) {
        return new MeshBuilder.Corner(
                vertices + vertex,
                place.point(positions.get(vertex, 0), positions.get(vertex, 1), positions.get(vertex, 2)),
                normals.map(n -> place.normal(n.get(vertex, 0), n.get(vertex, 1), n.get(vertex, 2)))
                        .orElse(null),
                texcoords
                        .map(uv -> material.place(uv.get(vertex, 0), uv.get(vertex, 1)))
                        .orElse(null),
                colors.map(c -> new float[] {
                            GltfMaterials.shown(c.get(vertex, 0)),
                            GltfMaterials.shown(c.get(vertex, 1)),
                            GltfMaterials.shown(c.get(vertex, 2))
                        })
                        .orElse(null));
    }
}
