package org.ouroboros3d.generate;

import com.fasterxml.jackson.databind.JsonNode;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.Arrays;
import org.ouroboros3d.svd.VaeConfig;
import org.ouroboros3d.tensor.DType;
import org.ouroboros3d.tensor.Device;
import org.ouroboros3d.tensor.TensorScope;
import org.ouroboros3d.weights.ModelFolder;
import org.ouroboros3d.weights.ModelPart;
import org.ouroboros3d.weights.Weights;
import org.ouroboros3d.weights.WeightsException;

/**
 * The networks of a model with their weights on a device, until closed.
 *
 * @param info what the model is
 * @param parameters how many numbers its weights are
 * @param vae sizes of the autoencoder
 * @param modules the networks
 * @param device where they are
 * @param weights the scope that holds their tensors
 * @param files the arena that mapped files, or the built-in model's content, belong to
 * @param renderer of the feedback
 */
public record LoadedModel(
        ModelInfo info,
        long parameters,
        VaeConfig vae,
        SamplerModules modules,
        Device device,
        TensorScope weights,
        Arena files,
        GaussianRenderer renderer)
        implements AutoCloseable {
    /**
     * {@return the model in some folders, or the one that ships with the program when none is named} It belongs to the
     * calling thread, unlike an {@link Ouroboros3D}.
     *
     * @throws WeightsException if a file is missing or damaged, or does not fit
     */
    public static LoadedModel open(Device device, Path... folders) {
        return folders.length == 0 ? builtIn(device) : fromFolders(device, folders);
    }

    /** Loads the weights of folders; see {@link ModelFolder} for the layouts. */
    private static LoadedModel fromFolders(Device device, Path... folders) {
        ModelFolder folder = ModelFolder.open(folders);
        try {
            return fromFolder(device, folder);
        } catch (IllegalArgumentException e) {
            // Sizes that do not fit together: the configuration is the user's input like the weights are.
            throw new WeightsException(folder.name(), null, e.getMessage());
        }
    }

    private static LoadedModel fromFolder(Device device, ModelFolder folder) {
        ModelInfo info = ModelInfo.fromJson(folder.config(), folder.name());
        for (ModelPart part :
                new ModelPart[] {ModelPart.IMAGE_ENCODER, ModelPart.VAE, ModelPart.MV_MODEL, ModelPart.RECON_MODEL}) {
            folder.config(part);
            folder.file(part);
        }
        Arena files = Arena.ofShared();
        return build(
                folder.config(),
                info,
                device,
                files,
                (part, scope) -> folder.weights(part, files, DType.FLOAT32, device, scope));
    }

    /** Loads the model that ships with the program. */
    private static LoadedModel builtIn(Device device) {
        JsonNode config = BuiltInModel.config();
        Arena content = Arena.ofShared();
        return build(
                config,
                ModelInfo.fromJson(config, "built-in model"),
                device,
                content,
                (part, scope) -> Weights.load(BuiltInModel.read(part, content), DType.FLOAT32, device, scope));
    }

    /** Gives the weights of a part, held by a scope. */
    @FunctionalInterface
    private interface PartSource {
        Weights weights(ModelPart part, TensorScope owner);
    }

    private static LoadedModel build(JsonNode config, ModelInfo info, Device device, Arena files, PartSource source) {
        TensorScope weights = TensorScope.detached();
        GaussianRenderer renderer = new GaussianRenderer(info.geometry());
        try (TensorScope scope = TensorScope.open()) {
            VaeConfig vae = VaeConfig.fromJson(config.path(ModelPart.VAE.key()));
            ModelBuilder builder = new ModelBuilder(config, info, part -> source.weights(part, weights));
            SamplerModules modules = builder.build(renderer);
            long parameters = builder.asked().values().stream()
                    .flatMap(keys -> keys.values().stream())
                    .mapToLong(shape -> Arrays.stream(shape).reduce(1, Math::multiplyExact))
                    .sum();
            return new LoadedModel(info, parameters, vae, modules, device, weights, files, renderer);
        } catch (RuntimeException | Error e) {
            weights.close();
            renderer.close();
            files.close();
            throw e;
        }
    }

    /** Frees the weights and everything mapped. */
    @Override
    public void close() {
        weights.close();
        renderer.close();
        files.close();
    }
}
