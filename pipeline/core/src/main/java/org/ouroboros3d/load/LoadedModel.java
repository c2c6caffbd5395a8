package org.ouroboros3d.load;

import java.lang.foreign.Arena;
import java.nio.file.Path;
import org.ouroboros3d.format.WeightsException;
import org.ouroboros3d.model.ModelInfo;
import org.ouroboros3d.model.Networks;
import org.ouroboros3d.render.GaussianRenderer;
import org.ouroboros3d.tensor.Device;
import org.ouroboros3d.tensor.TensorScope;
import org.ouroboros3d.vae.VaeConfig;

/**
 * The networks of a model, ready to compute on a device, until closed.
 *
 * @param info what the model is
 * @param parameters how many numbers its weights are
 * @param vae sizes of the autoencoder
 * @param modules the networks
 * @param decodeChunk how many views are decoded together, at most; fewer than published where memory is short
 * @param batches how many objects a run may have
 * @param device where they compute
 * @param weights the scope that holds their tensors; none where each network is there while it computes only
 * @param files the arena that mapped files, or the built-in model's content, belong to
 * @param renderer of the feedback
 */
public record LoadedModel(
        ModelInfo info,
        long parameters,
        VaeConfig vae,
        Networks modules,
        int decodeChunk,
        BatchLimit batches,
        Device device,
        TensorScope weights,
        Arena files,
        GaussianRenderer renderer)
        implements AutoCloseable {
    /**
     * {@return the model in some folders, or the one that ships with the program when none is named} It belongs to the
     * calling thread, unlike an {@link org.ouroboros3d.Ouroboros3D}, and {@link ModelOptions#threads} holds for all that this thread does.
     *
     * @throws WeightsException if a file is missing or damaged, or does not fit
     * @throws UnsupportedPrecisionException if the device has no instructions for the precision
     * @throws InsufficientMemoryException if the device has too little free memory for one generation as the model is best
     *     sampled, as far as that is known
     */
    public static LoadedModel open(Device device, ModelOptions options, Path... folders) {
        return open(device, options, FreeMemory.OF_MACHINE, folders);
    }

    /** As the other, with another word on how much memory is free. */
    static LoadedModel open(Device device, ModelOptions options, FreeMemory memory, Path... folders) {
        ModelLoader loader = new ModelLoader(device, options, memory);
        return folders.length == 0 ? loader.builtIn() : loader.fromFolders(folders);
    }

    /** Frees the weights and everything mapped. */
    @Override
    public void close() {
        weights.close();
        renderer.close();
        files.close();
    }
}
