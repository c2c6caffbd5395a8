package org.ouroboros3d.data.mesh;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ouroboros3d.error.InputException;
import org.ouroboros3d.format.FuzzTarget;
import org.ouroboros3d.train.run.TrainingConfig;
import org.ouroboros3d.train.run.TrainingException;

/** Meshes and training configurations. */
public final class MeshFuzzTargets {
    private final Path folder;

    private MeshFuzzTargets(Path folder) {
        this.folder = folder;
    }

    /**
     * {@return the targets}
     *
     * @param folder for files of readers that take paths
     */
    public static List<FuzzTarget> in(Path folder) throws IOException {
        MeshFuzzTargets targets = new MeshFuzzTargets(folder);
        return List.of(targets.obj(), targets.mtl(), targets.ply(), targets.glb(), targets.trainingConfigurations());
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream in = MeshFuzzTargets.class.getResourceAsStream("/cases/" + name)) {
            return in.readAllBytes();
        }
    }

    private FuzzTarget meshes(String ending, List<String> words, String... names) throws IOException {
        Path file = folder.resolve("mesh." + ending);
        List<byte[]> sound = new ArrayList<>();
        for (String name : names) {
            sound.add(resource(name));
        }
        Files.write(folder.resolve("a.mtl"), resource("tex_case/a.mtl"));
        Files.write(folder.resolve("green.png"), resource("tex_case/green.png"));
        return new FuzzTarget("meshes as " + ending, sound, words, bytes -> {
            Files.write(file, bytes);
            MeshObject.read(file, Optional.empty(), false);
        });
    }

    private FuzzTarget obj() throws IOException {
        return meshes(
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

    private FuzzTarget mtl() throws IOException {
        // Of its own, since the others' lower-case name would be found first.
        Path own = Files.createDirectories(folder.resolve("mtl"));
        Path obj = own.resolve("a.obj");
        Files.write(obj, resource("tex_case/a.obj"));
        Files.write(own.resolve("green.png"), resource("tex_case/green.png"));
        List<byte[]> sound = List.of(
                resource("tex_case/a.mtl"),
                "newmtl m\nKd 1 0 0\nmap_Kd -s 1 2 3 -o 0 0 -clamp on green.png\n".getBytes(StandardCharsets.UTF_8));
        return new FuzzTarget("MTL", sound, List.of("map_Kd green.png\n", "-s 1", "newmtl ", "Kd spectral"), bytes -> {
            Files.write(own.resolve("A.MTL"), bytes);
            MeshObject.read(obj, Optional.empty(), false);
        });
    }

    private FuzzTarget ply() throws IOException {
        return meshes(
                "ply",
                List.of(
                        "property list uchar int vertex_indices\n",
                        "element face 2\n",
                        "property float u\n",
                        "4 0 1 2 3\n"),
                "mesh_tristrips.ply",
                "wedge/mesh.ply");
    }

    private FuzzTarget glb() throws IOException {
        return meshes(
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

    private FuzzTarget trainingConfigurations() throws IOException {
        Path file = folder.resolve("train.json");
        List<byte[]> sound = new ArrayList<>();
        for (String name : List.of("vae", "denoiser", "joint")) {
            try (InputStream in = TrainingConfig.class.getResourceAsStream(name + ".json")) {
                sound.add(in.readAllBytes());
            }
        }
        FuzzTarget.Reader reader = bytes -> {
            Files.write(file, bytes);
            try {
                TrainingConfig.read(file);
            } catch (TrainingException e) {
                // Its own exception.
                throw new InputException("file", "no configuration", "correct it", e);
            }
        };
        return new FuzzTarget("training configurations", sound, List.of("\"optimizer\"", "\"mix\": []"), reader);
    }
}
