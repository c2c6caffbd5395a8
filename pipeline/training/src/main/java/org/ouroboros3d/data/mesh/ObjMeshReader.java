package org.ouroboros3d.data.mesh;

import de.javagl.obj.FloatTuple;
import de.javagl.obj.Mtl;
import de.javagl.obj.MtlReader;
import de.javagl.obj.Obj;
import de.javagl.obj.ObjFace;
import de.javagl.obj.ObjReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads Wavefront OBJ files with the diffuse colours and textures of their MTL files. */
final class ObjMeshReader {
    private final Path file;
    private final Optional<Texture> texture;
    private final MeshBuilder builder;
    private final Map<String, Integer> materials = new HashMap<>();
    private final Map<String, Texture> pictures = new HashMap<>();

    private ObjMeshReader(Path file, Optional<Texture> texture) {
        this.file = file;
        this.texture = texture;
        this.builder = new MeshBuilder(file.toString());
    }

    static TriangleMesh read(Path file, Optional<Texture> texture) throws IOException {
        return new ObjMeshReader(file, texture).read();
    }

    private TriangleMesh read() throws IOException {
        Obj obj = parse();
        int clay = builder.material(MeshMaterial.CLAY);
        int textured = texture.isPresent() ? builder.material(MeshMaterial.textured(texture.get())) : clay;
        for (String name : obj.getMtlFileNames()) {
            readMaterials(MeshReader.beside(file, name));
        }
        Optional<Integer> current = Optional.empty();
        for (int i = 0; i < obj.getNumFaces(); i++) {
            ObjFace face = obj.getFace(i);
            // A name comes with the first face of a run only; an unknown one means no material.
            String name = obj.getActivatedMaterialGroupName(face);
            current = name == null ? current : Optional.ofNullable(materials.get(name));
            int plain = face.containsTexCoordIndices() ? textured : clay;
            builder.polygon(corners(obj, face), current.orElse(plain));
        }
        return builder.build();
    }

    // The library reports some kinds of garbage with unchecked exceptions of all sorts.
    private Obj parse() throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return ObjReader.read(in);
        } catch (RuntimeException e) {
            throw new MeshException(
                    file.toString(), "it is no sound OBJ (" + e.getMessage() + ")", "export the mesh again", e);
        }
    }

    private void readMaterials(Path library) throws IOException {
        if (!Files.exists(library)) {
            throw new MeshException(
                    file.toString(), "its materials " + library.getFileName() + " are missing", "put them beside it");
        }
        List<Mtl> found;
        try (InputStream in = Files.newInputStream(library)) {
            found = MtlReader.read(in);
        } catch (RuntimeException e) {
            throw new MeshException(
                    library.toString(), "it is no sound MTL (" + e.getMessage() + ")", "export the mesh again", e);
        }
        for (Mtl mtl : found) {
            FloatTuple kd = mtl.getKd();
            Optional<Texture> picture = mtl.getMapKd() == null
                    ? Optional.empty()
                    : Optional.of(pictures.computeIfAbsent(mtl.getMapKd(), name -> MeshReader.texture(file, name)));
            // Under a texture exporters write any Kd, black too; the picture is meant as it is.
            materials.put(
                    mtl.getName(),
                    builder.material(
                            picture.isPresent()
                                    ? MeshMaterial.textured(picture.get())
                                    : kd == null
                                            ? MeshMaterial.CLAY
                                            : new MeshMaterial(kd.getX(), kd.getY(), kd.getZ(), Optional.empty())));
        }
    }

    private List<MeshBuilder.Corner> corners(Obj obj, ObjFace face) {
        List<MeshBuilder.Corner> corners = new ArrayList<>();
        for (int i = 0; i < face.getNumVertices(); i++) {
            int vertex = checked(face.getVertexIndex(i), obj.getNumVertices(), "vertex");
            float[] normal = null;
            if (face.containsNormalIndices()) {
                normal = xyz(obj.getNormal(checked(face.getNormalIndex(i), obj.getNumNormals(), "normal")));
            }
            float[] texcoord = null;
            if (face.containsTexCoordIndices()) {
                FloatTuple uv =
                        obj.getTexCoord(checked(face.getTexCoordIndex(i), obj.getNumTexCoords(), "texture coordinate"));
                // OBJ counts from the texture's lower edge.
                texcoord = new float[] {uv.getX(), 1 - uv.getY()};
            }
            corners.add(new MeshBuilder.Corner(vertex, xyz(obj.getVertex(vertex)), normal, texcoord, null));
        }
        return corners;
    }

    private int checked(int index, int count, String what) {
        if (index < 0 || index >= count) {
            throw builder.broken("a face has " + what + " " + (index + 1) + " of " + count);
        }
        return index;
    }

    private static float[] xyz(FloatTuple tuple) {
        return new float[] {tuple.getX(), tuple.getY(), tuple.getZ()};
    }
}
