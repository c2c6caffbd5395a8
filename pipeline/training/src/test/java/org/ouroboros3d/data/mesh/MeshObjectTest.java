package org.ouroboros3d.data.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ouroboros3d.data.render.OrbitRenderer;
import org.ouroboros3d.data.render.RenderedOrbit;
import org.ouroboros3d.error.InputException;
import org.ouroboros3d.geometry.Cameras;
import org.ouroboros3d.geometry.Intrinsics;
import org.ouroboros3d.image.Image;
import org.ouroboros3d.image.ImageReader;

class MeshObjectTest {
    private static final int SIZE = 33;
    private static final Cameras FOUR_SIDES = Cameras.orbit(
            0,
            new double[] {0, 90, 180, 270},
            Cameras.EIGHT_VIEW_RADIUS,
            Intrinsics.ofFieldOfView(Cameras.EIGHT_VIEW_FOV));

    /** A triangle that faces the first camera: corners at the lower left, the lower right and the top. */
    private static final String PLY_HEADER = """
            ply
            format %s 1.0
            comment made by hand
            element vertex 3
            property float x
            property float y
            property float z
            property uchar red
            property uchar green
            property uchar blue
            element face 1
            property list uchar int vertex_indices
            end_header
            """;

    @TempDir
    private Path temp;

    private static Path resource(String name) {
        try {
            return Path.of(MeshObjectTest.class.getResource("/meshes/" + name).toURI());
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    private static RenderedOrbit render(Path file) {
        return OrbitRenderer.render(MeshObject.read(file, Optional.empty(), false), FOUR_SIDES, SIZE);
    }

    private static int hue(Image image, int x, int y) {
        int red = image.sample(x, y, 0);
        int green = image.sample(x, y, 1);
        int blue = image.sample(x, y, 2);
        int low = Math.min(red, Math.min(green, blue));
        // Bits of the channels that are much above the least.
        return (red > 2 * low ? 4 : 0) + (green > 2 * low ? 2 : 0) + (blue > 2 * low ? 1 : 0);
    }

    @Test
    void textureOfAnObjIsUprightOnEverySide() {
        RenderedOrbit rendered = render(resource("cube.obj"));
        for (int view = 0; view < 4; view++) {
            Image image = rendered.image(view);
            assertThat(hue(image, 12, 12)).as("upper left is red").isEqualTo(4);
            assertThat(hue(image, 20, 12)).as("upper right is green").isEqualTo(2);
            assertThat(hue(image, 12, 20)).as("lower left is blue").isEqualTo(1);
            assertThat(hue(image, 20, 20)).as("lower right is yellow").isEqualTo(6);
        }
    }

    @Test
    void sharpEdgesStaySharpWithoutNormals() {
        // All of a side of the cube has one normal, hence one brightness, up to its highlight.
        Image front = render(resource("cube.obj")).image(0);
        assertThat(front.sample(10, 10, 0)).isCloseTo(front.sample(14, 14, 0), within(3));
    }

    @Test
    void otherTextureIsTakenWhereTheFileNamesNone() throws IOException {
        Path plain = temp.resolve("plain.obj");
        Files.writeString(
                plain,
                Files.readString(resource("cube.obj"))
                        .replace("mtllib cube.mtl", "")
                        .replace("usemtl sides", ""));
        Image picture = ImageReader.read(resource("quadrants.png"));
        byte[] with = OrbitRenderer.render(MeshObject.read(plain, Optional.of(picture), false), FOUR_SIDES, SIZE)
                .rgba();
        assertThat(Arrays.equals(with, render(resource("cube.obj")).rgba())).isTrue();
        assertThat(Arrays.equals(with, render(plain).rgba())).isFalse();
    }

    @Test
    void textAndBinaryPlyAreTheSame() throws IOException {
        Path text = temp.resolve("text.ply");
        Files.writeString(
                text, PLY_HEADER.formatted("ascii") + "-1 -1 0 255 0 0\n1 -1 0 0 255 0\n0 1 0 0 0 255\n3 0 1 2\n");
        byte[] expected = render(text).rgba();
        for (ByteOrder order : new ByteOrder[] {ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN}) {
            ByteBuffer values = ByteBuffer.allocate(3 * 15 + 13).order(order);
            float[][] corners = {{-1, -1, 0}, {1, -1, 0}, {0, 1, 0}};
            for (int i = 0; i < 3; i++) {
                for (float value : corners[i]) {
                    values.putFloat(value);
                }
                for (int c = 0; c < 3; c++) {
                    values.put((byte) (c == i ? 255 : 0));
                }
            }
            values.put((byte) 3).putInt(0).putInt(1).putInt(2);
            boolean little = order == ByteOrder.LITTLE_ENDIAN;
            byte[] header = PLY_HEADER
                    .formatted(little ? "binary_little_endian" : "binary_big_endian")
                    .getBytes(StandardCharsets.US_ASCII);
            Path file = temp.resolve(little ? "little.ply" : "big.ply");
            Files.write(
                    file,
                    ByteBuffer.allocate(header.length + values.capacity())
                            .put(header)
                            .put(values.array())
                            .array());
            assertThat(Arrays.equals(render(file).rgba(), expected)).isTrue();
        }
        Image front = render(text).image(0);
        assertThat(hue(front, 9, 23)).as("lower left is red").isEqualTo(4);
        assertThat(hue(front, 23, 23)).as("lower right is green").isEqualTo(2);
    }

    /** A glTF of the same triangle, twice as large and moved, with linear vertex colours. */
    private static String gltf(String uri) {
        return """
                {"asset": {"version": "2.0"}, "scene": 0, "scenes": [{"nodes": [0]}],
                 "nodes": [{"mesh": 0, "scale": [2, 2, 2], "translation": [5, 6, 7]}],
                 "meshes": [{"primitives": [{"attributes": {"POSITION": 0, "COLOR_0": 1}, "indices": 2}]}],
                 "buffers": [{"byteLength": 78, "uri": "%s"}],
                 "bufferViews": [{"buffer": 0, "byteLength": 36}, {"buffer": 0, "byteOffset": 36, "byteLength": 36},
                                 {"buffer": 0, "byteOffset": 72, "byteLength": 6}],
                 "accessors": [
                  {"bufferView": 0, "componentType": 5126, "count": 3, "type": "VEC3",
                   "min": [-1, -1, 0], "max": [1, 1, 0]},
                  {"bufferView": 1, "componentType": 5126, "count": 3, "type": "VEC3"},
                  {"bufferView": 2, "componentType": 5123, "count": 3, "type": "SCALAR"}]}
                """.formatted(uri);
    }

    private static byte[] gltfBuffer() {
        ByteBuffer buffer = ByteBuffer.allocate(78).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : new float[] {-1, -1, 0, 1, -1, 0, 0, 1, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1}) {
            buffer.putFloat(value);
        }
        return buffer.putShort((short) 0)
                .putShort((short) 1)
                .putShort((short) 2)
                .array();
    }

    @Test
    void gltfWithDataInsideBesideAndBinaryIsTheTriangleOfThePly() throws IOException {
        Path ply = temp.resolve("text.ply");
        Files.writeString(
                ply, PLY_HEADER.formatted("ascii") + "-1 -1 0 255 0 0\n1 -1 0 0 255 0\n0 1 0 0 0 255\n3 0 1 2\n");
        byte[] expected = render(ply).rgba();
        Path inside = temp.resolve("inside.gltf");
        Files.writeString(
                inside,
                gltf("data:application/octet-stream;base64,"
                        + Base64.getEncoder().encodeToString(gltfBuffer())));
        Path beside = temp.resolve("beside.gltf");
        Files.writeString(beside, gltf("a%20b.bin"));
        Files.write(temp.resolve("a b.bin"), gltfBuffer());
        Path binary = temp.resolve("binary.glb");
        Files.write(binary, glb(gltf("").replace(", \"uri\": \"\"", "")));
        for (Path file : new Path[] {inside, beside, binary}) {
            byte[] rgba = render(file).rgba();
            for (int i = 0; i < rgba.length; i++) {
                assertThat(rgba[i] & 0xff).as(file + " " + i).isCloseTo(expected[i] & 0xff, within(1));
            }
        }
    }

    private static byte[] glb(String text) {
        byte[] json = text.getBytes(StandardCharsets.UTF_8);
        int padded = (json.length + 3) / 4 * 4;
        ByteBuffer file = ByteBuffer.allocate(12 + 8 + padded + 8 + 80).order(ByteOrder.LITTLE_ENDIAN);
        file.putInt(0x46546C67).putInt(2).putInt(file.capacity());
        file.putInt(padded).putInt(0x4E4F534A).put(json);
        while (file.position() < 20 + padded) {
            file.put((byte) ' ');
        }
        file.putInt(80).putInt(0x004E4942).put(gltfBuffer());
        return file.array();
    }

    @Test
    void zUpMeshStandsUpright() throws IOException {
        Path file = temp.resolve("post.obj");
        Files.writeString(file, "v -0.1 0 -1\nv 0.1 0 -1\nv 0.1 0 1\nv -0.1 0 1\nf 1 2 3 4\n");
        Image lying = OrbitRenderer.render(MeshObject.read(file, Optional.empty(), false), FOUR_SIDES, SIZE)
                .image(0);
        Image upright = OrbitRenderer.render(MeshObject.read(file, Optional.empty(), true), FOUR_SIDES, SIZE)
                .image(0);
        assertThat(lying.sample(16, 6, 3)).isZero();
        assertThat(upright.sample(16, 6, 3)).isNotZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "a.obj|v 0 0 0\\nf 1 2 3|",
                "a.obj|v 0 0 zero\\nv 1 0 0\\nv 0 1 0\\nf 1 2 3|",
                "a.obj|v 0 0 0|has no triangles",
                "a.obj||has no triangles",
                "a.obj|v 0 0 0\\nv 0 0 0\\nv 0 0 0\\nf 1 2 3|all of it lies in one point",
                "a.obj|v 0 0 NaN\\nv 1 0 0\\nv 0 1 0\\nf 1 2 3|its line 1 has \"NaN\" where a number belongs",
                "a.obj|v 1e39 0 0\\nv 1 0 0\\nv 0 1 0\\nf 1 2 3|a vertex lies at",
                "a.ply|solid stl\\n|it is not a PLY file",
                "a.ply|ply\\nformat ascii 1.0\\nend_header\\n|has no triangles",
                "a.ply|ply\\nformat ascii 1.0|its header does not end",
                "a.gltf|{\"asset\": {\"version\": \"2.0\"}|",
                "a.gltf|{\"asset\": {\"version\": \"2.0\"}}|",
                "a.gltf|not json|",
                "a.glb|glTF|",
                "a.stl|solid|the ending of its name is unknown",
            })
    void damagedMeshesAreNamed(String name, String content, String reason) throws IOException {
        Path file = temp.resolve(name);
        Files.writeString(file, content == null ? "" : content.replace("\\n", "\n"));
        assertThatThrownBy(() -> MeshObject.read(file, Optional.empty(), false))
                .isInstanceOf(InputException.class)
                .hasMessageStartingWith(file.toString())
                .hasMessageContaining(reason == null ? "" : reason);
    }

    @Test
    void everyCutAndManyChangesOfAFileEndInAMeshOrAInputException() throws IOException {
        byte[] ply = (PLY_HEADER.formatted("ascii") + "-1 -1 0 255 0 0\n1 -1 0 0 255 0\n0 1 0 0 0 255\n3 0 1 2\n")
                .getBytes(StandardCharsets.US_ASCII);
        byte[] obj = Files.readAllBytes(resource("cube.obj"));
        byte[] glb = glb(gltf("").replace(", \"uri\": \"\"", ""));
        Files.copy(resource("cube.mtl"), temp.resolve("cube.mtl"));
        Files.copy(resource("quadrants.png"), temp.resolve("quadrants.png"));
        Random random = new Random(5);
        int refused = 0;
        for (int i = 0; i < 600; i++) {
            byte[] whole = i % 3 == 0 ? ply : i % 3 == 1 ? obj : glb;
            byte[] damaged = i % 2 == 0 ? Arrays.copyOf(whole, random.nextInt(whole.length)) : whole.clone();
            for (int k = 0; k < 3 && damaged.length > 0; k++) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(32, 128);
            }
            Path file = temp.resolve(i % 3 == 0 ? "d.ply" : i % 3 == 1 ? "d.obj" : "d.glb");
            Files.write(file, damaged);
            try {
                assertThat(MeshObject.read(file, Optional.empty(), false).triangles())
                        .isPositive();
            } catch (InputException e) {
                assertThat(e).hasMessageStartingWith(temp.toString());
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(200);
    }

    @Test
    void networkIsNotAskedForParts() throws IOException {
        Path file = temp.resolve("far.gltf");
        Files.writeString(file, gltf("http://localhost:1/a.bin"));
        assertThatThrownBy(() -> MeshObject.read(file, Optional.empty(), false))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("names a file on a network");
    }
}
