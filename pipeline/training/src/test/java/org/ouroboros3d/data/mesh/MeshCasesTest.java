package org.ouroboros3d.data.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ouroboros3d.data.render.OrbitRenderer;
import org.ouroboros3d.error.InputException;
import org.ouroboros3d.geometry.Cameras;
import org.ouroboros3d.geometry.Intrinsics;
import org.ouroboros3d.image.Image;

/** Meshes as people bring them, made by hand after reports on other readers. */
class MeshCasesTest {
    private static final int SIZE = 64;
    private static final Cameras FRONT = Cameras.orbit(
            0, new double[] {0}, Cameras.EIGHT_VIEW_RADIUS, Intrinsics.ofFieldOfView(Cameras.EIGHT_VIEW_FOV));

    private static final String SQUARE = "v -1 -1 0\nv 1 -1 0\nv 1 1 0\nv -1 1 0\n";

    @TempDir
    private Path temp;

    private static Path file(String name) {
        try {
            return Path.of(MeshCasesTest.class.getResource("/cases/" + name).toURI());
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    private static Image front(Path file) {
        return OrbitRenderer.render(MeshObject.read(file, Optional.empty(), false), FRONT, SIZE)
                .image(0);
    }

    private Image front(String name, String content) throws IOException {
        Path file = temp.resolve(name);
        Files.writeString(file, content);
        return front(file);
    }

    /** {@return how many pixels show something} */
    private static int cover(Image image) {
        int count = 0;
        for (int i = 0; i < SIZE * SIZE; i++) {
            count += image.sample(i % SIZE, i / SIZE, 3) > 127 ? 1 : 0;
        }
        return count;
    }

    /** {@return the mean red, green and blue of what shows} */
    private static int[] color(Image image) {
        int[] sum = new int[3];
        int count = cover(image);
        for (int i = 0; i < SIZE * SIZE; i++) {
            for (int c = 0; c < 3 && image.sample(i % SIZE, i / SIZE, 3) > 127; c++) {
                sum[c] += image.sample(i % SIZE, i / SIZE, c);
            }
        }
        return new int[] {sum[0] / count, sum[1] / count, sum[2] / count};
    }

    private static void assertGreen(Image image) {
        int[] color = color(image);
        assertThat(color[1]).isGreaterThan(2 * Math.max(color[0], color[2]));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "obj_vertexcolours.obj",
                "tex_space/a.obj",
                "tex_windows/a.obj",
                "tex_case/a.obj",
                "wedge/mesh.ply",
                "specgloss_factor.glb",
                "texture_transform.glb",
                "default_scene.glb",
                "triangle_strip.glb",
                "sparse.glb"
            })
    void isGreen(String name) {
        assertGreen(front(file(name)));
    }

    @ParameterizedTest
    @CsvSource({"obj_concave.obj, 13.8", "quantized_L_int16.glb, 13.8"})
    void coversAPart(String name, double percent) {
        assertThat(100.0 * cover(front(file(name))) / (SIZE * SIZE)).isCloseTo(percent, within(0.3));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "obj_tabs.obj",
                "obj_trailing_slash.obj",
                "obj_slash1.obj",
                "obj_inline_comment.obj",
                "obj_bom.obj",
                "obj_utm.obj",
                "mtl_missing/a.obj",
                "tex_missing/a.obj"
            })
    void isACube(String name) {
        Image image = front(file(name));
        int across = 0;
        int down = 0;
        for (int i = 0; i < SIZE; i++) {
            across += image.sample(i, SIZE / 2, 3) > 127 ? 1 : 0;
            down += image.sample(SIZE / 2, i, 3) > 127 ? 1 : 0;
        }
        assertThat(across).isEqualTo(36);
        assertThat(down).isEqualTo(36);
        // But for its corners.
        assertThat(cover(image)).isBetween(36 * 36 - 4, 36 * 36);
    }

    @Test
    void objectsOfInstancesAndOffsetsStandSideBySide() {
        for (String name : new String[] {"instancing.glb", "quantized_uint16_two.glb"}) {
            Image image = front(file(name));
            int edges = 0;
            for (int x = 1; x < SIZE; x++) {
                boolean now = image.sample(x, SIZE / 2, 3) > 127;
                edges += now != image.sample(x - 1, SIZE / 2, 3) > 127 ? 1 : 0;
            }
            assertThat(edges).as(name).isEqualTo(4);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"mesh_tristrips.ply", "EXT_texture_webp.glb"})
    void isDrawn(String name) {
        assertThat(cover(front(file(name)))).isGreaterThan(100);
    }

    @Test
    void pictureOfWebpIsShown() {
        int[] color = color(front(file("EXT_texture_webp.glb")));
        assertThat(color).isNotEqualTo(color(front(file("mesh_tristrips.ply"))));
    }

    @ParameterizedTest
    @CsvSource({
        "obj_nan_vertex.obj, its line",
        "draco.glb, 'requires KHR_draco_mesh_compression, which is not supported; export it without Draco'",
        "meshopt_fallback.glb, 'requires EXT_meshopt_compression, which is not supported; export it without meshopt'",
        "cyclic.glb, its nodes form no tree",
    })
    @Timeout(60)
    void isRefused(String name, String reason) {
        assertThatThrownBy(() -> front(file(name)))
                .isInstanceOf(InputException.class)
                .hasMessageStartingWith(file(name).toString())
                .hasMessageContaining(reason);
    }

    @Test
    @Timeout(60)
    void deepNodesAreRefused() {
        StringBuilder nodes = new StringBuilder();
        for (int i = 0; i < 10_000; i++) {
            nodes.append("{\"children\": [").append(i + 1).append("]}, ");
        }
        assertThatThrownBy(() -> front(
                        "deep.gltf",
                        "{\"asset\": {\"version\": \"2.0\"}, \"scenes\": [{\"nodes\": [0]}], \"nodes\": [" + nodes
                                + "{}]}"))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("nested deeper than");
    }

    @Test
    void gltf1IsRefusedByItsVersion() {
        assertThatThrownBy(() -> front("old.gltf", "{\"asset\": {\"version\": \"1.0\"}, \"scenes\": {}}"))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("glTF of version 1.0");
    }

    /** A square of two triangles in each form that OBJ files have it. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "f 1 2 3 4",
                "f 1 2 \\\n 3 4",
                "f -4 -3 -2 -1",
                "f 1 2 3 4 # all of it, from C:\\",
                "# from C:\\models\\\nf 1 2 3 4",
                "f 1 2 3 4#",
                "F 1 2 3 4",
                "fo 1 2 3 4",
                "g a b\no c\ns off\nl 1 2\np 1\nf\t1/\t2//\t3/ 4",
                "f 1 2 3 4\nf 1 1\nf 2",
                "usemtl none\nf 1 2 3 4",
                "mtllib gone.mtl\nf 1 2 3 4",
                "mtllib ../../x.mtl\nusemtl x\nf 1 2 3 4",
                "mtllib\nf 1 2 3 4",
            })
    void squareIsASquare(String faces) throws IOException {
        int expected = cover(front("square.obj", SQUARE + "f 1 2 3\nf 1 3 4\n"));
        assertThat(cover(front("other.obj", SQUARE + faces + "\n"))).isEqualTo(expected);
        assertThat(cover(front("mac.obj", (SQUARE + faces).replace('\n', '\r'))))
                .isEqualTo(expected);
        Path wide = temp.resolve("wide.obj");
        Files.write(wide, ("\ufeff" + SQUARE + faces).getBytes(StandardCharsets.UTF_16LE));
        assertThat(cover(front(wide))).isEqualTo(expected);
    }

    /** A texture, named in each form that MTL files have it. */
    @ParameterizedTest
    @CsvSource({
        "m.mtl, my green.png, map_Kd my green.png",
        "m.mtl, my green.png, map_Kd \"my green.png\"",
        "m.mtl, my green.png, MAP_KD my green.png # a remark",
        "m.mtl, my green.png, map_Kd -s 1 1 1 -o 0 0 0 -clamp on my green.png",
        "m.mtl, green.png, map_Kd -bm 0.5 -mm 0 1 green.png",
        "m.mtl, 1.png, map_Kd -s 1 1 1 1.png",
        "sub/m.mtl, sub/green.png, map_Kd green.png",
        "sub/m.mtl, tex/green.png, map_Kd tex\\green.png",
        "m.mtl, tex/green.png, map_Kd .\\TEX\\Green.PNG",
        "m.mtl, green.png, map_Kd /home/someone/green.png",
        "m.mtl, green.png, map_Kd ..\\textures\\green.png",
        "my mat.mtl, green.png, map_Kd green.png",
    })
    void textureIsFound(String library, String picture, String line) throws IOException {
        for (String name : new String[] {library, picture}) {
            Files.createDirectories(temp.resolve(name).getParent());
        }
        Files.copy(file("tex_case/green.png"), temp.resolve(picture));
        Files.writeString(temp.resolve(library), "newmtl Material #25\nKd 0 0 0\n" + line + "\n");
        assertGreen(front(
                "a.obj",
                "mtllib " + library + "\n" + SQUARE
                        + "vt 0 0\nvt 1 0\nvt 1 1\nvt 0 1\nusemtl Material #25\nf 1/1 2/2 3/3 4/4\n"));
    }

    @Test
    void severalLibrariesMayBeOnOneLine() throws IOException {
        Files.writeString(temp.resolve("a.mtl"), "newmtl red\nKd 1 0 0\n");
        Files.writeString(temp.resolve("b.mtl"), "newmtl green\nKd 0 1 0\n");
        assertGreen(front("two.obj", "mtllib a.mtl b.mtl\n" + SQUARE + "usemtl green\nf 1 2 3 4\n"));
    }

    @Test
    void colorsOfVerticesMayEndAt255() throws IOException {
        String square = SQUARE.replace("0\n", "0 10 200 10\n");
        assertGreen(front("bytes.obj", square + "f 1 2 3 4\n"));
    }

    /** Names in UTF-8, in what Chinese and West European programs write, and names that are the same but for it. */
    @ParameterizedTest
    @CsvSource({"UTF-8, Grün.png", "GBK, green.png", "ISO-8859-1, Grün.png"})
    void namesMayBeInOtherEncodings(String encoding, String picture) throws IOException {
        Charset charset = Charset.forName(encoding);
        String[] names = encoding.equals("ISO-8859-1") ? new String[] {"ä", "ö"} : new String[] {"绿", "红"};
        String library = "newmtl %s\nmap_Kd %s\nnewmtl %s\nKd 1 0 0\n".formatted(names[0], picture, names[1]);
        String mesh = "mtllib m.mtl\n" + SQUARE + "vt 0 0\nusemtl " + names[0] + "\nf 1/1 2/1 3/1 4/1\n";
        Files.copy(file("tex_case/green.png"), temp.resolve(picture));
        Files.write(temp.resolve("m.mtl"), library.getBytes(charset));
        Files.write(temp.resolve("a.obj"), mesh.getBytes(charset));
        assertGreen(front(temp.resolve("a.obj")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"nan", "-nan(ind)", "1.#QNAN", "inf"})
    void normalsAndPlacesInTexturesMayBeNoNumbers(String word) throws IOException {
        int expected = cover(front("square.obj", SQUARE + "f 1 2 3 4\n"));
        String parts = "vn W 0 W\nvt W 0\n".replace("W", word) + "f 1/1/1 2/1/1 3/1/1 4/1/1\n";
        assertThat(cover(front("other.obj", SQUARE + parts))).isEqualTo(expected);
        assertThatThrownBy(() -> front("bad.obj", SQUARE + "v " + word + " 0 0\nf 1 2 3 4\n"))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("its line 5 has \"" + word + "\"");
    }

    /** As the tip of a cone from a CAD program, and any mesh whose faces were damaged. */
    @Test
    @Timeout(60)
    void manyFacesMayMeetInOneVertex() throws IOException {
        int rim = 100_000;
        StringBuilder cone = new StringBuilder("v 0 0 0.01\n");
        for (int i = 0; i < rim; i++) {
            double angle = 2 * Math.PI * i / rim;
            cone.append("v ")
                    .append(Math.cos(angle))
                    .append(' ')
                    .append(Math.sin(angle))
                    .append(" 0\n");
        }
        for (int i = 0; i < rim; i++) {
            cone.append("f 1 ")
                    .append(2 + i)
                    .append(' ')
                    .append(2 + (i + 1) % rim)
                    .append('\n');
        }
        // A disk of radius 0.5, as the square's half diagonal is.
        double disk = Math.PI / 2 * cover(front("square.obj", SQUARE + "f 1 2 3 4\n"));
        assertThat((double) cover(front("cone.obj", cone.toString()))).isCloseTo(disk, within(0.1 * disk));
    }

    @ParameterizedTest
    @CsvSource({
        "ushort red, ushort green, ushort blue, 5000 52000 5000",
        "uchar r, uchar g, uchar b, 10 200 10",
        "float diffuse_red, float diffuse_green, float diffuse_blue, 0.1 0.8 0.1"
    })
    void verticesOfPlyHaveColors(String red, String green, String blue, String color) throws IOException {
        String vertices = SQUARE.replace("v ", "").replace("0\n", "0 " + color + "\n");
        assertGreen(front(
                "colors.ply",
                "ply\nformat ascii 1.0\nelement vertex 4\nproperty float x\nproperty float y\nproperty float z\nproperty "
                        + String.join("\nproperty ", red, green, blue)
                        + "\nelement face 1\nproperty list uchar int vertex_indices\nend_header\n" + vertices
                        + "4 0 1 2 3\n"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"TextureFile Grün.png", "texturefile\tC:\\textures\\grün.PNG"})
    void textureOfPlyIsFound(String comment) throws IOException {
        Files.copy(file("tex_case/green.png"), temp.resolve("Grün.png"));
        assertGreen(front(
                "texture.ply",
                "ply\nformat ascii 1.0\ncomment " + comment
                        + "\nelement vertex 4\nproperty float x\nproperty float y\nproperty float z\nelement face 1\n"
                        + "property list uchar int vertex_indices\nproperty list uchar float texcoord\nend_header\n"
                        + SQUARE.replace("v ", "") + "4 0 1 2 3 8 0 0 1 0 1 1 0 1\n"));
    }

    @Test
    void facesOfPlyHaveColors() throws IOException {
        assertGreen(front("faces.ply", """
                ply
                format ascii 1.0

                element face 1
                property list uchar int vertex_indices
                property uchar red
                property uchar green
                property uchar blue
                element vertex 4
                property double x
                property double y
                property double z
                end_header
                4 0 1 2 3 10 200 10
                -1 -1 0
                1 -1 0
                1 1 0
                -1 1 0
                """));
    }

    @Test
    void polygonsThatAreNoSimpleOnesEnd() {
        // A star that meets itself, and points in one place.
        for (String faces : new String[] {"f 1 3 5 2 4", "f 1 1 1 1 1 1", "f 1 2 1 2 3"}) {
            String points = "v 0 1 0\nv 0.95 0.31 0\nv 0.59 -0.81 0\nv -0.59 -0.81 0\nv -0.95 0.31 0\n";
            try {
                assertThat(cover(front("star.obj", points + faces + "\n"))).isNotNegative();
            } catch (InputException e) {
                assertThat(e).hasMessageContaining("in one point");
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }
    }
}
