package org.ouroboros3d.data.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ouroboros3d.data.render.OrbitRenderer;
import org.ouroboros3d.geometry.Cameras;
import org.ouroboros3d.geometry.Intrinsics;
import org.ouroboros3d.image.Image;
import org.ouroboros3d.mesh.Mesh;
import org.ouroboros3d.mesh.MeshFormat;
import org.ouroboros3d.mesh.MeshTexture;
import org.ouroboros3d.mesh.MeshWriter;

/** Files of the mesh writers, as the readers of training meshes see them: GLB by JglTF, OBJ by the Obj library. */
class WrittenMeshTest {
    private static final float[] CORNERS = {0, 0, 0, 0.3f, 0, 0, 0, 0.7f, 0, 0, 0, 1.1f};
    private static final int[] FACES = {0, 2, 1, 0, 1, 3, 0, 3, 2, 1, 2, 3};
    private static final float[] COLORS = {0.2f, 0.4f, 0.6f, 1, 0, 0, 0, 1, 0, 0, 0, 1};
    private static final float[] NORMALS = new float[12];

    static {
        for (int v = 0; v < 4; v++) {
            NORMALS[3 * v + 2] = 1;
        }
    }

    @TempDir
    private Path folder;

    private Mesh mesh(boolean textured) {
        byte[] pixels = {(byte) 255, 0, 0, 0, (byte) 255, 0, 0, 0, (byte) 255, (byte) 128, (byte) 128, 0};
        float[] coordinates = {0.25f, 0.25f, 0.75f, 0.25f, 0.25f, 0.75f, 0.75f, 0.75f};
        return new Mesh(
                CORNERS,
                NORMALS,
                COLORS,
                FACES,
                textured ? Optional.of(new MeshTexture(Image.of(2, 2, 3, pixels), coordinates)) : Optional.empty());
    }

    private TriangleMesh read(MeshFormat format, boolean textured) {
        Path file = folder.resolve("a" + format.ending());
        MeshWriter.write(mesh(textured), file, format);
        return MeshReader.read(file, Optional.empty());
    }

    private static void assertColor(TriangleMesh mesh, int triangle, double second, double third, float... rgb) {
        float[] seen = new float[3];
        mesh.color(triangle, second, third, seen, 0);
        for (int channel = 0; channel < 3; channel++) {
            assertThat(seen[channel]).isCloseTo(rgb[channel], within(0.005f));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"GLB", "OBJ", "PLY"})
    void trianglesAndColorsComeBack(String format) throws IOException {
        TriangleMesh read = read(MeshFormat.valueOf(format), false);
        assertThat(read.count()).isEqualTo(4);
        for (int corner = 0; corner < FACES.length; corner++) {
            for (int axis = 0; axis < 3; axis++) {
                assertThat(read.positions()[3 * corner + axis]).isEqualTo(CORNERS[3 * FACES[corner] + axis]);
            }
        }
        if (format.equals("OBJ")) {
            // That reader knows no colors of vertices.
            assertThat(Files.readAllLines(folder.resolve("a.obj"))).contains("v 0.3 0.0 0.0 1.0 0.0 0.0");
        } else {
            assertColor(read, 0, 0, 0, 0.2f, 0.4f, 0.6f);
            assertColor(read, 3, 0, 0, 1, 0, 0);
            assertColor(read, 3, 1, 0, 0, 1, 0);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"GLB", "OBJ", "PLY"})
    void aMeshThatIsReadInPlaceStaysThere(String format) {
        Mesh square = new Mesh(
                new float[] {0.1f, 0.1f, 0, 0.3f, 0.1f, 0, 0.3f, 0.3f, 0, 0.1f, 0.3f, 0},
                new float[] {0, 0, 1, 0, 0, 1, 0, 0, 1, 0, 0, 1},
                COLORS,
                new int[] {0, 1, 2, 0, 2, 3});
        Path file = folder.resolve("square" + MeshFormat.valueOf(format).ending());
        MeshWriter.write(square, file, MeshFormat.valueOf(format));
        Cameras front =
                Cameras.orbit(0, new double[] {0}, 2, Intrinsics.ofFieldOfView(Math.toDegrees(2 * Math.atan(0.5))));
        // 100 pixels for two metres: the square is from 55 to 65 to the right of the left edge and 35 to 45 below the
        // top.
        Image seen = OrbitRenderer.render(MeshObject.readInPlace(file), front, 100, 1)
                .image(0);
        for (int p = 0; p < 100 * 100; p++) {
            int x = p % 100;
            int y = Math.floorDiv(p, 100);
            assertThat(seen.sample(x, y, 3)).isEqualTo(x >= 55 && x < 65 && y >= 35 && y < 45 ? 255 : 0);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"GLB", "OBJ"})
    void texturesComeBackUpright(String format) {
        TriangleMesh read = read(MeshFormat.valueOf(format), true);
        assertThat(read.count()).isEqualTo(4);
        assertColor(read, 0, 0, 0, 1, 0, 0);
        assertColor(read, 0, 1, 0, 0, 0, 1);
        assertColor(read, 0, 0, 1, 0, 1, 0);
        assertColor(read, 1, 0, 1, 128 / 255f, 128 / 255f, 0);
    }

    @Test
    void stlHoldsNormalsAndCorners() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        MeshWriter.write(mesh(false), out, MeshFormat.STL);
        ByteBuffer bytes = ByteBuffer.wrap(out.toByteArray()).order(ByteOrder.LITTLE_ENDIAN);
        assertThat(bytes.capacity()).isEqualTo(84 + 4 * 50);
        assertThat(bytes.getInt(80)).isEqualTo(4);
        // The first face is 0, 2, 1 in the plane z = 0, seen from below.
        assertThat(bytes.getFloat(84 + 8)).isEqualTo(-1);
        assertThat(bytes.getFloat(84 + 12 + 12 + 4)).isEqualTo(0.7f);
    }

    @Test
    void aStreamOfAnObjNamesNoFiles() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        MeshWriter.write(mesh(true), out, MeshFormat.OBJ);
        assertThat(out.toString(StandardCharsets.UTF_8))
                .doesNotContain("mtllib")
                .contains("f 1//1 3//3 2//2");
    }
}
