package org.ouroboros3d.load;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.ouroboros3d.format.Checkpoint;
import org.ouroboros3d.format.WeightsException;
import org.ouroboros3d.tensor.DType;
import org.ouroboros3d.tensor.Device;
import org.ouroboros3d.tensor.TensorScope;
import org.ouroboros3d.weights.CheckpointReader;
import org.ouroboros3d.weights.Weights;

/**
 * A model on disk: the configuration and the weights of its parts, whichever layouts they come in.
 *
 * <p>Known layouts, which may also share a folder:
 *
 * <ul>
 *   <li>ours: {@code model.json} with a section for each {@link ModelPart}, {@code scheduler}, {@code geometry} and
 *       {@code temporal_context}, and {@code PART.safetensors} beside it;
 *   <li>diffusers' {@code stable-video-diffusion-img2vid}: {@code unet/}, {@code vae/}, {@code image_encoder/} and
 *       {@code scheduler/};
 *   <li>{@code Ouroboros3D-SVD-LGM}: {@code mv_model_unet.pth} and {@code recon_model.pth};
 *   <li>LGM: {@code model_fp16*.safetensors}.
 * </ul>
 *
 * <p>Opening reads the small JSON files only.
 */
public final class ModelFolder {
    private final String name;
    private final ModelParts parts;

    private ModelFolder(String name, ModelParts parts) {
        this.name = name;
        this.parts = parts;
    }

    /**
     * Looks through folders, or single LGM files; of two that hold the same part, the first counts.
     *
     * @throws WeightsException if one does not exist, has no known layout, or lacks files of its layout
     */
    public static ModelFolder open(Path... locations) {
        if (locations.length == 0) {
            throw new IllegalArgumentException("at least one folder is needed");
        }
        ModelParts parts = new ModelParts();
        for (Path location : locations) {
            if (!Files.exists(location)) {
                throw new WeightsException(location.toString(), null, "no such folder");
            }
            List<ModelLayout> found = Arrays.stream(ModelLayout.values())
                    .filter(layout -> layout.find(location, parts))
                    .toList();
            if (found.isEmpty()) {
                throw new WeightsException(
                        location.toString(),
                        null,
                        "no weights that this program knows: there is neither a model.json, nor mv_model_unet.pth or"
                                + " recon_model.pth, nor one of the folders unet, vae and image_encoder, nor"
                                + " model_fp16*.safetensors");
            }
        }
        if (parts.files().containsKey(ModelPart.MV_MODEL)
                && parts.config().get(ModelPart.UNET.key()) instanceof ObjectNode unet) {
            parts.configure(ModelPart.MV_MODEL.key(), ModelLayout.multiViewConfig(unet, parts));
        }
        return new ModelFolder(Arrays.stream(locations).map(Path::toString).collect(Collectors.joining(" + ")), parts);
    }

    /** {@return the folders, for messages} */
    public String name() {
        return name;
    }

    /**
     * {@return the merged configuration} The sections that {@code model.json} has: one for each part, in the keys of
     * the part's own reference configuration, {@code scheduler}, {@code geometry} and {@code temporal_context}; those
     * that the folders say nothing about are absent.
     */
    public JsonNode config() {
        return parts.config();
    }

    /**
     * {@return the configuration of a part}
     *
     * @throws WeightsException if the folders have none, with what to do about it
     */
    public JsonNode config(ModelPart part) {
        JsonNode section = parts.config().get(part.key());
        if (section == null) {
            // The multi-view model's configuration is derived from that of the UNet that it was made from.
            boolean derived = part == ModelPart.MV_MODEL && has(part);
            throw new WeightsException(name, null, (derived ? ModelPart.UNET : part).remedy());
        }
        return section;
    }

    /** {@return whether there are weights of {@code part}} */
    public boolean has(ModelPart part) {
        return parts.files().containsKey(part);
    }

    /**
     * {@return the file, or the index of the files, that hold a part's weights}
     *
     * @throws WeightsException if the folders have none, with what to do about it
     */
    public Path file(ModelPart part) {
        if (!has(part)) {
            throw new WeightsException(name, null, part.remedy());
        }
        return parts.files().get(part);
    }

    /**
     * Maps the weights of a part under the keys that its model asks for.
     *
     * @param arena how long the mapping stays valid
     * @throws WeightsException if they are missing or damaged
     */
    public Checkpoint read(ModelPart part, Arena arena) {
        Checkpoint checkpoint = CheckpointReader.read(file(part), arena);
        boolean wrapped = !checkpoint.tensors().isEmpty()
                && checkpoint.tensors().keySet().stream().allMatch(key -> key.startsWith("state_dict."));
        return wrapped ? checkpoint.only("state_dict.") : checkpoint;
    }

    /**
     * Maps the weights of a part for its model's constructor.
     *
     * @see Weights#load
     */
    public Weights weights(ModelPart part, Arena arena, DType precision, Device device, TensorScope owner) {
        return Weights.load(read(part, arena), precision, device, owner);
    }
}
