package org.ouroboros3d.data.mesh;

import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ouroboros3d.error.InputException;
import org.ouroboros3d.format.Fuzzer;
import org.ouroboros3d.train.run.TrainingConfig;
import org.ouroboros3d.train.run.TrainingException;

/** Damaged meshes and configurations, see {@link Fuzzer}. */
class MeshFuzzTest {
    @TempDir
    private Path folder;

    private static byte[] resource(String name) throws IOException {
        try {
            return Files.readAllBytes(
                    Path.of(MeshFuzzTest.class.getResource("/cases/" + name).toURI()));
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    private void meshes(String ending, List<String> words, String... names) throws IOException {
        Path file = folder.resolve("mesh." + ending);
        List<byte[]> sound = new ArrayList<>();
        for (String name : names) {
            sound.add(resource(name));
        }
        Files.write(folder.resolve("a.mtl"), resource("tex_case/a.mtl"));
        Files.write(folder.resolve("green.png"), resource("tex_case/green.png"));
        Fuzzer.run("meshes as " + ending, sound, words, bytes -> {
            Files.write(file, bytes);
            MeshObject.read(file, Optional.empty(), false);
        });
    }

    @Test
    void obj() throws IOException {
        meshes(
                "obj",
                List.of(
                        "v 1 2 3\n",
                        "f 1 2 3\n",
                        "f -1/-1 -2/-2 -3/-3\n",
                        "usemtl a\n",
                        "mtllib a.mtl\n",
                        "vt 1\n",
                        " \\\n"),
                "obj_concave.obj",
                "obj_vertexcolours.obj",
                "tex_case/a.obj",
                "obj_inline_comment.obj");
    }

    @Test
    void mtl() throws IOException {
        Path obj = folder.resolve("a.obj");
        Files.write(obj, resource("tex_case/a.obj"));
        Files.write(folder.resolve("green.png"), resource("tex_case/green.png"));
        List<byte[]> sound = List.of(
                resource("tex_case/a.mtl"),
                "newmtl m\nKd 1 0 0\nmap_Kd -s 1 2 3 -o 0 0 -clamp on green.png\n".getBytes(StandardCharsets.UTF_8));
        Fuzzer.run("MTL", sound, List.of("map_Kd green.png\n", "-s 1", "newmtl ", "Kd spectral"), bytes -> {
            Files.write(folder.resolve("A.MTL"), bytes);
            MeshObject.read(obj, Optional.empty(), false);
        });
    }

    @Test
    void ply() throws IOException {
        meshes(
                "ply",
                List.of(
                        "property list uchar int vertex_indices\n",
                        "element face 2\n",
                        "property float u\n",
                        "4 0 1 2 3\n"),
                "mesh_tristrips.ply",
                "wedge/mesh.ply");
    }

    @Test
    void glb() throws IOException {
        meshes(
                "glb",
                List.of("\"mode\": 6", "\"count\": 1000000", "\"byteStride\": 1", "\"sparse\": {", "\"children\": [0]"),
                "instancing.glb",
                "sparse.glb",
                "quantized_L_int16.glb",
                "texture_transform.glb",
                "EXT_texture_webp.glb",
                "triangle_strip.glb",
                "specgloss_factor.glb");
    }

    @Test
    void trainingConfigurations() throws IOException {
        Path file = folder.resolve("train.json");
        List<byte[]> sound = new ArrayList<>();
        for (String name : List.of("vae", "denoiser", "joint")) {
            try (InputStream in = TrainingConfig.class.getResourceAsStream(name + ".json")) {
                sound.add(in.readAllBytes());
            }
        }
        Fuzzer.Reader reader = bytes -> {
            Files.write(file, bytes);
            try {
                TrainingConfig.read(file);
            } catch (TrainingException e) {
                // Its own exception.
                throw new InputException("file", "no configuration", "correct it", e);
            }
        };
        Fuzzer.run("training configurations", sound, List.of("\"optimizer\"", "\"mix\": []"), reader);
    }
}
