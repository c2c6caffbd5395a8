package org.ouroboros3d.data.mesh;

import de.javagl.jgltf.model.AccessorModel;
import de.javagl.jgltf.model.GltfModel;
import de.javagl.jgltf.model.GltfModels;
import de.javagl.jgltf.model.ImageModel;
import de.javagl.jgltf.model.MaterialModel;
import de.javagl.jgltf.model.MeshModel;
import de.javagl.jgltf.model.MeshPrimitiveModel;
import de.javagl.jgltf.model.NodeModel;
import de.javagl.jgltf.model.SceneModel;
import de.javagl.jgltf.model.io.GltfAsset;
import de.javagl.jgltf.model.io.GltfAssetReader;
import de.javagl.jgltf.model.io.GltfReference;
import de.javagl.jgltf.model.v2.MaterialModelV2;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ouroboros3d.error.InputException;
import org.ouroboros3d.image.ImageReader;

/**
 * Reads glTF 2.0, as {@code .gltf} with its files or as {@code .glb}: triangles with base colours, their textures, and
 * vertex colours. What moves a mesh (skins, morphs, animations), transparency and everything of a material but its base
 * colour are left out. Files that a glTF names are taken from its own folder only, never from a network.
 */
final class GltfMeshReader {
    private static final System.Logger LOG = System.getLogger(GltfMeshReader.class.getName());
    private static final int TRIANGLES = 4;

    private final Path file;
    private final MeshBuilder builder;
    private final Map<MaterialModel, Integer> materials = new HashMap<>();
    private final Map<ImageModel, Texture> pictures = new HashMap<>();
    private int vertices;

    private GltfMeshReader(Path file) {
        this.file = file;
        this.builder = new MeshBuilder(file.toString());
    }

    // The library reports garbage with unchecked exceptions of all sorts.
    static TriangleMesh read(Path file) throws IOException {
        try {
            return new GltfMeshReader(file).read();
        } catch (MeshException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new MeshException(file.toString(), "it is no sound glTF (" + e + ")", "export the mesh again", e);
        }
    }

    private TriangleMesh read() throws IOException {
        GltfModel model = GltfModels.create(asset());
        List<SceneModel> scenes = model.getSceneModels();
        List<NodeModel> roots =
                scenes.isEmpty() ? model.getNodeModels() : scenes.getFirst().getNodeModels();
        for (NodeModel root : roots) {
            if (!scenes.isEmpty() || root.getParent() == null) {
                node(root);
            }
        }
        return builder.build();
    }

    private GltfAsset asset() throws IOException {
        GltfAsset asset;
        try (InputStream in = Files.newInputStream(file)) {
            GltfAssetReader reader = new GltfAssetReader();
            // Mostly properties that glTF does not have; what cannot do without the rest fails further on.
            reader.setJsonErrorConsumer(
                    error -> LOG.log(System.Logger.Level.WARNING, file + ": left out: " + error.getMessage()));
            asset = reader.readWithoutReferences(in);
        }
        for (GltfReference reference : asset.getReferences()) {
            reference
                    .getTarget()
                    .accept(ByteBuffer.wrap(referenced(reference.getUri())).order(ByteOrder.LITTLE_ENDIAN));
        }
        return asset;
    }

    /** Data inside of the file are the library's, and never come here. */
    private byte[] referenced(String uri) throws IOException {
        if (uri.contains("://")) {
            throw new MeshException(
                    file.toString(), "it names a file on a network, " + uri, "put that file beside the mesh");
        }
        Path part = MeshReader.beside(file, URLDecoder.decode(uri.replace("+", "%2B"), StandardCharsets.UTF_8));
        if (!Files.isRegularFile(part)) {
            throw new MeshException(file.toString(), "its file " + uri + " is missing", "put it beside the mesh");
        }
        return Files.readAllBytes(part);
    }

    private void node(NodeModel node) {
        float[] transform = node.computeGlobalTransform(null);
        for (MeshModel mesh : node.getMeshModels()) {
            for (MeshPrimitiveModel primitive : mesh.getMeshPrimitiveModels()) {
                if (primitive.getMode() == TRIANGLES) {
                    primitive(primitive, transform);
                }
            }
        }
        node.getChildren().forEach(this::node);
    }

    private void primitive(MeshPrimitiveModel primitive, float[] transform) {
        Map<String, AccessorModel> attributes = primitive.getAttributes();
        if (!attributes.containsKey("POSITION")) {
            throw builder.broken("a mesh has no positions; compressed ones (Draco) are not supported");
        }
        GltfVertices corners = new GltfVertices(attributes, transform, vertices);
        vertices += corners.count();
        int material = primitive.getMaterialModel() == null
                ? builder.material(attributes.containsKey("COLOR_0") ? MeshMaterial.WHITE : MeshMaterial.CLAY)
                : material(primitive.getMaterialModel());
        int[] indices = primitive.getIndices() == null
                ? GltfNumbers.upTo(corners.count())
                : GltfNumbers.indices(primitive.getIndices());
        for (int index : indices) {
            if (index < 0 || index >= corners.count()) {
                throw builder.broken("a triangle has vertex " + index + " of " + corners.count());
            }
        }
        for (int i = 0; i + 2 < indices.length; i += 3) {
            builder.polygon(
                    List.of(corners.corner(indices[i]), corners.corner(indices[i + 1]), corners.corner(indices[i + 2])),
                    material);
        }
    }

    private int material(MaterialModel model) {
        return materials.computeIfAbsent(model, given -> {
            if (!(given instanceof MaterialModelV2 material)) {
                return builder.material(MeshMaterial.CLAY);
            }
            float[] factor = material.getBaseColorFactor();
            Optional<Texture> texture =
                    Optional.ofNullable(material.getBaseColorTexture()).map(map -> texture(map.getImageModel()));
            return builder.material(new MeshMaterial(
                    GltfNumbers.shown(factor[0]), GltfNumbers.shown(factor[1]), GltfNumbers.shown(factor[2]), texture));
        });
    }

    private Texture texture(ImageModel model) {
        return pictures.computeIfAbsent(model, given -> {
            ByteBuffer data = given.getImageData().duplicate();
            byte[] bytes = new byte[data.remaining()];
            data.get(bytes);
            try {
                return new Texture(ImageReader.decode(file + " (texture)", bytes));
            } catch (InputException e) {
                throw new MeshException(file.toString(), "its texture cannot be used", e.getMessage(), e);
            }
        });
    }
}
