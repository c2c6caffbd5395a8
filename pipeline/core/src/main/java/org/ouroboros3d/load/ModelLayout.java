package org.ouroboros3d.load;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.ouroboros3d.format.WeightsException;
import org.ouroboros3d.format.json.JsonFile;
import org.ouroboros3d.format.json.SnakeCase;

/** The ways in which weights are published, each of which knows its files and adds them to a model's parts. */
enum ModelLayout {
    /** {@code model.json} with one section a part, and {@code PART.safetensors} beside it. */
    OWN {
        @Override
        boolean find(Path folder, ModelParts parts) {
            Path description = folder.resolve("model.json");
            if (!Files.isRegularFile(description)) {
                return false;
            }
            JsonNode json = SnakeCase.stored(JsonFile.read(description));
            if (json.path("format_version").asInt() != FORMAT_VERSION) {
                throw new WeightsException(
                        description.toString(),
                        null,
                        "\"format_version\" is " + json.path("format_version") + ", and this program reads "
                                + FORMAT_VERSION);
            }
            json.properties().forEach(section -> parts.configure(section.getKey(), section.getValue()));
            for (ModelPart part : ModelPart.values()) {
                if (json.has(part.key())) {
                    parts.file(part, weightsFile(folder, part.key()));
                }
            }
            return true;
        }
    },

    /**
     * The release of Ouroboros3D-SVD-LGM: two state dicts. Their configuration is in the published code, not in the
     * folder: two adapters as wide as the UNet's levels, rays at every level, LGM's big configuration.
     */
    OUROBOROS {
        @Override
        boolean find(Path folder, ModelParts parts) {
            boolean found = false;
            for (Map.Entry<ModelPart, String> state : Map.of(
                            ModelPart.MV_MODEL, "mv_model_unet.pth", ModelPart.RECON_MODEL, "recon_model.pth")
                    .entrySet()) {
                Path file = folder.resolve(state.getValue());
                if (Files.exists(file)) {
                    parts.file(state.getKey(), file);
                    found = true;
                }
            }
            if (found) {
                parts.configure("geometry", parts.newSection().textNode("OFFICIAL"));
                parts.configure(ModelPart.RECON_MODEL.key(), parts.newSection());
            }
            return found;
        }
    },

    /** A pipeline of diffusers: a folder with {@code config.json} for every part. */
    DIFFUSERS {
        @Override
        boolean find(Path folder, ModelParts parts) {
            boolean found = false;
            for (ModelPart part : List.of(ModelPart.IMAGE_ENCODER, ModelPart.VAE, ModelPart.UNET)) {
                Path subfolder = folder.resolve(part.key());
                if (Files.isDirectory(subfolder)) {
                    parts.configure(part.key(), JsonFile.read(subfolder.resolve("config.json")));
                    parts.file(part, weightsFile(subfolder, "diffusion_pytorch_model", "model", "pytorch_model"));
                    found = true;
                }
            }
            Path scheduler = folder.resolve("scheduler").resolve("scheduler_config.json");
            if (found && Files.exists(scheduler)) {
                parts.configure("scheduler", JsonFile.read(scheduler));
            }
            return found;
        }
    },

    /** The release of LGM: one safetensors file, without a configuration and without a time embedding. */
    LGM {
        @Override
        boolean find(Path folder, ModelParts parts) {
            Optional<Path> file = lgmFile(folder);
            file.ifPresent(found -> {
                parts.file(ModelPart.RECON_MODEL, found);
                parts.configure(ModelPart.RECON_MODEL.key(), parts.newSection().put("time_channels", 0));
            });
            return file.isPresent();
        }
    };

    /** The version of {@code model.json} that this code reads and writes. */
    static final int FORMAT_VERSION = 1;

    /** Half precision first: the published inference loads it, and it is half the reading. */
    private static final List<String> ENDINGS = List.of(
            ".fp16.safetensors",
            ".safetensors.index.fp16.json",
            ".fp16.safetensors.index.json",
            ".safetensors",
            ".safetensors.index.json",
            ".fp16.bin",
            ".bin",
            ".bin.index.json");

    /**
     * Adds what {@code folder} holds in this layout.
     *
     * @return whether the folder has this layout
     * @throws WeightsException if it has, but files are missing or damaged
     */
    abstract boolean find(Path folder, ModelParts parts);

    /** {@return the configuration of a multi-view model around a UNet, as the published code sets it} */
    static ObjectNode multiViewConfig(ObjectNode unet, ModelParts parts) {
        ObjectNode config = parts.newSection();
        config.set("unet", unet);
        ArrayNode adapters = config.putArray("cond_encoder");
        for (int i = 0; i < 2; i++) {
            ObjectNode adapter = adapters.addObject();
            adapter.put("cin", 192)
                    .put("nums_rb", 3)
                    .put("ksize", 1)
                    .put("sk", true)
                    .put("use_conv", false);
            adapter.set("channels", unet.path("block_out_channels"));
        }
        config.put("add_plucker", true);
        return config;
    }

    private static Path weightsFile(Path folder, String... stems) {
        for (String stem : stems) {
            for (String ending : ENDINGS) {
                Path file = folder.resolve(stem + ending);
                if (Files.exists(file)) {
                    return file;
                }
            }
        }
        throw new WeightsException(
                folder.toString(),
                null,
                "there is a configuration but no weights: " + stems[0]
                        + ".safetensors is missing (or .fp16.safetensors, .bin); download the folder again");
    }

    private static Optional<Path> lgmFile(Path location) {
        if (Files.isRegularFile(location)) {
            return Optional.of(location).filter(file -> file.toString().endsWith(".safetensors"));
        }
        try (Stream<Path> files = Files.list(location)) {
            return files.filter(file -> file.getFileName().toString().matches("model_fp16.*\\.safetensors"))
                    .sorted()
                    .findFirst();
        } catch (IOException e) {
            throw new WeightsException(location.toString(), "cannot be read: " + e, e);
        }
    }
}
