package org.ouroboros3d.data.mesh;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.ouroboros3d.format.ply.PlyHeader;
import org.ouroboros3d.format.ply.PlyRows;
import org.ouroboros3d.format.ply.PlyType;

/**
 * Reads polygons and strips of triangles of PLY files (Turk 1994), text or binary, with the normals, texture coordinates
 * and colors of vertices, and with MeshLab's texture coordinates and colors of faces ({@code texcoord},
 * {@code texnumber}, {@code comment TextureFile}).
 */
final class PlyMeshReader {
    private static final List<String> POSITION = List.of("x", "y", "z");
    private static final List<String> NORMAL = List.of("nx", "ny", "nz");
    private static final List<List<String>> COLORS = List.of(
            List.of("red", "green", "blue"),
            List.of("diffuse_red", "diffuse_green", "diffuse_blue"),
            List.of("r", "g", "b"));
    private static final List<List<String>> TEXCOORDS = List.of(
            List.of("s", "t"), List.of("u", "v"), List.of("texture_u", "texture_v"), List.of("texture_s", "texture_t"));
    private static final List<String> INDICES = List.of("vertex_indices", "vertex_index");
    private static final Set<String> FACES = Set.of("face", "tristrips");
    private static final Pattern TEXTURE_COMMENT = Pattern.compile("TextureFile\\s+(.*)", Pattern.CASE_INSENSITIVE);

    private final Path file;
    private final MeshBuilder builder;
    private final PlyHeader header;
    private final PlyRows rows;
    private final Optional<Texture> texture;
    private final List<MeshBuilder.Corner> vertices = new ArrayList<>();
    private final Map<Integer, Optional<Texture>> named = new HashMap<>();
    private final Map<String, Integer> materials = new HashMap<>();
    private boolean texcoords;
    private boolean colored;

    private PlyMeshReader(Path file, InputStream in, Optional<Texture> texture) throws IOException {
        this.file = file;
        this.builder = new MeshBuilder(file.toString());
        this.header = PlyHeader.read(file.toString(), in);
        this.rows = new PlyRows(file.toString(), in, header.format());
        this.texture = texture;
    }

    static TriangleMesh read(Path file, Optional<Texture> texture) throws IOException {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
            return new PlyMeshReader(file, in, texture).read();
        }
    }

    private TriangleMesh read() throws IOException {
        List<PlyHeader.Element> elements = header.elements();
        int vertex = elements.stream().map(PlyHeader.Element::name).toList().indexOf("vertex");
        Map<PlyHeader.Element, Queue<double[][]>> early = new LinkedHashMap<>();
        for (PlyHeader.Element element : elements) {
            if (element.properties().isEmpty() && element.count() > 0) {
                throw builder.broken("its " + element.name() + " elements have no properties");
            }
            boolean surface = FACES.contains(element.name());
            if (element.name().equals("vertex")) {
                readVertices(element);
            } else if (surface && elements.indexOf(element) > vertex) {
                readSurface(element, () -> rows.next(element));
            } else {
                Queue<double[][]> kept = new ArrayDeque<>();
                for (long i = 0; i < element.count(); i++) {
                    double[][] row = rows.next(element);
                    if (surface) {
                        kept.add(row);
                    }
                }
                early.put(element, kept);
            }
        }
        for (Map.Entry<PlyHeader.Element, Queue<double[][]>> element : early.entrySet()) {
            if (FACES.contains(element.getKey().name())) {
                readSurface(element.getKey(), element.getValue()::remove);
            }
        }
        return builder.build();
    }

    /** Gives out the values of one element after the other. */
    @FunctionalInterface
    private interface Source {
        double[][] next() throws IOException;
    }

    private void readSurface(PlyHeader.Element element, Source source) throws IOException {
        if (element.name().equals("face")) {
            readFaces(element, source);
        } else {
            readStrips(element, source);
        }
    }

    private void readVertices(PlyHeader.Element element) throws IOException {
        if (!element.has(POSITION)) {
            throw builder.broken("its vertices have no x, y, z");
        }
        int[] position = places(element, Stream.of(POSITION));
        int[] normal = places(element, Stream.of(NORMAL));
        int[] color = places(element, COLORS.stream());
        int[] texcoord = places(element, TEXCOORDS.stream());
        texcoords = texcoord != null;
        colored = color != null;
        for (long i = 0; i < element.count(); i++) {
            double[][] row = rows.next(element);
            double[] place = new double[3];
            for (int axis = 0; axis < 3; axis++) {
                double[] value = row[position[axis]];
                place[axis] = value.length == 1 ? value[0] : Double.NaN;
            }
            vertices.add(new MeshBuilder.Corner(
                    vertices.size(),
                    place,
                    pick(row, normal),
                    upright(pick(row, texcoord)),
                    color(element, row, color)));
        }
    }

    /** {@return where the first of these groups that an element has is in its rows, or null} */
    private static int[] places(PlyHeader.Element element, Stream<List<String>> groups) {
        return groups.filter(element::has)
                .findFirst()
                .map(names -> names.stream().mapToInt(element::indexOf).toArray())
                .orElse(null);
    }

    private static float[] pick(double[][] row, int[] places) {
        if (places == null) {
            return null;
        }
        float[] picked = new float[places.length];
        for (int i = 0; i < picked.length; i++) {
            double[] value = row[places[i]];
            picked[i] = value.length == 1 ? (float) value[0] : Float.NaN;
        }
        return picked;
    }

    /** PLY counts from the texture's lower edge. */
    private static float[] upright(float[] texcoord) {
        if (texcoord != null) {
            texcoord[1] = 1 - texcoord[1];
        }
        return texcoord;
    }

    /** {@return the color of a row in [0, 1]: integers end at 255 or 65535, floating-point numbers beyond 1 at 255} */
    private static float[] color(PlyHeader.Element element, double[][] row, int[] places) {
        float[] color = pick(row, places);
        if (color != null) {
            PlyType type = element.properties().get(places[0]).type();
            float brightest = Math.max(color[0], Math.max(color[1], color[2]));
            float scale = type == PlyType.UINT16 ? 65535 : type.integer() || brightest > 1 ? 255 : 1;
            for (int c = 0; c < 3; c++) {
                color[c] /= scale;
            }
        }
        return color;
    }

    private static int indices(PlyHeader.Element element) {
        return INDICES.stream().mapToInt(element::indexOf).max().orElse(-1);
    }

    private MeshBuilder.Corner vertex(double index) {
        if (!(index >= 0 && index < vertices.size())) {
            throw builder.broken("a face has vertex " + index + " of " + vertices.size());
        }
        return vertices.get((int) index);
    }

    private void readFaces(PlyHeader.Element element, Source source) throws IOException {
        int indices = indices(element);
        if (indices < 0 && element.count() > 0) {
            throw builder.broken("its faces have no vertex_indices");
        }
        int[] tint = places(element, COLORS.stream());
        int texcoord = element.indexOf("texcoord");
        int texnumber = element.indexOf("texnumber");
        for (long i = 0; i < element.count(); i++) {
            double[][] row = source.next();
            int count = row[indices].length;
            float[] color = color(element, row, tint);
            boolean wedges = texcoord >= 0 && row[texcoord].length == 2 * count;
            List<MeshBuilder.Corner> corners = new ArrayList<>(count);
            for (int k = 0; k < count; k++) {
                MeshBuilder.Corner corner = vertex(row[indices][k]);
                float[] uv = wedges
                        ? upright(new float[] {(float) row[texcoord][2 * k], (float) row[texcoord][2 * k + 1]})
                        : corner.texcoord;
                corners.add(new MeshBuilder.Corner(
                        corner.vertex, corner.position, corner.normal, uv, color == null ? corner.color : color));
            }
            int picture = texnumber >= 0 && row[texnumber].length == 1 ? (int) row[texnumber][0] : 0;
            builder.polygon(corners, material(wedges || texcoords, picture, color != null || colored));
        }
    }

    /** Strips of triangles, each of which shares an edge with the next; -1 begins a new one (Stanford's models). */
    private void readStrips(PlyHeader.Element element, Source source) throws IOException {
        int indices = indices(element);
        if (indices < 0 && element.count() > 0) {
            throw builder.broken("its strips of triangles have no vertex_indices");
        }
        int material = material(texcoords, 0, colored);
        for (long i = 0; i < element.count(); i++) {
            double[] strip = source.next()[indices];
            int start = 0;
            for (int k = 0; k < strip.length; k++) {
                if (strip[k] == -1) {
                    start = k + 1;
                } else if (k - start >= 2) {
                    boolean turned = (k - start) % 2 == 1;
                    builder.triangle(
                            vertex(strip[turned ? k - 1 : k - 2]),
                            vertex(strip[turned ? k - 2 : k - 1]),
                            vertex(strip[k]),
                            material);
                }
            }
        }
    }

    /** {@return the material of what has texture coordinates or not, and a color of its own or not} */
    private int material(boolean mapped, int picture, boolean tinted) {
        Optional<Texture> shown = mapped ? named.computeIfAbsent(picture, this::texture) : Optional.empty();
        String key = (shown.isPresent() ? picture : -1) + (tinted ? " tinted" : "");
        return materials.computeIfAbsent(
                key,
                fresh -> builder.material(
                        shown.isPresent() || tinted ? new MeshMaterial(1, 1, 1, shown) : MeshMaterial.CLAY));
    }

    /** {@return the texture of that number in the comments, else the one that was given for files that name none} */
    private Optional<Texture> texture(int number) {
        List<String> names = header.comments().stream()
                .map(TEXTURE_COMMENT::matcher)
                .filter(Matcher::matches)
                .map(comment -> comment.group(1))
                .toList();
        if (names.isEmpty()) {
            return texture;
        }
        return number >= 0 && number < names.size()
                ? MeshParts.texture(builder, file, names.get(number))
                : Optional.empty();
    }
}
