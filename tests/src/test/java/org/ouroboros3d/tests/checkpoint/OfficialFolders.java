package org.ouroboros3d.tests.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.ouroboros3d.format.TensorData;
import org.ouroboros3d.format.safetensors.SafetensorsWriter;
import org.ouroboros3d.tensor.DType;

/**
 * Writes models of random numbers in the published layouts: {@code svd/} as diffusers has it, {@code ouroboros/} with
 * the two {@code .pth} files, and {@code lgm/}.
 */
final class OfficialFolders {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path root;
    private final SyntheticTensors tensors;

    OfficialFolders(Path root, SyntheticTensors tensors) {
        this.root = root;
        this.tensors = tensors;
    }

    Path svd() {
        return root.resolve("svd");
    }

    Path ouroboros() {
        return root.resolve("ouroboros");
    }

    Path lgm() {
        return root.resolve("lgm");
    }

    /** {@return the published configurations of {@code image_encoder}, {@code vae}, {@code unet}, {@code scheduler}} */
    static JsonNode publishedConfigs() {
        try (InputStream configs = OfficialFolders.class.getResourceAsStream("/state-dicts/configs.json")) {
            return JSON.readTree(configs);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes all three folders; LGM's lacks the time embedding. */
    void write(JsonNode configs, OfficialStates states) throws IOException {
        Files.createDirectories(ouroboros());
        Files.createDirectories(lgm());
        writePart("vae", configs, states.vae());
        writeImageEncoder(configs, states.imageEncoder());
        writeShardedUnet(configs, states.unet());
        Path scheduler = Files.createDirectories(svd().resolve("scheduler"));
        JSON.writeValue(scheduler.resolve("scheduler_config.json").toFile(), configs.path("scheduler"));
        TorchZipWriter.write(ouroboros().resolve("mv_model_unet.pth"), tensors.of(states.mvModel()));
        TorchZipWriter.write(ouroboros().resolve("recon_model.pth"), tensors.of(states.reconModel()));
        SafetensorsWriter.write(lgm().resolve("model_fp16_fixrot.safetensors"), Map.of(), tensors.of(states.lgm()));
    }

    private void writePart(String part, JsonNode configs, StateDict state) throws IOException {
        Path folder = folder(part, configs);
        SafetensorsWriter.write(
                folder.resolve("diffusion_pytorch_model.fp16.safetensors"), Map.of("format", "pt"), tensors.of(state));
    }

    /** Older versions of transformers also saved the constant position ids. */
    private void writeImageEncoder(JsonNode configs, StateDict state) throws IOException {
        Path folder = folder("image_encoder", configs);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment ids = arena.allocate(8 * 257, 8);
            List<TensorData> all = new ArrayList<>(tensors.of(state));
            all.add(TensorData.of("vision_model.embeddings.position_ids", DType.INT64, ids, 1, 257));
            SafetensorsWriter.write(folder.resolve("model.fp16.safetensors"), Map.of("format", "pt"), all);
        }
    }

    private void writeShardedUnet(JsonNode configs, StateDict state) throws IOException {
        Path folder = folder("unet", configs);
        List<TensorData> all = tensors.of(state);
        ObjectNode index = JSON.createObjectNode();
        ObjectNode map = index.putObject("weight_map");
        for (int shard = 0; shard < 2; shard++) {
            String name = "diffusion_pytorch_model.fp16-0000" + (shard + 1) + "-of-00002.safetensors";
            List<TensorData> part =
                    shard == 0 ? all.subList(0, all.size() / 2) : all.subList(all.size() / 2, all.size());
            part.forEach(tensor -> map.put(tensor.name(), name));
            SafetensorsWriter.write(folder.resolve(name), Map.of("format", "pt"), part);
        }
        JSON.writeValue(
                folder.resolve("diffusion_pytorch_model.safetensors.index.fp16.json")
                        .toFile(),
                index);
    }

    private Path folder(String part, JsonNode configs) throws IOException {
        Path folder = Files.createDirectories(svd().resolve(part));
        JSON.writeValue(folder.resolve("config.json").toFile(), configs.path(part));
        return folder;
    }
}
