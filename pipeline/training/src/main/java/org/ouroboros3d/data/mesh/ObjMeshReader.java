package org.ouroboros3d.data.mesh;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.ouroboros3d.error.InputException;

/**
 * Reads Wavefront OBJ files with the colors of vertices behind their positions, and the diffuse colors and textures of
 * MTL files. A file that names materials or pictures which are not there is read without them, with a warning.
 */
final class ObjMeshReader {
    private final Path file;
    private final Optional<Texture> texture;
    private final MeshBuilder builder;
    private final ObjMaterials materials;
    private final Numbers positions = new Numbers(3);
    private final Numbers colors = new Numbers(3);
    private final Numbers texcoords = new Numbers(2);
    private final Numbers normals = new Numbers(3);
    private final List<Face> faces = new ArrayList<>();
    private int line;

    private ObjMeshReader(Path file, Optional<Texture> texture) {
        this.file = file;
        this.texture = texture;
        this.builder = new MeshBuilder(file.toString());
        this.materials = new ObjMaterials(file, builder);
    }

    /** Rows of numbers that grow. */
    private static final class Numbers {
        private final int width;
        private double[] values = new double[1024];
        private int count;

        Numbers(int width) {
            this.width = width;
        }

        void add(double... row) {
            if (width * (count + 1) > values.length) {
                values = Arrays.copyOf(values, 2 * values.length);
            }
            System.arraycopy(row, 0, values, width * count++, width);
        }

        double[] row(int index) {
            return Arrays.copyOfRange(values, width * index, width * (index + 1));
        }

        float[] floats(int index) {
            float[] row = new float[width];
            for (int i = 0; i < width; i++) {
                row[i] = (float) values[width * index + i];
            }
            return row;
        }
    }

    private static final class Face {
        final int line;
        /** Of each corner the position, texture coordinates and normal, from 0; the latter -1 if there are none. */
        final int[] corners;

        final Optional<ObjMaterials.Use> material;

        Face(int line, int[] corners, Optional<ObjMaterials.Use> material) {
            this.line = line;
            this.corners = corners;
            this.material = material;
        }
    }

    static TriangleMesh read(Path file, Optional<Texture> texture) throws IOException {
        return new ObjMeshReader(file, texture).read();
    }

    private TriangleMesh read() throws IOException {
        parse();
        int clay = builder.material(MeshMaterial.CLAY);
        int white = builder.material(MeshMaterial.WHITE);
        int textured = texture.isPresent() ? builder.material(MeshMaterial.textured(texture.get())) : clay;
        boolean unit = Arrays.stream(colors.values, 0, 3 * colors.count).noneMatch(value -> value > 1);
        for (Face face : faces) {
            boolean tinted = face.material.map(use -> use.tinted).orElse(true) && colors.count > 0 && isColored(face);
            boolean mapped = face.corners[1] >= 0;
            int plain = mapped && texture.isPresent() ? textured : tinted ? white : clay;
            boolean painted = tinted && (face.material.isPresent() || plain == white);
            builder.polygon(
                    corners(face, painted, unit ? 1 : 255),
                    face.material.map(use -> use.id).orElse(plain));
        }
        return builder.build();
    }

    private void parse() throws IOException {
        try (TextLines lines = TextLines.open(file)) {
            Optional<ObjMaterials.Use> material = Optional.empty();
            TextLines.Line use = null;
            for (TextLines.Line next = lines.next(); next != null; next = lines.next()) {
                line = next.number();
                switch (next.keyword()) {
                    case "v" -> vertex(next.data());
                    case "vt" -> {
                        double[] values = numbersOrNaN(next.data(), 1);
                        texcoords.add(values[0], values.length > 1 ? values[1] : 0);
                    }
                    case "vn" -> normals.add(numbersOrNaN(next.data(), 3));
                    case "f", "fo" -> {
                        if (use != null) {
                            material = materials.use(use);
                            use = null;
                        }
                        face(next.data(), material);
                    }
                    case "mtllib" -> materials.library(next);
                    // Looked up at the first face: unused materials do not matter.
                    case "usemtl" -> use = next;
                    default -> {
                        // Lines, points, groups, smoothing and curves make no surface here.
                    }
                }
            }
        }
    }

    /** x y z, x y z w, or x y z r g b with whatever follows. */
    private void vertex(String text) {
        double[] values = numbers(text, 3);
        if (values.length >= 6) {
            while (colors.count < positions.count) {
                colors.add(-1, -1, -1);
            }
            colors.add(values[3], values[4], values[5]);
        }
        positions.add(values);
        if (positions.count > 3 * MeshBuilder.MAX_TRIANGLES) {
            throw builder.broken("it has more than " + 3 * MeshBuilder.MAX_TRIANGLES + " vertices");
        }
    }

    private double[] numbers(String text, int least) {
        double[] values = numbersOrNaN(text, least);
        for (int i = 0; i < values.length; i++) {
            if (Double.isNaN(values[i])) {
                throw bad("has \"" + shortened(text.split("\\s+", 0)[i]) + "\" where a number belongs");
            }
        }
        return values;
    }

    /** As {@link #numbers}, but what a program wrote for a number that is none is NaN: a normal or a place in a texture. */
    private double[] numbersOrNaN(String text, int least) {
        String[] words = text.split("\\s+", 0);
        if (words.length < least || text.isEmpty()) {
            throw bad("has fewer than " + least + " numbers");
        }
        double[] values = new double[words.length];
        for (int i = 0; i < words.length; i++) {
            Optional<Double> value = ObjNumbers.parse(words[i]);
            if (value.isEmpty() && !ObjNumbers.isNotFinite(words[i])) {
                throw bad("has \"" + shortened(words[i]) + "\" where a number belongs");
            }
            values[i] = value.orElse(Double.NaN);
        }
        return values;
    }

    private void face(String text, Optional<ObjMaterials.Use> material) {
        String[] words = text.split("\\s+", 0);
        int[] corners = new int[3 * words.length];
        for (int i = 0; i < words.length && !text.isEmpty(); i++) {
            String[] parts = words[i].split("/", -1);
            corners[3 * i] = index(parts[0], positions.count);
            corners[3 * i + 1] = parts.length > 1 && !parts[1].isEmpty() ? index(parts[1], texcoords.count) : -1;
            corners[3 * i + 2] = parts.length > 2 && !parts[2].isEmpty() ? index(parts[2], normals.count) : -1;
        }
        if (faces.size() == MeshBuilder.MAX_TRIANGLES) {
            throw builder.broken("it has more than " + MeshBuilder.MAX_TRIANGLES + " faces");
        }
        if (words.length >= 3) {
            faces.add(new Face(line, corners, material));
        }
    }

    /** {@return a place from 0; files count from 1, and backwards with negative numbers} */
    private int index(String word, int count) {
        int index;
        try {
            index = Integer.parseInt(word);
        } catch (NumberFormatException e) {
            throw new InputException(
                    builder.source(),
                    "its line " + line + " has \"" + shortened(word) + "\" where a number of a vertex belongs",
                    "export the mesh again",
                    e);
        }
        if (index == 0 || index < -count) {
            throw bad("has the vertex " + index);
        }
        return index < 0 ? count + index : index - 1;
    }

    private boolean isColored(Face face) {
        for (int i = 0; i < face.corners.length; i += 3) {
            int vertex = face.corners[i];
            if (vertex < colors.count && colors.values[3 * vertex] >= 0) {
                return true;
            }
        }
        return false;
    }

    private List<MeshBuilder.Corner> corners(Face face, boolean tinted, float white) {
        line = face.line;
        List<MeshBuilder.Corner> corners = new ArrayList<>();
        float[] scale = face.material.map(use -> use.scale).orElse(new float[] {1, 1});
        float[] offset = face.material.map(use -> use.offset).orElse(new float[] {0, 0});
        for (int i = 0; i < face.corners.length; i += 3) {
            int vertex = checked(face.corners[i], positions.count, "vertex");
            int place = checked(face.corners[i + 1], texcoords.count, "texture coordinate");
            int normal = checked(face.corners[i + 2], normals.count, "normal");
            float[] texcoord = null;
            if (place >= 0) {
                float[] uv = texcoords.floats(place);
                // OBJ counts from the texture's lower edge.
                texcoord = new float[] {uv[0] * scale[0] + offset[0], 1 - (uv[1] * scale[1] + offset[1])};
            }
            float[] color = null;
            if (tinted && vertex < colors.count && colors.values[3 * vertex] >= 0) {
                color = colors.floats(vertex);
                for (int c = 0; c < 3; c++) {
                    color[c] /= white;
                }
            }
            corners.add(new MeshBuilder.Corner(
                    vertex, positions.row(vertex), normal < 0 ? null : normals.floats(normal), texcoord, color));
        }
        return corners;
    }

    private int checked(int index, int count, String what) {
        if (index >= count) {
            throw bad("has a face with " + what + " " + (index + 1) + " of " + count);
        }
        return index;
    }

    private static String shortened(String word) {
        return word.length() <= 40 ? word : word.substring(0, 40) + "...";
    }

    private InputException bad(String fault) {
        return builder.broken("its line " + line + " " + fault);
    }
}
