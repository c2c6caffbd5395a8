package org.ouroboros3d.data.mesh;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads polygons of PLY files (Turk 1994), text or binary, with the normals, texture places and colours of vertices. */
final class PlyMeshReader {
    private static final List<String> POSITION = List.of("x", "y", "z");
    private static final List<String> NORMAL = List.of("nx", "ny", "nz");
    private static final List<String> COLOR = List.of("red", "green", "blue");
    private static final List<List<String>> TEXCOORDS =
            List.of(List.of("s", "t"), List.of("u", "v"), List.of("texture_u", "texture_v"));

    private final PlyMeshHeader header;
    private final PlyMeshValues values;
    private final MeshBuilder builder;
    private final List<MeshBuilder.Corner> vertices = new ArrayList<>();

    private PlyMeshReader(PlyMeshHeader header, PlyMeshValues values, MeshBuilder builder) {
        this.header = header;
        this.values = values;
        this.builder = builder;
    }

    static TriangleMesh read(Path file, Optional<Texture> texture) throws IOException {
        MeshBuilder builder = new MeshBuilder(file.toString());
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
            PlyMeshHeader header = PlyMeshHeader.read(builder, in);
            return new PlyMeshReader(header, PlyMeshValues.of(header.format(), in, builder), builder).read(texture);
        }
    }

    private TriangleMesh read(Optional<Texture> texture) throws IOException {
        int material = builder.material(texture.isPresent() ? MeshMaterial.textured(texture.get()) : MeshMaterial.CLAY);
        int tinted = builder.material(new MeshMaterial(1, 1, 1, texture));
        boolean coloured = false;
        for (PlyMeshHeader.Element element : header.elements()) {
            if (element.name().equals("vertex")) {
                coloured = element.has(COLOR);
                readVertices(element);
            } else if (element.name().equals("face")) {
                readFaces(element, coloured ? tinted : material);
            } else {
                for (long i = 0; i < element.count(); i++) {
                    row(element);
                }
            }
        }
        return builder.build();
    }

    /** {@return the values of the next thing: one for each property, lists as they are} */
    private double[][] row(PlyMeshHeader.Element element) throws IOException {
        double[][] row = new double[element.properties().size()][];
        for (int p = 0; p < row.length; p++) {
            PlyMeshHeader.Property property = element.properties().get(p);
            int length = 1;
            if (property.count().isPresent()) {
                double announced = values.next(property.count().get());
                if (!(announced >= 0 && announced <= PlyMeshHeader.MAX_LIST)) {
                    throw builder.broken("a list announces " + announced + " values");
                }
                length = (int) announced;
            }
            row[p] = new double[length];
            for (int i = 0; i < length; i++) {
                row[p][i] = values.next(property.type());
            }
        }
        return row;
    }

    private void readVertices(PlyMeshHeader.Element element) throws IOException {
        if (!element.has(POSITION)) {
            throw builder.broken("its vertices have no x, y, z");
        }
        List<String> place = TEXCOORDS.stream().filter(element::has).findFirst().orElse(List.of());
        for (long i = 0; i < element.count(); i++) {
            double[][] row = row(element);
            float[] texcoord = pick(element, row, place);
            if (texcoord != null) {
                texcoord[1] = 1 - texcoord[1];
            }
            float[] color = pick(element, row, COLOR);
            if (color != null && element.property("red").type().integer()) {
                for (int c = 0; c < 3; c++) {
                    color[c] /= 255;
                }
            }
            vertices.add(new MeshBuilder.Corner(
                    vertices.size(), pick(element, row, POSITION), pick(element, row, NORMAL), texcoord, color));
        }
    }

    private static float[] pick(PlyMeshHeader.Element element, double[][] row, List<String> names) {
        if (names.isEmpty() || !element.has(names)) {
            return null;
        }
        float[] picked = new float[names.size()];
        for (int i = 0; i < picked.length; i++) {
            double[] value = row[element.indexOf(names.get(i))];
            picked[i] = value.length == 1 ? (float) value[0] : Float.NaN;
        }
        return picked;
    }

    private void readFaces(PlyMeshHeader.Element element, int material) throws IOException {
        int indices = Math.max(element.indexOf("vertex_indices"), element.indexOf("vertex_index"));
        if (indices < 0) {
            throw builder.broken("its faces have no vertex_indices");
        }
        for (long i = 0; i < element.count(); i++) {
            List<MeshBuilder.Corner> corners = new ArrayList<>();
            for (double index : row(element)[indices]) {
                if (!(index >= 0 && index < vertices.size())) {
                    throw builder.broken("a face has vertex " + index + " of " + vertices.size());
                }
                corners.add(vertices.get((int) index));
            }
            builder.polygon(corners, material);
        }
    }
}
