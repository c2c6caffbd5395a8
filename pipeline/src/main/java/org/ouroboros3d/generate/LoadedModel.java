package org.ouroboros3d.generate;

import com.fasterxml.jackson.databind.JsonNode;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Function;
import org.ouroboros3d.svd.VaeConfig;
import org.ouroboros3d.tensor.Device;
import org.ouroboros3d.tensor.TensorScope;
import org.ouroboros3d.weights.Checkpoint;
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
     * @throws UnsupportedPrecisionException if the device has no instructions for the precision
     */
    public static LoadedModel open(Device device, Precision precision, Path... folders) {
        precision.requireFastOn(device);
        return folders.length == 0 ? builtIn(device, precision) : fromFolders(device, precision, folders);
    }

    /** Loads the weights of folders; see {@link ModelFolder} for the layouts. */
    private static LoadedModel fromFolders(Device device, Precision precision, Path... folders) {
        ModelFolder folder = ModelFolder.open(folders);
        try {
            return fromFolder(device, precision, folder);
        } catch (IllegalArgumentException e) {
            // Sizes that do not fit together: the configuration is the user's input like the weights are.
            throw new WeightsException(folder.name(), null, e.getMessage());
        }
    }

    private static LoadedModel fromFolder(Device device, Precision precision, ModelFolder folder) {
        ModelInfo info = ModelInfo.fromJson(folder.config(), folder.name());
        for (ModelPart part :
                new ModelPart[] {ModelPart.IMAGE_ENCODER, ModelPart.VAE, ModelPart.MV_MODEL, ModelPart.RECON_MODEL}) {
            folder.config(part);
            folder.file(part);
        }
        Arena files = Arena.ofShared();
        return build(folder.config(), info, device, precision, files, part -> folder.read(part, files));
    }

    /** Loads the model that ships with the program. */
    private static LoadedModel builtIn(Device device, Precision precision) {
        JsonNode config = BuiltInModel.config();
        Arena content = Arena.ofShared();
        return build(
                config,
                ModelInfo.fromJson(config, "built-in model"),
                device,
                precision,
                content,
                part -> BuiltInModel.read(part, content));
    }

    private static LoadedModel build(
            JsonNode config,
            ModelInfo info,
            Device device,
            Precision precision,
            Arena files,
            Function<ModelPart, Checkpoint> source) {
        TensorScope weights = TensorScope.detached();
        GaussianRenderer renderer = new GaussianRenderer(info.geometry());
        try (TensorScope scope = TensorScope.open()) {
            VaeConfig vae = VaeConfig.fromJson(config.path(ModelPart.VAE.key()));
            ModelBuilder builder = new ModelBuilder(config, info, part -> {
                Checkpoint checkpoint = source.apply(part);
                return Weights.load(checkpoint, precision.storage(part, checkpoint), device, weights);
            });
            SamplerModules modules = precision.applyTo(builder.build(renderer));
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
